"""A parent acts for a child by the paper that names them, until the child is of age; the child then has it all."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from policies.grounds import Ground
from tests.house import MINH, House, open_house
from tests.world import child_of, fresh_id
from wallet.consents.gate import Refusal
from wallet.dossiers import renewing
from wallet.dossiers.release import release
from wallet.dossiers.revoking import revoke
from wallet.identity.acting.errors import MandateRefusedError, TooManyCodesError
from wallet.identity.acting.standing import Standing
from wallet.identity.acting.terms import majority_of
from wallet.identity.actors import Caller
from wallet.mandates import ending, kinship, viewing
from wallet.notices import service as notices
from wallet.records import reading
from wallet.records.reader import Reader
from wallet.records.revoking import RevocationReason
from wallet.records.schemas import RecordVersion

MOTHER = "000161000019"
COMING_OF_AGE = datetime(2026, 11, 30, 17, tzinfo=UTC)
"""Midnight in Vietnam before 1 December 2026."""


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Any:
    with open_house(database_url, tmp_path) as opened:
        yield opened


def as_parent(standing: Standing, parent: Reader) -> Reader:
    return Reader(standing.owner, standing.actor, parent.circumstances, standing.scope)


def shown(house: House, born: str = "2020-05-04", **changes: Any) -> tuple[Reader, Standing]:
    mother = house.citizen(MOTHER)
    paper = house.deposit(mother, house.service(), child_of(MOTHER, number=MINH, born=born) | changes)
    return mother, kinship.show_own(house.wallet.vault, mother, UUID(paper["record"]), now=house.now())


def test_a_birth_certificate_in_the_parents_wallet_opens_the_childs(house: House) -> None:
    mother, standing = shown(house)
    assert (standing.holds, standing.scope.capacity, standing.scope.is_whole) == (True, "parent", True)
    assert standing.mandate.evidence["kind"] == "giay_khai_sinh"
    assert reading.list_records(house.wallet.vault, as_parent(standing, mother), now=house.now()) == []
    assert [one.groups["actor"]["role"] for one in house.log_of(house.citizen(MINH))] == ["parent", "parent"]


def test_the_same_paper_again_is_the_mandate_that_is_there(house: House) -> None:
    _, standing = shown(house)
    assert shown(house)[1].mandate.id == standing.mandate.id


def test_a_paper_in_the_childs_wallet_serves_as_well_and_the_child_can_read_of_it(house: House) -> None:
    mother, child = house.citizen(MOTHER), house.citizen(MINH)
    house.deposit(child, house.service(), child_of(MOTHER, number=MINH))
    assert kinship.name_number(house.wallet.vault, mother, MINH, now=house.now()).holds
    look = next(one for one in house.log_of(child) if one.operation == "mandate.check")
    assert "mother.pid" in look.groups["object"]["records"][0]["attributes"]


@pytest.mark.parametrize(
    "changes",
    [
        {"mother.pid": "000161000099"},
        {"mother.pid": ""},
        {"person.pid": MOTHER},
        {"person.dob": "1990-01-01"},
    ],
)
def test_a_paper_that_does_not_say_so_proves_nothing(house: House, changes: dict[str, Any]) -> None:
    values = {name: value for name, value in (child_of(MOTHER, number=MINH) | changes).items() if value}
    mother = house.citizen(MOTHER)
    paper = house.deposit(mother, house.service(), values)
    with pytest.raises(MandateRefusedError):
        kinship.show_own(house.wallet.vault, mother, UUID(paper["record"]), now=house.now())


def test_what_the_parent_typed_themselves_proves_nothing(house: House) -> None:
    mother = house.citizen(MOTHER)
    paper = house.deposit(mother, None, child_of(MOTHER, number=MINH))
    with pytest.raises(MandateRefusedError):
        kinship.show_own(house.wallet.vault, mother, UUID(paper["record"]), now=house.now())


def test_guessing_numbers_is_counted_and_every_answer_is_the_same(house: House) -> None:
    stranger, child = house.citizen(fresh_id()), house.citizen(MINH)
    house.deposit(child, house.service(), child_of(MOTHER, number=MINH))
    for number in (MINH, "000161000098", "no number", MINH, MINH):
        with pytest.raises(MandateRefusedError) as refused:
            kinship.name_number(house.wallet.vault, stranger, number, now=house.now())
        assert (refused.value.fields, refused.value.detail) == ((), None)
    with pytest.raises(TooManyCodesError):
        kinship.name_number(house.wallet.vault, stranger, MINH, now=house.now())


def test_a_guardian_shows_the_extract_that_names_them(house: House) -> None:
    guardian = house.citizen(MOTHER)
    service = house.service("tu-phap", deposits=("trich_luc_giam_ho",))
    values = {"guardian.full_name": "NGUYỄN GIÁM HỘ", "guardian.pid": MOTHER}
    values |= {"ward.full_name": "NGUYỄN BÉ THỬ", "ward.pid": MINH, "ward.dob": "2020-05-04"}
    paper = house.deposit(guardian, service, values, record_type="trich_luc_giam_ho")
    standing = kinship.show_own(house.wallet.vault, guardian, UUID(paper["record"]), now=house.now())
    assert (standing.holds, standing.scope.capacity) == (True, "guardian")


def test_on_the_eighteenth_birthday_it_ends_at_midnight_and_the_child_has_the_whole_story(house: House) -> None:
    mother, standing = shown(house, born="2008-12-01")
    parent, child = as_parent(standing, mother), house.citizen(MINH)
    reading.list_records(house.wallet.vault, parent, now=house.now())
    house.now.moment = COMING_OF_AGE.replace(hour=16, minute=59)
    assert viewing.list_mandates(house.wallet.vault, mother, now=house.now()).held[0].holds
    house.now.moment = COMING_OF_AGE
    assert not viewing.list_mandates(house.wallet.vault, mother, now=house.now()).held[0].holds
    assert ending.end_overdue(house.wallet.vault, now=house.now()) == 1
    assert ending.end_overdue(house.wallet.vault, now=house.now()) == 0
    entries = house.log_of(child)
    assert [one.operation for one in entries] == ["mandate.begin", "record.list", "mandate.end"]
    assert (entries[-1].groups["actor"]["kind"], entries[-1].groups["context"]["detail"]) == ("system", "majority")
    with house.wallet.database.reading() as session:
        assert [one.kind for one in notices.for_citizen(session, child.citizen.id)] == ["mandate.majority"]


def test_when_the_birth_record_is_revoked_the_mandate_ends_with_it_and_both_are_told(house: House) -> None:
    mother, standing = shown(house)
    record = UUID(standing.mandate.evidence["record"])
    revoke(house.wallet.vault, house.service(), record, reason=RevocationReason.ISSUED_IN_ERROR, now=house.now())
    held = viewing.list_mandates(house.wallet.vault, mother, now=house.now()).held[0]
    assert (held.holds, held.mandate.ended_by) == (False, "evidence")
    end = next(one for one in house.log_of(house.citizen(MINH)) if one.operation == "mandate.end")
    assert (end.groups["actor"]["kind"], end.groups["context"]["detail"]) == ("system", "evidence")
    with house.wallet.database.reading() as session:
        for person in (mother.citizen.id, standing.owner.id):
            assert "mandate.evidence" in [one.kind for one in notices.for_citizen(session, person)]
    with pytest.raises(MandateRefusedError):
        kinship.show_own(house.wallet.vault, mother, record, now=house.now())


OTHER_NUMBER = {"mother.pid": "000161000099"}
NO_NUMBER = {"mother.pid": ""}
OTHER_CHILD = {"person.pid": "000120000044"}
OTHER_DAY = {"person.dob": "2009-05-04"}
OTHER_SPELLING = {"mother.full_name": "NGUYỄN THỊ MẪU EM"}


def renew(house: House, record: UUID, caller: Caller, values: dict[str, Any]) -> None:
    wanted = RecordVersion(values={name: value for name, value in values.items() if value}, as_of=date(2026, 11, 2))
    renewing.deposit_version(house.wallet.vault, caller, record, wanted, None, idempotency_key="", now=house.now())


@pytest.mark.parametrize(
    ("changes", "stands"),
    [(OTHER_NUMBER, False), (NO_NUMBER, False), (OTHER_CHILD, False), (OTHER_DAY, False), (OTHER_SPELLING, True)],
)
def test_a_new_version_of_the_birth_record_ends_the_mandate_that_no_longer_follows_from_it(
    house: House, changes: dict[str, Any], stands: bool
) -> None:
    mother, standing = shown(house)
    record = UUID(standing.mandate.evidence["record"])
    renew(house, record, house.service(), child_of(MOTHER, number=MINH) | changes)
    held = viewing.list_mandates(house.wallet.vault, mother, now=house.now()).held[0]
    assert (held.holds, held.mandate.ended_by) == (stands, "" if stands else "evidence")
    ends = [one for one in house.log_of(house.citizen(MINH)) if one.operation == "mandate.end"]
    assert [one.groups["context"]["detail"] for one in ends] == ([] if stands else ["evidence"])
    with house.wallet.database.reading() as session:
        for person in (mother.citizen.id, standing.owner.id):
            told = [one.kind for one in notices.for_citizen(session, person)]
            assert ("mandate.evidence" in told) is not stands


def test_who_comes_of_age_on_another_day_shows_the_corrected_paper_anew(house: House) -> None:
    mother, standing = shown(house)
    record = UUID(standing.mandate.evidence["record"])
    renew(house, record, house.service(), child_of(MOTHER, number=MINH) | OTHER_DAY)
    again = kinship.show_own(house.wallet.vault, mother, record, now=house.now())
    assert again.mandate.id != standing.mandate.id
    assert again.terms is not None
    assert again.terms.majority == date(2027, 5, 4)


def test_a_guardian_whom_the_extract_names_no_more_does_not_act_any_more(house: House) -> None:
    guardian, service = house.citizen(MOTHER), house.service("tu-phap", deposits=("trich_luc_giam_ho",))
    values = {"guardian.pid": MOTHER, "ward.pid": MINH, "ward.full_name": "NGUYỄN BÉ THỬ"}
    paper = house.deposit(guardian, service, values, record_type="trich_luc_giam_ho")
    kinship.show_own(house.wallet.vault, guardian, UUID(paper["record"]), now=house.now())
    renew(house, UUID(paper["record"]), service, values | {"guardian.pid": "000161000099"})
    held = viewing.list_mandates(house.wallet.vault, guardian, now=house.now()).held[0]
    assert (held.holds, held.mandate.ended_by) == (False, "evidence")


def test_another_paper_that_is_revoked_leaves_the_mandate_alone(house: House) -> None:
    mother, standing = shown(house)
    other = house.deposit(mother, house.service(), child_of(MOTHER, number=fresh_id()))
    revoke(
        house.wallet.vault, house.service(), UUID(other["record"]), reason=RevocationReason.REPLACED, now=house.now()
    )
    assert viewing.list_mandates(house.wallet.vault, mother, now=house.now()).held[0].holds
    assert standing.holds


def test_a_child_does_not_dismiss_a_parent(house: House) -> None:
    _, standing = shown(house)
    with pytest.raises(MandateRefusedError):
        ending.end(house.wallet.vault, house.citizen(MINH), standing.mandate.id, now=house.now())


@pytest.mark.parametrize(
    ("born", "of_age"),
    [("2008-12-01", "2026-12-01"), ("2008-02-29", "2026-03-01"), ("2008", "2026-01-01"), ("2008-12", "2026-12-01")],
)
def test_majority_is_the_eighteenth_birthday_and_never_later_than_it_may_be(born: str, of_age: str) -> None:
    assert majority_of(born) == date.fromisoformat(of_age)


def test_what_a_child_agreed_to_alone_releases_nothing_and_what_the_parent_agreed_to_does(house: House) -> None:
    mother, standing = shown(house, born="2008-12-01")
    child, service = house.citizen(MINH), house.service("cong-an-khac")
    house.deposit(child, service, child_of(MOTHER, number=MINH, born="2008-12-01"))
    agreed = [
        house.agreed(who, service, house.dossier(child, service, f"H-{n}"), {"person.full_name": "required"})
        for n, who in enumerate((child, as_parent(standing, mother)))
    ]
    answers = [
        release(house.wallet.vault, house.wallet.gate, service, one.dossier_id, one.id, now=house.now())
        for one in agreed
    ]
    assert isinstance(answers[0], Refusal)
    assert answers[0].deny.grounds == (Ground.GUARDIAN_REQUIRED,)
    assert not isinstance(answers[1], Refusal)
