"""Is this all? What a citizen may conclude about their own chain: these accesses, in this order, and no others.

Checked: every entry holds; n runs from 1 without a gap up to where the sequencer says the chain has come; each entry
below the size of the signed checkpoint is included in its tree, by a proof made from the published tiles alone.
A thorough report also walks the whole published log for the tag that the next entry of this chain would have: rows can
be edited so that they agree with each other on a shorter chain, the published log cannot.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.objects import ObjectStore
from wallet.ledger.chain import OwnEntry
from wallet.ledger.errors import DamagedLogError, MalformedLogError
from wallet.ledger.header import base64url, tag
from wallet.ledger.log import Log
from wallet.ledger.models import SUBJECTS
from wallet.ledger.notes import Checkpoint, VerifierKey
from wallet.ledger.proofs import is_included
from wallet.ledger.sources import StoreSource
from wallet.ledger.tile_tree import TileTree


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`sequenced` entries have their place, `published` of them are under the checkpoint, `waiting` have none yet."""

    complete: bool
    sequenced: int
    published: int
    waiting: int
    checkpoint_size: int
    faults: tuple[str, ...]


def chain_report(
    session: Session, log: Log, objects: ObjectStore, verifier: VerifierKey, citizen: UUID, *, thorough: bool = False
) -> ChainReport:
    """SubjectErasedError where the chain can no longer be opened. `thorough` takes seconds for a million entries.

    Entries of logs that were closed are looked for under their last checkpoints.
    """
    faults: list[str] = []
    shown = _published(objects, verifier, faults)  # before the rows: what it covers must then be there
    entries = log.history(session, citizen)
    placed = [entry for entry in entries if entry.n is not None]
    for entry in entries:
        faults += [f"entry {entry.n or 'waiting'}: {fault}" for fault in entry.faults]
    faults += _end_faults(session, citizen, placed)
    covered = 0
    for origin in dict.fromkeys([*(entry.origin for entry in placed), log.origin]):
        head = shown if origin == log.origin else _published(objects, VerifierKey(origin, verifier.public), faults)
        tree = TileTree(StoreSource(objects, origin), head.size)
        inside = [entry for entry in placed if entry.origin == origin and (entry.index or 0) < head.size]
        covered += len(inside)
        faults += _inclusion_faults(tree, head.root, inside)
        if thorough:
            faults += _beyond_the_end(tree, log.keys.log_key(session, citizen), len(placed) + 1)
    return ChainReport(not faults, len(placed), covered, len(entries) - len(placed), shown.size, tuple(faults))


def _published(objects: ObjectStore, verifier: VerifierKey, faults: list[str]) -> Checkpoint:
    try:
        return verifier.open((StoreSource(objects, verifier.name).read("checkpoint") or b"").decode())
    except (MalformedLogError, UnicodeDecodeError) as error:
        faults.append(f"the published checkpoint is not valid: {error}")
        return Checkpoint(verifier.name, 0, b"")


def _end_faults(session: Session, citizen: UUID, placed: Sequence[OwnEntry]) -> Iterator[str]:
    query = select(SUBJECTS.c.n, SUBJECTS.c.leaf).where(SUBJECTS.c.citizen_id == citizen)
    end = session.connection().execute(query).one_or_none()
    known = (placed[-1].n, placed[-1].leaf) if placed else None
    if (None if end is None else tuple(end)) != known:
        yield "the last entry of this chain is missing"


def _inclusion_faults(tree: TileTree, root: bytes, covered: Sequence[OwnEntry]) -> Iterator[str]:
    for entry in covered:
        if entry.index is None or entry.leaf is None:
            continue
        try:
            proof = tree.inclusion_proof(entry.index)
        except DamagedLogError as error:
            yield f"entry {entry.n}: {error}"
            continue
        if not is_included(entry.index, tree.size, entry.leaf, proof, root):
            yield f"entry {entry.n} is not in the published log"


def _beyond_the_end(tree: TileTree, log_key: bytes, n: int) -> Iterator[str]:
    sought = base64url(tag(log_key, n)).encode()
    try:
        if any(sought in entry for _, entries in tree.walk() for entry in entries):
            yield f"entry {n} stands in the published log, but not in this chain"
    except DamagedLogError as error:
        yield f"the published log is damaged at entry {error.index}: {error}"
