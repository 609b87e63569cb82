"""Programs that we did not write, asked whether they accept a log and whether one log is the beginning of another."""

from collections.abc import Callable
from pathlib import Path

import metamorphic_log
from cryptography.exceptions import InvalidSignature
from tlog_scales.backend import make_backend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tiles import leaf_hash
from tlog_scales.tlog import InclusionProofInvalid

from tests.ledger.parts import VKEY


def scales_accepts(folder: Path) -> None:
    """Raises unless signature, root and the inclusion of every entry are right."""
    reader = TilesReader(make_backend(str(folder)))
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(Vkey.from_string(VKEY))
    assert reader.calculate_root_hash() == checkpoint.root_hash
    for index in range(checkpoint.size):
        proof = reader.get_inclusion_proof(index, checkpoint.size)
        proof.check(leaf_hash(reader.get_entry(index)), checkpoint.root_hash)


def metamorphic_accepts(folder: Path) -> None:
    """As above; the proofs are tlog-scales', the checking is Rust."""
    note = (folder / "checkpoint").read_text()
    head = metamorphic_log.checkpoint_verify(note, [VKEY])
    reader = TilesReader(make_backend(str(folder)))
    reader.set_size(head.size)
    for index in range(head.size):
        proof = reader.get_inclusion_proof(index, head.size).node_hashes
        leaf = leaf_hash(reader.get_entry(index))
        metamorphic_log.checkpoint_verify_inclusion(note, [VKEY], index, leaf, proof)


def metamorphic_sees_beginning(older: Path, newer: Path) -> None:
    """Raises unless the log of one folder is the beginning of that of the other; the proof is tlog-scales'."""
    notes = [(folder / "checkpoint").read_text() for folder in (older, newer)]
    sizes = [metamorphic_log.checkpoint_verify(note, [VKEY]).size for note in notes]
    reader = TilesReader(make_backend(str(newer)))
    reader.get_checkpoint()
    proof = reader.get_consistency_proof(*sizes).node_hashes
    metamorphic_log.checkpoint_verify_consistency(*notes, [VKEY], proof)


def scales_sees_beginning(older: Path, newer: Path) -> None:
    """As above, by the root that the newer tiles give for the older size."""
    checkpoint = TilesReader(make_backend(str(older))).get_checkpoint()
    reader = TilesReader(make_backend(str(newer)))
    reader.get_checkpoint()
    reader.set_size(checkpoint.size)
    assert reader.calculate_root_hash() == checkpoint.root_hash


REFUSALS = (
    AssertionError,
    InclusionProofInvalid,
    InvalidSignature,
    RuntimeError,
    ValueError,
    metamorphic_log.VerifyError,
)
VERIFIERS: dict[str, Callable[[Path], None]] = {"scales": scales_accepts, "metamorphic": metamorphic_accepts}
BEGINNINGS: dict[str, Callable[[Path, Path], None]] = {
    "scales": scales_sees_beginning,
    "metamorphic": metamorphic_sees_beginning,
}
