"""Time stamps under checkpoints (RFC 3161): another authority's word that the log was so at a time, read and verified.

    timestamps                     the names of the stamps, one a line, oldest first
    timestamp/<name>.note          the checkpoint that was stamped, with the log's own signature and no other
    timestamp/<name>.tsr           the authority's answer as it came: a TimeStampResp in DER over SHA-256 of the note
    <name>                         <day in Vietnam of the stamp>-<size of the log>

Each stamp is judged at its own time: the authority's certificate may have run out since.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from wallet.clock import day_of
from wallet.ledger.errors import BadTimestampError, MalformedLogError
from wallet.ledger.notes import Checkpoint, VerifierKey
from wallet.ledger.sources import TileSource
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.verdict import Findings, Step

LIST = "timestamps"
Roots = Sequence[Certificate]
_NAME = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})-(?P<size>[1-9][0-9]{0,18})")


def read_roots(file: Path) -> Roots:
    """The certificates of a PEM file. OSError; ValueError where it holds none, or something else."""
    return load_pem_x509_certificates(file.read_bytes())


def name_of(moment: datetime, size: int) -> str:
    return f"{day_of(moment)}-{size}"


def note_path(name: str) -> str:
    return f"timestamp/{name}.note"


def answer_path(name: str) -> str:
    return f"timestamp/{name}.tsr"


def in_order(names: set[str]) -> list[str]:
    """Oldest first. MalformedLogError where one is no name of a stamp."""
    found = [(match["day"], int(match["size"])) for name in names if (match := _NAME.fullmatch(name))]
    if len(found) != len(names):
        raise MalformedLogError(f"the file {LIST} holds more than names of stamps")
    return [f"{day}-{size}" for day, size in sorted(found)]


def time_in(answer: bytes, note: bytes, roots: Roots, *, nonce: int | None = None) -> datetime:
    """When the authority saw this note. BadTimestampError unless it says so of this note, and under one of the roots.

    `nonce`: the answer must repeat it; None where nobody knows any more what was asked.
    """
    try:
        response = decode_timestamp_response(answer)
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify_message(response, note)
        return response.tst_info.gen_time
    except (VerificationError, ValueError) as error:
        raise BadTimestampError(str(error)) from error


def check_timestamps(files: TileSource, key: VerifierKey, roots: Roots, tree: TileTree, findings: Findings) -> None:
    """Every stamp that is listed, oldest first; the first bad one is named and ends the look. DamagedLogError."""
    try:
        names = in_order(set((files.read(LIST) or b"").decode(errors="replace").split()))
    except MalformedLogError as error:
        findings.blame(Step.TIMESTAMPS, None, str(error))
        return
    if not names:
        findings.blame(Step.TIMESTAMPS, None, "no time stamp is kept beside this log")
    for name in names:
        try:
            stamped = _look_at(name, files, key, roots)
        except MalformedLogError as error:
            findings.blame(Step.TIMESTAMPS, None, f"time stamp {name}: {error}")
            return
        if stamped.size > tree.size or tree.hash_range(0, stamped.size) != stamped.root:
            reason = f"what was stamped is not the beginning of this log, which has {tree.size} entries"
            findings.blame(Step.TIMESTAMPS, None, f"time stamp {name}: {reason}")
            return
        findings.timestamped = name


def _look_at(name: str, files: TileSource, key: VerifierKey, roots: Roots) -> Checkpoint:
    """The checkpoint under a stamp that holds; MalformedLogError else."""
    note, answer = files.read(note_path(name)), files.read(answer_path(name))
    if note is None or answer is None:
        raise MalformedLogError("its files are gone")
    moment = time_in(answer, note, roots)
    checkpoint = key.open(note.decode(errors="replace"))
    if name_of(moment, checkpoint.size) != name:
        raise MalformedLogError(f"it was given on {day_of(moment)} for {checkpoint.size} entries")
    return checkpoint
