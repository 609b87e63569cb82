"""The newest checkpoint of each log that a witness has cosigned, in SQLite. A step is durable before it is signed.

Compared and replaced in one transaction that no other can come between: of two submissions at once, the second meets
what the first has left. (c2sp.org/tlog-witness, "add-checkpoint".)
"""

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from wallet.ledger.notes import Checkpoint
from wallet.ledger.proofs import is_consistent
from wallet.ledger.tree import EMPTY_ROOT

BUSY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Stale:
    """The proof begins at another size than the one that is known."""

    known: int


@dataclass(frozen=True, slots=True)
class Forked:
    """What is known is not the beginning of what was shown."""

    known: int


class Memory:
    """Safe between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
        self._lock = threading.Lock()
        self._connection.execute("PRAGMA synchronous=EXTRA")  # FULL leaves a commit's last step to the file system

    @classmethod
    def make(cls, path: Path) -> Self:
        """A new one; its journal is rolled back, not ahead: one file is all there is."""
        made = cls(path)
        path.chmod(0o600)
        made._connection.execute(
            "CREATE TABLE seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL)"
        )
        return made

    def advance(self, old: int, shown: Checkpoint, proof: Sequence[bytes], note: str) -> Stale | Forked | None:
        """None: `shown` is now the newest, durably. `note`: as the log signed it."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            known = self._newest(shown.origin)
            if old != known.size:
                return Stale(known.size)
            if not is_consistent(old, shown.size, proof, known.root, shown.root):
                return Forked(known.size)
            row = (shown.origin, shown.size, shown.root, note)
            self._connection.execute("INSERT OR REPLACE INTO seen (origin, size, root, note) VALUES (?, ?, ?, ?)", row)
        return None

    def note(self, origin: str) -> str | None:
        """The newest checkpoint as the log signed it."""
        with self._lock:
            row = self._connection.execute("SELECT note FROM seen WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else str(row[0])

    def close(self) -> None:
        self._connection.close()

    def _newest(self, origin: str) -> Checkpoint:
        row = self._connection.execute("SELECT size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
        return Checkpoint(origin, 0, EMPTY_ROOT) if row is None else Checkpoint(origin, *row)
