"""A wallet on a restored, older database does not start; of two sequencers at once never both win."""

import shutil
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.faults.scene import Scene, copied, doomed_server, log_folder, processes, verified
from tests.ledger.parts import ORIGIN, FixedKeys, act, append, naive_root
from tests.world import MAI, answered, open_world
from wallet.database import Database
from wallet.ledger.errors import FencedError
from wallet.ledger.head import open_head
from wallet.ledger.log import Log
from wallet.ledger.models import ENTRIES
from wallet.ledger.sequencer import Sequencer

ROUNDS = 40
RACERS = 2
RACE_SECONDS = 60


def test_a_server_on_a_restored_older_database_does_not_start(prepared: Scene, tmp_path: Path) -> None:
    for name in ("older", "newer"):
        (tmp_path / name).mkdir()
    with copied(prepared, tmp_path / "older") as older, copied(prepared, tmp_path / "newer") as newer:
        with open_world(newer.data, newer.database_url) as world:
            answered(world.citizen(MAI).get(f"/v1/me/records/{newer.record}"), 200)
        published = (log_folder(newer) / "checkpoint").read_bytes()
        restored = replace(older, data=newer.data)
        if not restored.database_url:
            _restore_sqlite(older.data, newer.data)
        with doomed_server(restored) as server:
            assert server.exit_code() not in {None, 0}
        said = (newer.data / "server.log").read_text(encoding="utf-8")
        assert "RolledBackError" in said
        assert "the database is older than what was published" in said
        assert (log_folder(newer) / "checkpoint").read_bytes() == published
        assert verified(newer).ok


def _restore_sqlite(older: Path, newer: Path) -> None:
    for leftover in newer.glob("wallet.db*"):
        leftover.unlink()
    shutil.copy(older / "wallet.db", newer / "wallet.db")


def test_of_two_processes_that_sequence_at_once_only_one_wins_each_head(database_url: str, database: Database) -> None:
    log = Log(FixedKeys(), ORIGIN)
    open_head(database, ORIGIN)
    told = processes.Queue()
    racers = [processes.Process(target=_race, args=(database_url, told)) for _ in range(RACERS)]
    for racer in racers:
        racer.start()
    for _ in range(ROUNDS):
        append(database, log, act(), act())
        time.sleep(0.005)
    won = [told.get(timeout=RACE_SECONDS) for _ in racers]
    for racer in racers:
        racer.join()
    assert sum(won) + Sequencer(database, log.keys, ORIGIN).run_once() == 2 * ROUNDS
    with database.reading() as session:
        rows = session.connection().execute(select(ENTRIES.c["index"], ENTRIES.c.leaf).order_by("index")).all()
    assert [index for index, _ in rows] == list(range(2 * ROUNDS))
    assert open_head(database, ORIGIN).root == naive_root(leaf for _, leaf in rows)


def _race(database_url: str, told: Any) -> None:
    """Take over again and again, without a lock; tells how many entries it believes to have given their place."""
    database, won = Database(database_url), 0
    deadline = time.monotonic() + RACE_SECONDS / 2
    while open_head(database, ORIGIN).size < 2 * ROUNDS and time.monotonic() < deadline:
        with suppress(FencedError):
            won += Sequencer(database, FixedKeys(), ORIGIN).run_once()
    told.put(won)
    database.close()
