"""Who looked, in sentences; refusals too; the proof behind a fold."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from policies.catalogue import Catalogue
from tests.conftest import NOON
from tests.pages.browser import Browser
from tests.world import ServiceClient, World, wait_until
from wallet.ledger.chain import EntryState, OwnEntry, Seal
from wallet.ledger.entries import ActorKind, Operation, Outcome
from wallet.ledger.models import LogEntry
from wallet.pages.deeds import DONE
from wallet.pages.history import People, Storyteller

CATALOGUE = Catalogue.load()
ME = uuid4()


def test_a_look_says_who_saw_what_and_why(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    service.deposit(id_number)
    dossier = service.open_dossier(id_number)
    consent = service.ask_consent(dossier, documents={})
    citizen.press(citizen.open(f"/cau-hoi/{consent}"), "Đồng ý cho xem")
    released = service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent})
    assert released.headers["Audit-Receipt"] == released.json()["entry"], "whoever was shown something holds a receipt"
    text = citizen.open("/ai-da-xem").text
    assert "Công an xã Mẫu đã xem 2 thông tin để đăng ký thường trú: Ngày, tháng, năm sinh; Họ, chữ đệm" in text
    assert "Công an xã Mẫu đã hỏi xin xem 2 thông tin" in text
    assert "Công an xã Mẫu đã đưa Giấy khai sinh vào ví" in text


def test_a_refusal_is_told_with_its_reason(citizen: Browser, service: ServiceClient, id_number: str) -> None:
    dossier = service.open_dossier(id_number)
    service.post(f"/v1/dossiers/{dossier}/consents", json={"attributes": {"person.religion": "required"}})
    text = citizen.open("/ai-da-xem").text
    assert "Công an xã Mẫu định hỏi xin xem 1 thông tin để đăng ký thường trú, nhưng không được. Tôn giáo." in text
    assert "Nơi này hỏi nhiều hơn thủ tục cần." in text


def test_somebody_elses_attempt_is_told_to_the_owner(
    citizen: Browser, service: ServiceClient, id_number: str, open_browser: Callable[[], Browser]
) -> None:
    record = service.deposit(id_number)
    other = open_browser()
    other.enter(kind="citizen", id_number="000162999997")
    other.open(f"/giay-to/{record}")
    assert "Một người khác thử mở Giấy khai sinh, nhưng không được." in citizen.open("/ai-da-xem").text


def test_ones_own_looks_are_folded(citizen: Browser) -> None:
    citizen.open("/giay-to")
    page = citizen.open("/ai-da-xem")
    assert "Bà tự xem" in page.text
    assert page.text.index("Bà tự xem") < page.text.index("đã xem danh sách giấy tờ")


def test_the_proof_names_the_entry_in_the_public_log(world: World, citizen: Browser, id_number: str) -> None:
    citizen.open("/giay-to")
    wait_until(lambda: all(entry.index is not None for entry in world.history(id_number)))
    entry = world.history(id_number)[-1]
    text = citizen.open("/ai-da-xem").text
    assert entry.leaf is not None
    assert f"Dòng số {entry.index} trong sổ chung, dòng thứ {entry.n} của bà" in text
    assert entry.leaf.hex() in text


def test_a_list_that_does_not_hold_says_so_loudly(world: World, citizen: Browser, id_number: str) -> None:
    citizen.open("/giay-to")
    wait_until(lambda: all(entry.index is not None for entry in world.history(id_number)))
    with world.wallet.database.transaction() as session:
        mine = (col(LogEntry.citizen_id) == world.citizen_id(id_number)) & (col(LogEntry.n) == 1)
        session.execute(update(LogEntry).where(mine).values(body=b"altered"))
    text = citizen.open("/ai-da-xem").text
    assert "Danh sách này có chỗ không khớp" in text
    assert "Danh sách này đầy đủ" not in text


@pytest.mark.parametrize("kind", ActorKind)
def test_every_entry_that_can_be_written_can_be_told(kind: ActorKind) -> None:
    teller = Storyteller(CATALOGUE, People(ME, ME, "bà", "bà", {}), {})
    for operation, outcome in product(Operation, Outcome):
        look = teller.tell(entry(operation, outcome, kind))
        assert look.who
        assert look.did
        assert operation.value not in {look.who, look.did, *look.things}


def test_an_erased_entry_keeps_its_place() -> None:
    erased = OwnEntry(id=uuid4(), at=NOON, operation="release", outcome="released", state=EntryState.ERASED, groups={})
    (day,) = Storyteller(CATALOGUE, People(ME, ME, "bà", "bà", {}), {}).days([erased], NOON.date())
    assert "đã được xóa theo yêu cầu" in day.told[0].did


def test_a_sealed_entry_says_until_when_and_nothing_else() -> None:
    seal = Seal(NOON + timedelta(days=90), "ab" * 32)
    closed = OwnEntry(
        id=uuid4(), at=NOON, operation="release", outcome="released", state=EntryState.SEALED, groups={}, seal=seal
    )
    (day,) = Storyteller(CATALOGUE, People(ME, ME, "bà", "bà", {}), {}).days([closed], NOON.date())
    assert "được giữ kín đến ngày 21/02/2027" in day.told[0].did
    assert (day.told[0].who, day.told[0].refused) == ("", False)


def test_no_operation_is_left_without_words() -> None:
    assert set(DONE) == set(Operation)


def entry(operation: Operation, outcome: Outcome, kind: ActorKind) -> OwnEntry:
    records = [{"record": "", "type": "", "version": 0, "attributes": ["person.dob", "never.heard.of"]}]
    return OwnEntry(
        id=uuid4(),
        at=NOON,
        operation=operation.value,
        outcome=outcome.value,
        state=EntryState.OPEN,
        groups={
            "actor": {"kind": kind.value, "id": str(ME)},
            "context": {"rules": ["over-asking", "no-rule-of-ours"]},
            "object": {"records": records},
            "purpose": {"procedure": "1.004222"},
        },
    )
