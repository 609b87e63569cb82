"""A paper that states no numbers: staff compare the original, two of them, and nobody gets further than that."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from tests.house import HOW, MINH, House, open_house
from tests.papers import PDF
from tests.world import fresh_id
from wallet.dossiers.revoking import revoke
from wallet.erasure import erasing
from wallet.identity import staff
from wallet.identity.acting.errors import MandateRefusedError
from wallet.identity.actors import staff_actor
from wallet.mandates import ending, kinship, viewing
from wallet.mandates.claims import asking, deciding, looking, mine, objecting
from wallet.mandates.claims.asking import Wish
from wallet.mandates.claims.errors import (
    ClaimChecksError,
    ClaimNotFoundError,
    ClaimStateError,
    SecondOfficerError,
    TooManyClaimsError,
)
from wallet.mandates.claims.kinds import Check, Ground
from wallet.mandates.claims.looking import Officer
from wallet.mandates.claims.models import MandateClaim
from wallet.mandates.claims.rows import ClaimLine
from wallet.notices import service as notices
from wallet.records import reading
from wallet.records.reader import Reader
from wallet.records.revoking import RevocationReason

MOTHER = "000161000019"
OLD_PAPER = {"person.full_name": "NGUYỄN BÉ THỬ", "mother.full_name": "NGUYỄN THỊ MẪU"}
"""A certificate of before 2016: no number of anybody's."""
PAPER = hashlib.sha256(PDF).hexdigest()
EVERY_CHECK = frozenset(Check)


@pytest.fixture
def house(migrated_sqlite: Path, tmp_path: Path) -> Iterator[House]:
    shutil.copy(migrated_sqlite, tmp_path / "wallet.db")
    with open_house(f"sqlite:///{tmp_path / 'wallet.db'}", tmp_path) as opened:
        yield opened


@pytest.fixture
def either_house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """On each database in turn."""
    with open_house(database_url, tmp_path) as opened:
        yield opened


def officer(house: House, login: str = "can-bo.mot") -> Officer:
    with house.wallet.database.transaction() as session:
        member = staff.add(session, login, "operator", "UBND xã Mẫu", now=house.now())
    return Officer(member, staff_actor(member), HOW)


def old_paper(house: House, owner: Reader, **more: Any) -> UUID:
    return UUID(house.deposit(owner, None, OLD_PAPER, document=PDF, **more)["record"])


def asked(house: House, mother: Reader, *, number: str = MINH, born: date | None = date(2014, 5, 4)) -> ClaimLine:
    wish = Wish(old_paper(house, mother), number, "cháu Thử", "mẹ Mẫu", born)
    return asking.ask(house.wallet.vault, mother, wish, now=house.now())


def approve(house: House, line: ClaimLine, *logins: str, **changes: Any) -> ClaimLine:
    said: dict[str, Any] = {"paper": PAPER, "checks": EVERY_CHECK} | changes
    for login in logins:
        by = officer(house, login)
        line = deciding.approve(house.wallet.vault, by, line.claim.id, **said, now=house.now())
    return line


def granted(house: House, mother: Reader, **more: Any) -> ClaimLine:
    return approve(house, asked(house, mother, **more), "can-bo.mot", "can-bo.hai")


def holds(house: House, mother: Reader) -> bool:
    return any(one.holds for one in viewing.list_mandates(house.wallet.vault, mother, now=house.now()).held)


def told(house: House, reader: Reader) -> list[str]:
    with house.wallet.database.reading() as session:
        return [one.kind for one in notices.for_citizen(session, reader.citizen.id)]


def said(house: House, reader: Reader) -> list[tuple[str, str]]:
    return [(one.operation, one.groups["actor"]["kind"]) for one in house.log_of(reader)]


def test_two_members_of_staff_let_a_mother_act_whose_paper_has_no_numbers(either_house: House) -> None:
    house = either_house
    mother = house.citizen(MOTHER)
    first = approve(house, asked(house, mother), "can-bo.mot")
    assert (first.claim.state, holds(house, mother)) == ("seconded", False)
    line = approve(house, first, "can-bo.hai")
    assert (line.claim.state, holds(house, mother)) == ("granted", True)
    (standing,) = viewing.list_mandates(house.wallet.vault, mother, now=house.now()).held
    assert standing.terms is not None
    assert (standing.terms.owner, standing.terms.majority) == ("cháu Thử", date(2032, 5, 4))
    evidence = standing.mandate.evidence
    assert (evidence["kind"], evidence["paper"], evidence["staff"]) == (
        "staff", "giay_khai_sinh", [str(officer(house).staff.id), str(officer(house, "can-bo.hai").staff.id)],
    )  # fmt: skip
    assert "136" in evidence["basis"]
    assert PAPER not in str(evidence), "a copy of the database finds no paper by what its owner could look up"
    with pytest.raises(ClaimStateError):
        approve(house, line, "can-bo.ba")


def test_each_step_stands_in_both_chains_with_the_paper_by_its_digest(house: House) -> None:
    mother, child = house.citizen(MOTHER), house.citizen(MINH)
    line = asked(house, mother)
    looking.look(house.wallet.vault, officer(house), line.claim.id, now=house.now())
    approve(house, line, "can-bo.mot", "can-bo.hai")
    steps = [
        ("mandate.claim", "citizen"), ("mandate.look", "staff"), ("mandate.approve", "staff"),
        ("mandate.approve", "staff"),
    ]  # fmt: skip
    assert [step for step in said(house, mother) if step[0].startswith("mandate")] == steps
    of_child = house.log_of(child)
    assert [step for step in said(house, child) if step != ("mandate.begin", "delegate")] == steps
    assert ("mandate.begin", "delegate") in said(house, child)
    for entry in of_child:
        if entry.operation != "mandate.begin":
            assert f'"paper":"{PAPER}"' in entry.groups["context"]["detail"]
            assert [one.get("record", "") for one in entry.groups["object"]["records"]] == [""], (
                "whose paper is not said"
            )
    assert of_child[-1].groups["purpose"]["basis"] == "Bộ luật Dân sự 91/2015/QH13 Điều 136(1)"


def test_one_member_of_staff_alone_grants_nothing_however_often(house: House) -> None:
    mother = house.citizen(MOTHER)
    line = approve(house, asked(house, mother), "can-bo.mot")
    with pytest.raises(SecondOfficerError):
        approve(house, line, "can-bo.mot")
    assert not holds(house, mother)


@pytest.mark.parametrize(
    "changes", [{"paper": "0" * 64}, {"paper": ""}, {"checks": EVERY_CHECK - {Check.NUMBER}}, {"checks": frozenset()}]
)
def test_nobody_says_yes_to_what_they_did_not_look_at(house: House, changes: dict[str, Any]) -> None:
    line = asked(house, house.citizen(MOTHER))
    with pytest.raises(ClaimChecksError):
        approve(house, line, "can-bo.mot", **changes)


def test_who_has_a_wallet_is_told_and_has_two_working_days_to_object(house: House) -> None:
    mother, child = house.citizen(MOTHER), house.citizen(MINH)
    line = granted(house, mother)
    assert "mandate.claimed" in told(house, child)
    assert not holds(house, mother)
    assert ending.end_overdue(house.wallet.vault, now=house.now()) == 0, "what waits is not over"
    (about,) = mine.list_claims(house.wallet.vault, child, now=house.now()).about
    assert (about.claim.id, about.begins_at) == (line.claim.id, line.claim.answer_by)
    house.now.moment = line.claim.answer_by
    assert holds(house, mother)
    with pytest.raises(ClaimStateError):
        objecting.object_to(house.wallet.vault, child, line.claim.id, now=house.now())


def test_an_objection_stops_what_was_granted_before_it_began(either_house: House) -> None:
    house = either_house
    mother, child = house.citizen(MOTHER), house.citizen(MINH)
    line = granted(house, mother)
    refused = objecting.object_to(house.wallet.vault, child, line.claim.id, now=house.now())
    assert (refused.claim.state, refused.claim.ground) == ("refused", "objection")
    house.now.moment = line.claim.answer_by + timedelta(days=1)
    assert not holds(house, mother)
    assert ("mandate.object", "citizen") in said(house, mother)
    with pytest.raises(ClaimStateError):
        approve(house, line, "can-bo.ba")


def test_the_parent_who_acts_already_is_told_and_stops_the_other_one(house: House) -> None:
    mother, father = house.citizen(MOTHER), house.citizen("000061000011")
    granted(house, mother)
    line = asked(house, father)
    assert "mandate.claimed" in told(house, mother)
    (held,) = viewing.list_mandates(house.wallet.vault, mother, now=house.now()).held
    for_child = Reader(held.owner, held.actor, HOW, held.scope)
    assert mine.list_claims(house.wallet.vault, for_child, now=house.now()).made == []
    objecting.object_to(house.wallet.vault, for_child, line.claim.id, now=house.now())
    with pytest.raises(ClaimStateError):
        approve(house, line, "can-bo.mot")


def test_nobody_else_objects_and_nobody_else_withdraws(house: House) -> None:
    mother, stranger = house.citizen(MOTHER), house.citizen(fresh_id())
    line = asked(house, mother)
    for act in (objecting.object_to, asking.withdraw):
        for claim in (line.claim.id, uuid4()):
            with pytest.raises(ClaimNotFoundError):
                act(house.wallet.vault, stranger, claim, now=house.now())
    assert asking.withdraw(house.wallet.vault, mother, line.claim.id, now=house.now()).claim.state == "withdrawn"


def test_a_refusal_names_its_ground_to_who_asked_and_ends_it(house: House) -> None:
    mother = house.citizen(MOTHER)
    line = approve(house, asked(house, mother), "can-bo.mot")
    ground = Ground.RIGHTS_RESTRICTED
    deciding.refuse(house.wallet.vault, officer(house, "can-bo.hai"), line.claim.id, ground, now=house.now())
    (seen,) = mine.list_claims(house.wallet.vault, mother, now=house.now()).made
    assert (seen.claim.state, seen.ground) == ("refused", ground)
    assert house.log_of(mother)[-2].groups["purpose"]["basis"] == ground.basis
    assert "mandate.claim-decided" in told(house, mother)
    with pytest.raises(ClaimStateError):
        approve(house, line, "can-bo.ba")


def test_staff_end_what_was_granted_and_a_revoked_paper_ends_it_too(house: House) -> None:
    mother = house.citizen(MOTHER)
    line = granted(house, mother)
    by = officer(house, "can-bo.ba")
    deciding.end(house.wallet.vault, by, line.claim.id, Ground.RIGHTS_RESTRICTED, now=house.now())
    assert not holds(house, mother)
    assert ("mandate.end", "staff") in said(house, house.citizen(MINH))
    with pytest.raises(ClaimStateError):
        deciding.end(house.wallet.vault, by, line.claim.id, Ground.FALSE_PAPER, now=house.now())
    service, father = house.service(), house.citizen("000061000011")
    paper = UUID(house.deposit(father, service, OLD_PAPER, document=PDF)["record"])
    wish = Wish(paper, fresh_id(), "cháu Hai", "bố Mẫu", date(2014, 5, 4))
    approve(house, asking.ask(house.wallet.vault, father, wish, now=house.now()), "can-bo.mot", "can-bo.hai")
    assert holds(house, father)
    revoke(house.wallet.vault, service, paper, reason=RevocationReason.FALSE_STATEMENTS, now=house.now())
    assert not holds(house, father)


def test_staff_see_that_one_paper_only_while_it_is_to_be_decided_and_each_look_is_logged(house: House) -> None:
    mother, by = house.citizen(MOTHER), officer(house)
    line = asked(house, mother)
    seen = looking.look(house.wallet.vault, by, line.claim.id, now=house.now())
    assert seen.line.words is not None
    assert (seen.line.words.number, seen.line.words.paper, seen.has_paper) == (MINH, PAPER, True)
    picture = looking.open_picture(house.wallet.vault, by, line.claim.id, now=house.now())
    assert b"".join(picture.chunks)[:4] == b"RIFF"
    looks = [one for one in house.log_of(mother) if one.operation == "mandate.look"]
    assert [one.groups["object"]["records"][0]["record"] for one in looks] == [str(line.claim.record_id)] * 2
    deciding.refuse(house.wallet.vault, by, line.claim.id, Ground.NOT_NAMED, now=house.now())
    closed = looking.look(house.wallet.vault, by, line.claim.id, now=house.now())
    assert (closed.line.words, closed.has_paper) == (None, False)
    with pytest.raises(ClaimStateError):
        looking.open_picture(house.wallet.vault, by, line.claim.id, now=house.now())


def test_a_paper_that_has_gone_or_changed_is_shown_no_more_and_approved_no_more(house: House) -> None:
    mother, by = house.citizen(MOTHER), officer(house)
    line = asked(house, mother)
    reading.delete_record(house.wallet.vault, mother, line.claim.record_id, now=house.now())
    assert not looking.look(house.wallet.vault, by, line.claim.id, now=house.now()).has_paper
    with pytest.raises(ClaimStateError):
        looking.open_picture(house.wallet.vault, by, line.claim.id, now=house.now())
    with pytest.raises(ClaimStateError):
        approve(house, line, "can-bo.mot")


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"number": MOTHER}, ["/number"]),
        ({"number": "12"}, ["/number"]),
        ({"born": None}, ["/born"]),
        ({"born": date(1990, 1, 1)}, ["/born"]),
        ({"born": date(2027, 1, 1)}, ["/born"]),
    ],
)
def test_what_cannot_be_is_named(house: House, changes: dict[str, Any], pointers: list[str]) -> None:
    with pytest.raises(MandateRefusedError) as refused:
        asked(house, house.citizen(MOTHER), **changes)
    assert [pointer for pointer, _why in refused.value.fields] == pointers


def test_without_a_picture_of_ones_own_there_is_nothing_to_compare(house: House) -> None:
    mother, other = house.citizen(MOTHER), house.citizen(MINH)
    typed = UUID(house.deposit(mother, None, OLD_PAPER)["record"])
    for record in (typed, old_paper(house, other), uuid4()):
        wish = Wish(record, fresh_id(), "cháu Thử", "mẹ Mẫu", date(2014, 5, 4))
        with pytest.raises(MandateRefusedError) as refused:
            asking.ask(house.wallet.vault, mother, wish, now=house.now())
        assert [pointer for pointer, _why in refused.value.fields] == ["/record"]


def test_who_asks_too_often_waits_and_the_same_again_is_the_one_that_is_there(house: House) -> None:
    mother = house.citizen(MOTHER)
    paper = old_paper(house, mother)
    wishes = [Wish(paper, fresh_id(), "cháu Thử", "mẹ Mẫu", date(2014, 5, 4)) for _ in range(asking.AT_MOST + 1)]
    lines = [asking.ask(house.wallet.vault, mother, wish, now=house.now()) for wish in wishes[:-1]]
    again = asking.ask(house.wallet.vault, mother, wishes[0], now=house.now())
    assert again.claim.id == lines[0].claim.id
    with pytest.raises(TooManyClaimsError):
        asking.ask(house.wallet.vault, mother, wishes[-1], now=house.now())


def test_whoever_is_erased_leaves_no_word_of_it_and_nothing_can_be_granted(house: House) -> None:
    mother, child = house.citizen(MOTHER), house.citizen(MINH)
    line = asked(house, mother)
    erasing.erase(house.wallet.vault, child, word="xóa", now=house.now())
    with pytest.raises(ClaimStateError):
        approve(house, line, "can-bo.mot")
    erasing.erase(house.wallet.vault, mother, word="xóa", now=house.now())
    with house.wallet.database.reading() as session:
        assert session.exec(select(MandateClaim)).all() == []


def test_an_issuers_paper_that_shows_it_already_stays_what_the_mandate_rests_on(house: House) -> None:
    mother = house.citizen(MOTHER)
    line = approve(house, asked(house, mother), "can-bo.mot")
    values = OLD_PAPER | {"person.pid": MINH, "mother.pid": MOTHER, "person.dob": "2014-05-04"}
    paper = house.deposit(mother, house.service(), values)
    standing = kinship.show_own(house.wallet.vault, mother, UUID(paper["record"]), now=house.now())
    house.now.moment = max(house.now.moment, datetime(2026, 11, 23, 6, tzinfo=UTC))
    done = approve(house, line, "can-bo.hai")
    assert (done.claim.state, done.claim.mandate_id) == ("granted", None)
    with pytest.raises(ClaimStateError):
        deciding.end(house.wallet.vault, officer(house), done.claim.id, Ground.FALSE_PAPER, now=house.now())
    assert [one.mandate.id for one in viewing.list_mandates(house.wallet.vault, mother, now=house.now()).held] == [
        standing.mandate.id
    ]
