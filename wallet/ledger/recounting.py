"""The newest directory, derived again from the rows: does every citizen's chain end where the logged root says?

Where people were enrolled or erased since, the roots differ by right; then the kept lines are laid beside the derived
ones. A line of ours that is not kept may only be one without an entry, of somebody who came later; kept lines that
nobody's key explains may be no more than chains whose keys were destroyed.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import func, select

from storage.objects import ObjectStore
from wallet.database import Database
from wallet.ledger.chain import OwnEntry, own_entries
from wallet.ledger.directories import CITIZENS_AT_A_TIME, Directory, Everybody, lines_of, newest_directory
from wallet.ledger.directory import Line, Sorting, source_of
from wallet.ledger.entries import SYSTEM_SUBJECT
from wallet.ledger.errors import DamagedLogError
from wallet.ledger.log import Log
from wallet.ledger.models import ENTRIES, SUBJECTS
from wallet.ledger.notes import Checkpoint
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.tree import Frontier, leaf_hash
from wallet.ledger.verdict import Findings, Step


def recount(
    database: Database, objects: ObjectStore, log: Log, everybody: Everybody, checkpoint: Checkpoint, findings: Findings
) -> None:
    """Adds to the findings; a log without a directory is not at fault."""
    findings.look_at(Step.DIRECTORIES)
    with database.reading() as session:
        found = newest_directory(session, log.origin, checkpoint.size)
    if found is None:
        return
    directory, index = found
    entry = _entry_of(database, log, directory.entry)
    if entry is None or not entry.holds or entry.groups["context"].get("detail") != directory.detail():
        findings.blame(Step.DIRECTORIES, index, "the register of directories says something else than the log")
        return
    with Sorting() as lines:
        for line in lines_of(database, log.origin, everybody, directory.hour, directory.size):
            lines.add(line)
        fault = _compare(database, objects, everybody, directory, lines)
    if fault:
        findings.blame(Step.DIRECTORIES, index, fault)


def _compare(
    database: Database, objects: ObjectStore, everybody: Everybody, directory: Directory, lines: Sorting
) -> str:
    """Why the directory is wrong; empty if it is not."""
    frontier = Frontier()
    frontier.extend(leaf_hash(line) for line in lines)
    if frontier.root() == directory.root:
        return ""
    kept = TileTree(source_of(objects, directory.origin, directory.place), directory.citizens)
    try:
        if kept.root() != directory.root:
            return "the lines that are kept of this directory do not give the root that was logged"
        ours, theirs = set_apart(iter(lines), (line for _, bundle in kept.walk() for line in bundle))
    except DamagedLogError as error:
        return f"the directory cannot be derived again, and its lines are lost: {error}"
    if ours:
        return f"{ours} chains do not end where this directory says"
    erased = _erased(database, everybody)
    return (
        ""
        if theirs <= erased
        else f"{theirs} lines of this directory belong to nobody, and {erased} wallets were erased"
    )


def set_apart(derived: Iterator[bytes], kept: Iterator[bytes]) -> tuple[int, int]:
    """Of two ascending sequences: how many lines with an entry only the first has, how many only the second."""
    ours = theirs = 0
    mine, other = next(derived, None), next(kept, None)
    while mine is not None or other is not None:
        if mine == other:
            mine, other = next(derived, None), next(kept, None)
        elif other is None or (mine is not None and mine < other):
            ours += Line.of(mine or b"").count > 0
            mine = next(derived, None)
        else:
            theirs += 1
            other = next(kept, None)
    return ours, theirs


def _entry_of(database: Database, log: Log, entry: UUID) -> OwnEntry | None:
    with database.reading() as session:
        n = session.connection().execute(select(ENTRIES.c.n).where(ENTRIES.c.id == entry)).scalar_one()
        key = log.keys.log_key(session, SYSTEM_SUBJECT)
        return next(
            (one for one in own_entries(session, key, SYSTEM_SUBJECT, after=n - 1, limit=1) if one.id == entry), None
        )


def _erased(database: Database, everybody: Everybody) -> int:
    """Chains that belong to nobody who has a wallet today."""
    with database.reading() as session:
        chains: int = session.connection().execute(select(func.count()).select_from(SUBJECTS)).scalar_one()
    after: UUID | None = None
    while True:
        with database.reading() as session:
            page = everybody.subjects(session, after, CITIZENS_AT_A_TIME)
            mine = select(func.count()).select_from(SUBJECTS).where(SUBJECTS.c.citizen_id.in_(page))
            chains -= session.connection().execute(mine).scalar_one()
        if len(page) < CITIZENS_AT_A_TIME:
            return chains
        after = page[-1]
