"""One door to SQLite and PostgreSQL, opened so that a commit is durable once it returns.

SQLite: WAL with `synchronous=FULL` on every connection, write transactions begin IMMEDIATE (so two writers queue
instead of failing half-way), deleted content is overwritten. PostgreSQL: refused at start unless `fsync` and
`synchronous_commit` are on. (SQLite documentation, "PRAGMA synchronous"; PostgreSQL documentation, chapter 19.5.)
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import structlog
from sqlalchemy import BigInteger, Connection, DateTime, Dialect, Engine, Integer, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from wallet.errors import NotReadyError, SettingsError
from wallet.shared_commit import Item, Result, SharedCommit, Write

_log = structlog.get_logger(__name__)

BUSY_TIMEOUT_MILLISECONDS = 15_000

HOLD_SECONDS = 5

_HAS_TURN = "wallet_has_turn"

GREATEST_NUMBER = 2**63 - 1
"""What both databases hold in a column of numbers; a larger one in a request is refused before it gets there."""

GREATEST_VERSION = 2**31 - 1

RowNumber = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows only in a column called INTEGER

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime on both databases; SQLite itself would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """Hands out transactions. Functions that take a session never commit; only the holder of the database does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _open_sqlite(url) if self.is_sqlite else _open_postgresql(url)
        # One snapshot for all reads of a session, as SQLite gives it anyway: what moves from one table to another
        # between two of them (a log entry that gets its place) would otherwise be in neither.
        snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._for_reading = self.engine.execution_options(wallet_reading=True, **snapshot)
        self._shared = SharedCommit(self.bare_transaction)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commits when the block ends, rolls back when it raises. NotReadyError when the database does not answer."""
        with Session(self.engine, expire_on_commit=False) as session, _answering(), session.begin():
            yield session

    @contextmanager
    def bare_transaction(self) -> Iterator[Connection]:
        """As `transaction`, for a few Core statements that need no session: a third cheaper."""
        with _answering(), self.engine.begin() as connection:
            yield connection

    def together(self, write: Write[Item, Result], item: Item) -> Result:
        """Commit one item in a transaction that it shares with whatever waits; durable once this returns.

        For acts that read nothing first and are one row each. NotReadyError: it was not, or perhaps not, committed.
        Call it without a transaction of your own: on SQLite it would wait for you.
        """
        return self._shared.add(write, item)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that takes no write lock and sees one moment, that of its first read, on both databases.

        Whatever it changes is rolled back. Rows that it read stay readable.
        """
        with Session(self._for_reading, expire_on_commit=False) as session:
            yield session  # closing rolls back; `session.rollback()` would also empty every row that was read

    @contextmanager
    def holding(self) -> Iterator[Session]:
        """A session whose row locks last until the block ends; it changes nothing. NotReadyError.

        A holder that stalls loses its locks after HOLD_SECONDS. SQLite has no row locks: there it only reads.
        """
        if self.is_sqlite:
            with self.reading() as session:
                yield session
            return
        with Session(self.engine, expire_on_commit=False) as session, _answering():
            session.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{HOLD_SECONDS}s'"))
            yield session

    def check_durability(self) -> None:
        """Raises SettingsError if a commit could be lost after it was acknowledged."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
                level = connection.execute(text("PRAGMA synchronous")).scalar_one()
                if (mode, level) != ("wal", 2):
                    raise SettingsError(f"SQLite must run in WAL mode with synchronous=FULL, not {mode}/{level}")
                return
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                value = connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar_one()
                if value not in {"on", "remote_apply"}:
                    raise SettingsError(f"PostgreSQL must run with {name}=on, not {value}")

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        cause = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
        _log.warning("the database did not answer", cause=cause or type(error.orig).__name__)
        raise NotReadyError("the database did not answer") from error


def _open_postgresql(url: str) -> Engine:
    engine = create_engine(url, pool_size=10, max_overflow=20)
    event.listen(engine, "commit", _refuse_commit_of_aborted_transaction)
    return engine


def _refuse_commit_of_aborted_transaction(connection: Connection) -> None:
    """PostgreSQL answers COMMIT after a failed statement with a silent ROLLBACK, which would look like durability."""
    raw = connection.connection.driver_connection
    if isinstance(raw, psycopg.Connection) and raw.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
        raise NotReadyError("a statement failed in this transaction: nothing was committed")


def _open_sqlite(url: str) -> Engine:
    path = url.removeprefix("sqlite:///")
    if path in {"", ":memory:"}:
        raise SettingsError("WALLET_DATABASE_URL must name a file: an in-memory database is not durable")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MILLISECONDS / 1000})
    event.listen(engine, "connect", _prepare_sqlite_connection)
    _begin_sqlite_transactions_in_turn(engine)
    return engine


def _prepare_sqlite_connection(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself: we say which kind
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite_transactions_in_turn(engine: Engine) -> None:
    """SQLite has one writer at a time, and who finds it busy sleeps up to 100 ms before asking again. So the threads of
    this process queue on a lock of their own, from BEGIN until the connection is back in its pool; busy waiting is left
    for other processes.
    """
    turn = threading.Lock()

    def begin(connection: Any) -> None:
        if connection.get_execution_options().get("wallet_reading", False):
            connection.connection.execute("BEGIN")  # past SQLAlchemy, a third cheaper; it locks nothing
            return
        if not connection.info.get(_HAS_TURN):
            connection.info[_HAS_TURN] = turn.acquire(timeout=BUSY_TIMEOUT_MILLISECONDS / 1000)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # without a turn it asks all the same, and says that it is busy

    def give_back(_connection: Any, record: Any) -> None:
        if record.info.pop(_HAS_TURN, False):
            turn.release()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", give_back)
