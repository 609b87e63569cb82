"""The operator's figures say how far entries have come."""

from datetime import timedelta
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import insert

from storage.memory import MemoryStore
from tests.conftest import NOON
from tests.ledger.parts import ORIGIN, FixedKeys, act, append, publisher, sequence
from wallet.database import Database
from wallet.ledger.errors import LogOverloadedError
from wallet.ledger.head import raise_alarm
from wallet.ledger.levels import Level, Standing, standing_of
from wallet.ledger.log import Log
from wallet.ledger.models import WITNESSED
from wallet.ledger.stages import observe

STAGES = ("durable", "sequenced", "published", "witnessed")


def figures(database: Database) -> dict[str, float]:
    with database.reading() as session:
        observe(session, ORIGIN, now=NOON + timedelta(seconds=30))
    stages = {name: _value("wallet_log_entries", stage=name) for name in STAGES}
    return stages | {"age": _value("wallet_log_oldest_waiting_seconds"), "stopped": _value("wallet_log_stopped")}


def test_each_stage_has_its_figure(database: Database, store: MemoryStore, log: Log) -> None:
    append(database, log, act(), act(), act(after_seconds=10))
    assert figures(database) == {"durable": 3, "sequenced": 0, "published": 0, "witnessed": 0, "age": 30, "stopped": 0}
    sequence(database, log)
    append(database, log, act(after_seconds=25))
    assert figures(database) == {"durable": 4, "sequenced": 3, "published": 0, "witnessed": 0, "age": 5, "stopped": 0}
    publisher(database, store).run_once()
    with database.transaction() as session:
        row = {"origin": ORIGIN, "size": 3, "note": "cosigned", "witnessed_at": NOON}
        session.connection().execute(insert(WITNESSED), row)
    raise_alarm(database, ORIGIN, "a test")
    assert figures(database) == {"durable": 4, "sequenced": 3, "published": 3, "witnessed": 3, "age": 5, "stopped": 1}


def test_what_was_refused_for_overload_is_counted(database: Database, keys: FixedKeys) -> None:
    before = _value("wallet_log_refused_total")
    with pytest.raises(LogOverloadedError):
        append(database, Log(keys, ORIGIN, waiting_limit=2), act(), act(), act())
    assert _value("wallet_log_refused_total") == before + 1


def test_a_receipt_says_how_far_its_entry_has_come(database: Database, store: MemoryStore, log: Log) -> None:
    with database.transaction() as session:
        entry = log.append(session, act()).entry_id

    def standing() -> Standing | None:
        with database.reading() as session:
            return standing_of(session, entry)

    assert standing() == Standing(Level.DURABLE)
    sequence(database, log)
    assert standing() == Standing(Level.SEQUENCED, ORIGIN, 0)
    publisher(database, store).run_once()
    assert standing() == Standing(Level.PUBLISHED, ORIGIN, 0, 1)
    with database.transaction() as session:
        row = {"origin": ORIGIN, "size": 1, "note": "cosigned", "witnessed_at": NOON}
        session.connection().execute(insert(WITNESSED), row)
    append(database, log, act())
    sequence(database, log)
    publisher(database, store).run_once()
    assert standing() == Standing(Level.WITNESSED, ORIGIN, 0, 1)
    with database.reading() as session:
        assert standing_of(session, UUID(int=7)) is None


def _value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0
