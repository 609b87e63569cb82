"""May this wallet go on writing its log? Asked at start and at each take-over.

A database that was restored from a backup is older than what witnesses and readers have seen; going on would fork the
log. Such a log is closed at its last published head, and a new origin begins.
"""

from sqlalchemy import select

from storage.objects import ObjectStore
from wallet.database import Database
from wallet.ledger.errors import ForkAlarmError, LogClosedError, MalformedLogError, RolledBackError
from wallet.ledger.head import Head, open_head
from wallet.ledger.models import CHECKPOINTS, HEADS
from wallet.ledger.notes import Checkpoint, VerifierKey
from wallet.ledger.sources import StoreSource

_ADVICE = (
    "the database is older than what was published, as after restoring a backup. "
    "Bring back the newer database. Only if it is lost for good, begin a new log under a name never used before: "
    "`wallet audit rotate --lost NAME`, then set WALLET_LOG_ORIGIN to it"
)


def check_start(database: Database, objects: ObjectStore, verifier: VerifierKey) -> Head:
    """The head to go on from; publishes `vkey` at the first start. RolledBackError, ForkAlarmError, LogClosedError."""
    head = open_head(database, verifier.name)
    head.edge()
    _check_succession(database, verifier.name, head)
    source = StoreSource(objects, verifier.name)
    _show_key(objects, source, verifier)
    check_published(database, head, source, verifier)
    return head


def _check_succession(database: Database, origin: str, head: Head) -> None:
    """A closed log is not gone on with, and a new one is not begun beside one that was not closed."""
    if head.successor:
        raise LogClosedError(f"set WALLET_LOG_ORIGIN to {head.successor}")
    unclosed = (HEADS.c.origin != origin, HEADS.c.size > 0, HEADS.c.successor == "")
    with database.reading() as session:
        other = session.connection().execute(select(HEADS.c.origin).where(*unclosed).limit(1)).scalar()
    if head.size == 0 and other is not None:
        raise LogClosedError(
            f"the log {other} was not closed: run `wallet audit rotate {origin}` with WALLET_LOG_ORIGIN={other}"
        )


def check_published(database: Database, head: Head, source: StoreSource, verifier: VerifierKey) -> None:
    """The published checkpoint, if any, must be one that this database has recorded, and none may be ahead of it."""
    stored = source.read("checkpoint")
    if stored is not None:
        _compare(database, head, _opened(stored, verifier))


def _show_key(objects: ObjectStore, source: StoreSource, verifier: VerifierKey) -> None:
    shown = source.read("vkey")
    if shown is None:
        objects.replace(source.key("vkey"), f"{verifier}\n".encode())
    elif shown.decode(errors="replace").strip() != str(verifier):
        raise ForkAlarmError(f"the log {verifier.name} was begun with another signing key: see its published vkey")


def _opened(stored: bytes, verifier: VerifierKey) -> Checkpoint:
    try:
        return verifier.open(stored.decode())
    except (MalformedLogError, UnicodeDecodeError) as error:
        raise ForkAlarmError(f"the published checkpoint is not ours: {error}") from error


def _compare(database: Database, head: Head, shown: Checkpoint) -> None:
    if shown.size > head.size or (shown.size == head.size and shown.root != head.root):
        raise RolledBackError(f"published: {shown.size} entries, database: {head.size}; {_ADVICE}")
    same = (CHECKPOINTS.c.origin == shown.origin, CHECKPOINTS.c.size == shown.size, CHECKPOINTS.c.root == shown.root)
    with database.reading() as session:
        known = session.connection().execute(select(CHECKPOINTS.c.size).where(*same)).one_or_none()
    if known is None:  # its row is committed before a checkpoint is signed
        raise RolledBackError(f"the database does not know the published checkpoint of size {shown.size}; {_ADVICE}")
