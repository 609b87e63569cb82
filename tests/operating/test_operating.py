"""What an operator sees and switches: counted from what is stored, logged with a reason, about nobody."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.keyring import KeyringFile
from tests.audit.desk import chain, settle
from tests.consents.test_ending import Agreed
from tests.house import HOW, House, open_house
from wallet.erasure import erasing
from wallet.identity import services
from wallet.identity.models import Service
from wallet.ledger.entries import Actor, ActorKind
from wallet.ledger.head import raise_alarm
from wallet.ledger.policy import Policy
from wallet.operating import registry
from wallet.operating.epochs import Epoch, key_epochs
from wallet.operating.errors import ServiceNotFoundError, SwitchReasonMissingError
from wallet.operating.health import LogHealth, log_health

OPERATOR = Actor(kind=ActorKind.STAFF, id="truc", role="operator")
REASON = "Hệ thống gọi quá nhiều"


@pytest.fixture
def house(migrated_sqlite: Path, tmp_path: Path) -> Iterator[House]:
    shutil.copy(migrated_sqlite, tmp_path / "wallet.db")
    with open_house(f"sqlite:///{tmp_path / 'wallet.db'}", tmp_path) as opened:
        yield opened


def switch(house: House, client_id: str, *, active: bool, reason: str = REASON) -> Service:
    with house.wallet.database.transaction() as session:
        now = house.now()
        return registry.switch(
            session, house.wallet.log, client_id, active=active, reason=reason, operator=OPERATOR, how=HOW, now=now
        )


def health(house: House) -> LogHealth:
    with house.wallet.database.reading() as session:
        return log_health(session, house.wallet.log.origin, Policy(), now=house.now())


def epochs(house: House) -> list[Epoch]:
    with house.wallet.database.reading() as session:
        return key_epochs(session, house.wallet.keys)


def test_a_service_is_stopped_and_let_in_again_each_with_its_reason_in_the_log(house: House) -> None:
    house.service()
    for active, word in ((False, "no"), (True, "yes")):
        assert switch(house, "cong-an-mau", active=active, reason=f"  {REASON}\n").active is active
        last = chain(house)[-1]
        assert (last.operation, last.groups["purpose"]["reason"]) == ("service.switch", REASON)
        assert last.groups["context"]["detail"] == f'{{"active":"{word}","service":"cong-an-mau"}}'
        assert last.groups["actor"]["id"] == "truc"


def test_what_is_so_already_is_no_entry(house: House) -> None:
    house.service()
    known = len(chain(house))
    assert switch(house, "cong-an-mau", active=True).active
    assert len(chain(house)) == known


@pytest.mark.parametrize("reason", ["", "ngắn", "x" * 501])
def test_without_a_reason_nothing_is_switched(house: House, reason: str) -> None:
    house.service()
    with pytest.raises(SwitchReasonMissingError):
        switch(house, "cong-an-mau", active=False, reason=reason)
    with house.wallet.database.reading() as session:
        found = services.find_by_client_id(session, "cong-an-mau")
    assert found is not None
    assert found.active


def test_a_service_that_is_not_there_is_not_switched(house: House) -> None:
    with pytest.raises(ServiceNotFoundError):
        switch(house, "khong-co", active=False)


def test_each_stage_of_the_log_is_at_most_the_one_before(house: House) -> None:
    Agreed(house).fetch()
    before = health(house)
    assert before.durable > before.sequenced == before.published == 0
    assert before.waited_seconds > 0
    settle(house)
    after = health(house)
    assert after.durable == after.sequenced == after.published == before.durable
    assert (after.waited_seconds, after.witnessed, after.witnesses) == (0, 0, ())
    assert after.published_at is not None


def test_an_alarm_is_seen(house: House) -> None:
    settle(house)
    raise_alarm(house.wallet.database, house.wallet.log.origin, "tile/0/000 was published with other bytes")
    assert "tile/0/000" in health(house).alarm


def test_an_epoch_can_be_destroyed_once_it_wraps_nothing(house: House) -> None:
    """After a rotation: everything still hangs on the old one, and an erasure waits for its end."""
    owner = house.citizen()
    (only,) = epochs(house)
    assert only.current
    assert only.citizens == 2, "the citizen and the wallet's own chain"
    assert only.secrets > 0
    erasing.erase(house.wallet.vault, owner, word="XÓA", now=house.now())
    ring = house.wallet.keys
    assert isinstance(ring, KeyringFile)
    ring.rotate()
    newest, old = epochs(house)
    assert (newest.current, newest.citizens, old.current, old.citizens, old.erasures) == (True, 0, False, 1, 1)
    assert old.living
    assert not old.can_be_destroyed
    assert Epoch("x", current=False, living=True, citizens=0, secrets=0, erasures=1).can_be_destroyed
