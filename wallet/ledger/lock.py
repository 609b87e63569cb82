"""One process at a time sequences a log. The lock keeps others out; the fencing epoch makes a lost lock harmless."""

import fcntl
import hashlib
import os
from contextlib import suppress
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from wallet.database import Database


class LogLock(Protocol):
    def hold(self) -> bool:
        """Take the lock, or find that it is still held; False when another process has it. Never waits."""

    def release(self) -> None:
        """Let others have it; releasing what is not held is fine."""


class FileLock:
    """flock on a file beside the SQLite database; the kernel lets go of it when the process ends."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None

    def hold(self) -> bool:
        if self._file is not None:
            return True
        opened = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            return False
        self._file = opened
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class AdvisoryLock:
    """PostgreSQL advisory lock on a connection of its own; the server lets go of it when the connection ends."""

    def __init__(self, database: Database, origin: str) -> None:
        self._database = database
        digest = hashlib.sha256(b"wallet log\0" + origin.encode()).digest()
        self._number = int.from_bytes(digest[:8], "big", signed=True)
        self._connection: Connection | None = None

    def hold(self) -> bool:
        if self._connection is not None and self._is_alive(self._connection):
            return True
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # not the pool's any more: nobody else may get a connection that holds a lock
        if connection.execute(text("SELECT pg_try_advisory_lock(:number)"), {"number": self._number}).scalar_one():
            self._connection = connection
            return True
        connection.close()
        return False

    def release(self) -> None:
        """The server is told, since it notices the end of a connection only later: the next one may come at once."""
        if self._connection is not None:
            with suppress(SQLAlchemyError):  # it is gone, and the lock with it
                self._connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": self._number})
            self._connection.close()
            self._connection = None

    def _is_alive(self, connection: Connection) -> bool:
        try:
            connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self.release()
            return False
        return True


def lock_of(database: Database, origin: str) -> LogLock:
    if database.is_sqlite:
        return FileLock(database.url.removeprefix("sqlite:///") + ".log-lock")
    return AdvisoryLock(database, origin)
