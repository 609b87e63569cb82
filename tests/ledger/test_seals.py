"""An order keeps an entry closed until its date and not a day longer; the chain stays whole, tampering is seen."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from storage.memory import MemoryStore
from tests.conftest import NOON
from tests.ledger.parts import MAI, ORIGIN, SIGNER, FixedKeys, act, append, publisher, sequence
from wallet.database import Database
from wallet.ledger.bundle import Bundler
from wallet.ledger.chain import EntryState, OwnEntry
from wallet.ledger.check_seals import check_seals
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, ActorKind
from wallet.ledger.errors import SealRefusedError
from wallet.ledger.log import Log
from wallet.ledger.mine import check_bundle
from wallet.ledger.models import SEALS
from wallet.ledger.seals import Order, order_hash, seal_entry, sealed_now, surface_due
from wallet.ledger.verdict import Findings

OPERATOR = Actor(kind=ActorKind.STAFF, id="truc", role="operator", organisation="Sở mẫu")
DOCUMENT = "12/QĐ-MẪU, Viện kiểm sát mẫu"
UNTIL = NOON + timedelta(days=90)
ORDER = Order(DOCUMENT, UNTIL)


@pytest.fixture
def database(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "wallet.db").write_bytes(migrated_sqlite.read_bytes())
    opened = Database(f"sqlite:///{tmp_path / 'wallet.db'}")
    yield opened
    opened.close()


@pytest.fixture
def second(database: Database, log: Log) -> OwnEntry:
    """The second of Mai's three entries."""
    append(database, log, *(act(MAI, after_seconds=i) for i in range(3)))
    sequence(database, log)
    return history(database, log)[1]


@pytest.fixture
def sealed(database: Database, log: Log, second: OwnEntry) -> UUID:
    seal(database, log, second.id)
    sequence(database, log)
    return second.id


def seal(database: Database, log: Log, entry: UUID, order: Order = ORDER) -> None:
    with database.transaction() as session:
        seal_entry(session, log, entry, order, OPERATOR, now=NOON)


def surface(database: Database, log: Log, now: datetime) -> int:
    with database.transaction() as session:
        count = surface_due(session, log, now=now)
    sequence(database, log)
    return count


def history(database: Database, log: Log, citizen: UUID = MAI) -> list[OwnEntry]:
    with database.reading() as session:
        return log.history(session, citizen)


def verdict(database: Database, log: Log, now: datetime) -> Findings:
    findings = Findings()
    with database.reading() as session:
        check_seals(session, log, findings, now=now)
    return findings


def test_a_sealed_entry_is_there_and_says_nothing(database: Database, log: Log, sealed: UUID) -> None:
    before, closed, after = history(database, log)
    assert (closed.id, closed.state, dict(closed.groups), closed.faults) == (sealed, EntryState.SEALED, {}, ())
    assert closed.seal is not None
    assert (closed.seal.until, closed.seal.order) == (UNTIL, order_hash(DOCUMENT))
    assert before.state is after.state is EntryState.OPEN
    assert after.previous == closed.leaf, "the chain goes on over it"


def test_the_order_stands_in_the_wallets_own_chain(database: Database, log: Log, sealed: UUID) -> None:
    (entry,) = history(database, log, SYSTEM_SUBJECT)
    assert (entry.operation, entry.groups["actor"]["id"]) == ("entry.seal", "truc")
    said = json.loads(entry.groups["context"]["detail"])
    assert said == {"citizen": str(MAI), "entry": str(sealed), "order": DOCUMENT, "until": int(UNTIL.timestamp())}


def test_it_surfaces_on_its_date_and_not_before(database: Database, log: Log, sealed: UUID) -> None:
    assert surface(database, log, UNTIL - timedelta(seconds=1)) == 0
    assert history(database, log)[1].state is EntryState.SEALED
    assert surface(database, log, UNTIL) == 1
    entries = history(database, log)
    assert [one.state for one in entries] == [EntryState.OPEN] * 4
    assert entries[1].groups["actor"]["id"] == "commune-test"
    assert entries[3].operation == "entry.surface"
    assert json.loads(entries[3].groups["context"]["detail"])["order"] == DOCUMENT, "now the citizen reads which it was"
    assert surface(database, log, UNTIL + timedelta(days=1)) == 0


def test_a_bundle_proves_a_sealed_entry_without_showing_it(
    database: Database, log: Log, store: MemoryStore, sealed: UUID
) -> None:
    publisher(database, store).run_once()
    begun = Bundler(database, log, store, SIGNER.verifier.public).begin(MAI, now=NOON)
    bundle = json.loads(b"".join(begun.text()))
    found = check_bundle(bundle, {ORIGIN: SIGNER.verifier})
    assert (found.faults, found.entries, found.closed) == ((), 3, 1)
    shown = bundle["entries"][1]["groups"]
    assert all(set(group) == {"digest"} for group in shown.values())
    assert "commune-test" not in json.dumps(bundle["entries"][1])


def test_verification_raises_an_alarm_once_the_date_is_past(database: Database, log: Log, sealed: UUID) -> None:
    assert verdict(database, log, UNTIL).is_sound
    (problem,) = verdict(database, log, UNTIL + timedelta(days=1)).problems
    assert (problem.index, problem.reason) == (1, "an order kept it closed, and its date is past")
    surface(database, log, UNTIL + timedelta(days=1))
    assert verdict(database, log, UNTIL + timedelta(days=2)).is_sound


@pytest.mark.parametrize("change", [{"until": int(UNTIL.timestamp()) + 86_400}, {"document": "another order"}])
def test_a_date_moved_in_the_register_is_not_what_the_log_says(
    database: Database, log: Log, sealed: UUID, change: dict[str, object]
) -> None:
    with database.transaction() as session:
        session.connection().execute(update(SEALS).values(**change))
    (problem,) = verdict(database, log, UNTIL).problems
    assert (problem.index, problem.reason) == (1, "it is kept closed, and the log has no such order")


def test_a_seal_taken_away_without_telling_the_citizen_shows(database: Database, log: Log, sealed: UUID) -> None:
    (order,) = history(database, log, SYSTEM_SUBJECT)
    with database.transaction() as session:
        session.connection().execute(update(SEALS).values(surface_id=order.id))
    (problem,) = verdict(database, log, UNTIL).problems
    assert "its citizen was not told" in problem.reason


@pytest.mark.parametrize(
    "order",
    [
        Order(DOCUMENT, NOON),
        Order(DOCUMENT, NOON + timedelta(days=731)),
        Order("  ", UNTIL),
        Order("x" * 201, UNTIL),
    ],
)
def test_an_order_needs_a_date_ahead_and_a_document(
    database: Database, log: Log, second: OwnEntry, order: Order
) -> None:
    with pytest.raises(SealRefusedError):
        seal(database, log, second.id, order)
    with database.reading() as session:
        assert sealed_now(session) == {}


def test_nothing_is_sealed_twice_and_no_order_of_sealing_is_sealed(database: Database, log: Log, sealed: UUID) -> None:
    surface(database, log, UNTIL)
    (order,) = history(database, log, SYSTEM_SUBJECT)
    for entry in (sealed, order.id, UUID(int=5)):
        with pytest.raises(SealRefusedError):
            seal(database, log, entry, Order(DOCUMENT, UNTIL))


def test_an_erased_citizens_seal_holds_up_nobody_elses(database: Database, sealed: UUID) -> None:
    erased = Log(FixedKeys(erased={MAI}), ORIGIN)
    assert surface(database, erased, UNTIL) == 1
