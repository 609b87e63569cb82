"""What only the wallet's own database and keys can show: that rows, bodies and chains are those of the published log.

Follows `verify`, in this order: every row is the published entry of its index; every body opens and is what its header
commits to; each citizen's chain runs from 1 to its end without a gap; what does not open is named by a manifest;
keys were opened for entries only.
Memory: the rows of one page, and the leaf hashes that manifests name.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from storage.objects import ObjectStore
from wallet.ledger.chain import OwnEntry, own_entries
from wallet.ledger.entries import SYSTEM_SUBJECT
from wallet.ledger.errors import DamagedLogError
from wallet.ledger.log import Log
from wallet.ledger.manifests import Erased, erased_by, told_apart
from wallet.ledger.models import ENTRIES, SUBJECTS
from wallet.ledger.notes import Checkpoint
from wallet.ledger.sources import StoreSource
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.unwraps import reconcile
from wallet.ledger.verdict import Findings, Step

CHAIN_PAGE = 1_000
CITIZENS_AT_A_TIME = 500


def look_inside(session: Session, log: Log, objects: ObjectStore, checkpoint: Checkpoint, findings: Findings) -> None:
    """Adds to the findings of `walk_through`. Some 60 us for each entry."""
    findings.look_at(Step.ROWS, Step.BODIES, Step.CHAINS, Step.ERASURES, Step.UNWRAPS)
    _compare_rows(session, log.origin, TileTree(StoreSource(objects, log.origin), checkpoint.size), findings)
    erased = erased_by(session, log.keys.log_key(session, SYSTEM_SUBJECT))
    for citizens in _citizens(session):
        keys = log.keys.log_keys(session, {one.citizen_id for one in citizens})
        for one in citizens:
            if one.citizen_id not in keys:
                findings.warn(Step.CHAINS, None, "a citizen's key cannot be had now: one chain was not looked at")
            elif (key := keys[one.citizen_id]) is None:
                _check_closed(session, one.citizen_id, erased, log.origin, findings)
            else:
                _check_chain(session, key, one, erased, log.origin, findings)
    found = reconcile(session, log)
    if not found.holds:
        findings.blame(Step.UNWRAPS, None, f"keys were opened without an entry: {found.excess}")


def _compare_rows(session: Session, origin: str, tree: TileTree, findings: Findings) -> None:
    """Each published entry has its row, byte for byte; the tree was walked already."""
    index = ENTRIES.c["index"]
    try:
        for first, entries in tree.walk():
            which = (ENTRIES.c.origin == origin, index >= first, index < first + len(entries))
            query = select(index, ENTRIES.c.header).where(*which)
            rows = {row[0]: row[1] for row in session.connection().execute(query)}
            for place, entry in enumerate(entries, first):
                if place not in rows:
                    findings.blame(Step.ROWS, place, "the database has no such entry any more")
                elif rows[place] != entry:
                    findings.blame(Step.ROWS, place, "the database has another entry than the one published")
    except DamagedLogError as error:
        findings.blame(Step.TREE, error.index, str(error))


def _citizens(session: Session) -> Iterator[Sequence[Row[Any]]]:
    """(citizen_id, n, leaf) of every chain's end, in pages."""
    after = None
    while True:
        query = select(SUBJECTS).order_by(SUBJECTS.c.citizen_id).limit(CITIZENS_AT_A_TIME)
        query = query if after is None else query.where(SUBJECTS.c.citizen_id > after)
        page = session.connection().execute(query).all()
        if page:
            yield page
        if len(page) < CITIZENS_AT_A_TIME:
            return
        after = page[-1].citizen_id


def _check_chain(
    session: Session, log_key: bytes, end: Row[Any], erased: Erased, origin: str, findings: Findings
) -> None:
    after, last = 0, None
    while True:
        page = own_entries(session, log_key, end.citizen_id, after=after, limit=CHAIN_PAGE)
        placed = [one for one in told_apart(page, erased) if one.n is not None]
        for one in placed:
            _judge(one, origin, findings)
        last = placed[-1] if placed else last
        if last is None or len(placed) < CHAIN_PAGE:
            break
        after = last.n or 0
    if last is None or (last.n, last.leaf) != (end.n, end.leaf):
        findings.blame(Step.CHAINS, None, f"the last entry of a chain of {end.n} is missing")


def _judge(one: OwnEntry, origin: str, findings: Findings) -> None:
    index = one.index if one.origin == origin else None
    where = "" if one.origin == origin else f"entry {one.index} of {one.origin}: "
    for fault in one.faults:
        step = Step.BODIES if fault in {OwnEntry.CLOSED, OwnEntry.UNCOMMITTED} else Step.CHAINS
        findings.blame(step, index, f"{where}{fault}")


def _check_closed(session: Session, citizen: UUID, erased: Erased, origin: str, findings: Findings) -> None:
    """Of a citizen whose key was destroyed, only manifests can speak."""
    index = ENTRIES.c["index"]
    query = select(ENTRIES.c.origin, index, ENTRIES.c.id, ENTRIES.c.leaf).where(ENTRIES.c.citizen_id == citizen)
    for whose, place, entry_id, leaf in session.connection().execute(query.order_by(ENTRIES.c.n)):
        if not erased.names(entry_id, leaf):
            reason = f"nobody can read entry {place} of {whose}, and no manifest says why"
            findings.blame(Step.ERASURES, place if whose == origin else None, reason)
