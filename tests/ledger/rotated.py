"""MAI's bundles from a wallet whose log was closed and goes on under another name."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from storage.memory import MemoryStore
from tests.conftest import NOON
from tests.ledger.parts import BINH, MAI, ORIGIN, SIGNER, FixedKeys, act, append, sequence
from wallet.database import Database
from wallet.ledger.bundle import Bundler
from wallet.ledger.directories import take_directory
from wallet.ledger.entries import Actor, ActorKind
from wallet.ledger.log import Log
from wallet.ledger.notes import NoteSigner
from wallet.ledger.publisher import Publisher
from wallet.ledger.rotation import Rotation, rotate

NEXT = "wallet.test/2027h1"
NEXT_SIGNER = NoteSigner(NEXT, SIGNER._key)
TRUSTED = {ORIGIN: SIGNER.verifier, NEXT: NEXT_SIGNER.verifier}
OPERATOR = Actor(kind=ActorKind.STAFF, id="operator-1", role="operator")
BEFORE, AFTER = 5, 3
"""So many entries of MAI's in either log."""
Bundle = dict[str, Any]


class Rotated:
    """Before it was closed, an hour after the first directory; just after that, when the newest directory still stands
    in the closed log; with some entries in the next log; and with a directory there.
    """

    def __init__(self, database: Database) -> None:
        self.database, self.store, keys = database, MemoryStore(), FixedKeys()
        self.log = Log(keys, ORIGIN)
        self._write(BEFORE)
        self._take_directory(hours=1)
        self.unclosed = self._bundle()
        rotate(Rotation(database, self.store, SIGNER, NEXT_SIGNER, keys, lambda: NOON), OPERATOR)
        self.log = Log(keys, NEXT)
        self.just_closed = self._bundle()
        self._write(AFTER)
        self.gone_on = self._bundle()
        self._take_directory(hours=2)
        self.whole = self._bundle()

    def older_head(self) -> str:
        """Of the closed log, signed by its own key, from a time when it had fewer entries."""
        closed = SIGNER.verifier.open(self.just_closed["logs"][ORIGIN]["checkpoint"])
        return SIGNER.sign(replace(closed, size=closed.size - 1))

    def _write(self, count: int) -> None:
        acts = (act(citizen, after_seconds=i) for i in range(count) for citizen in (MAI, BINH))
        append(self.database, self.log, *acts)
        self._publish()

    def _take_directory(self, *, hours: int) -> None:
        now = NOON + timedelta(hours=hours)
        assert take_directory(self.database, self.store, self.log, FixedKeys(), now=now)
        self._publish()

    def _publish(self) -> None:
        sequence(self.database, self.log)
        signer = SIGNER if self.log.origin == ORIGIN else NEXT_SIGNER
        Publisher(self.database, self.store, signer, self.log.origin, lambda: NOON).run_once()

    def _bundle(self) -> Bundle:
        bundler = Bundler(self.database, self.log, self.store, SIGNER.verifier.public)
        made: Bundle = json.loads(b"".join(bundler.begin(MAI, now=NOON + timedelta(hours=2, minutes=5)).text()))
        return made


def _swap(bundle: Bundle) -> None:
    first, second = bundle["entries"][BEFORE - 1], bundle["entries"][BEFORE]
    first["origin"], second["origin"] = second["origin"], first["origin"]


CHANGES: list[Callable[[Bundle], Any]] = [
    lambda one: one["logs"][NEXT].pop("rotation"),
    lambda one: one["logs"].pop(ORIGIN),
    lambda one: one["logs"][NEXT]["rotation"].update(salt="A" * 43),
    lambda one: one["logs"][NEXT]["rotation"]["proof"].reverse(),
    lambda one: one["logs"][NEXT]["rotation"].update(header=one["entries"][-1]["header"]),
    lambda one: one["logs"].update({"wallet.test/apart": one["logs"][ORIGIN]}),
    lambda one: one["directory"].update(origin=ORIGIN),
    _swap,
]
"""Of what a whole bundle says about its logs."""


def rotated(folder: Path, migrated_sqlite: Path) -> Rotated:
    path = folder / "wallet.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    return Rotated(Database(f"sqlite:///{path}"))
