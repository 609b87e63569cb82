"""The auditor's desk: whose an entry is stays unsaid, and whoever opens one says why, to the citizen, first."""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.audit.desk import chain, desk_of, found, settle
from tests.consents.test_ending import Agreed
from tests.house import MINH, House
from wallet.audit import second_person
from wallet.audit.drawing import draw
from wallet.audit.errors import (
    BulkOpeningNotFoundError,
    EntryNotFoundError,
    ReasonMissingError,
    SampleNotPossibleError,
    SecondPersonNeededError,
)
from wallet.audit.opening import Group, open_group
from wallet.audit.searching import search
from wallet.audit.sightings import Filters, Sighting
from wallet.ledger.errors import LogStoppedError

REASON = "Đơn khiếu nại mẫu số 12"


@pytest.fixture
def agreed(house: House) -> Agreed:
    agreed = Agreed(house)
    agreed.fetch()
    house.deposit(house.citizen(MINH), agreed.office)
    return agreed


def seen(house: House, login: str = "kiem-tra-mau", case: str = "VU-1", **filters: Any) -> tuple[Sighting, ...]:
    return found(house, desk_of(house, login, case), Filters(**filters)).lines


def release_of(house: House) -> Sighting:
    (line,) = seen(house, operation="release")
    return line


def test_it_finds_by_operation_outcome_service_and_procedure(agreed: Agreed) -> None:
    (line,) = seen(agreed.house, operation="release", outcome="released", service="cong-an-mau", procedure="1.004222")
    assert (line.kind, line.reader, line.organisation) == ("service", "cong-an-mau", "Công an xã Mẫu")
    assert line.in_dossier
    assert seen(agreed.house, service="noi-khac-mau") == ()


def test_it_finds_refusals_by_their_ground(agreed: Agreed) -> None:
    for _ in range(3):
        agreed.fetch()
    (line,) = seen(agreed.house, ground="consent-exhausted")
    assert line.outcome == "denied"


def test_it_finds_by_time(agreed: Agreed) -> None:
    house = agreed.house
    before = len(seen(house))
    house.now.pass_by(days=2)
    moment = house.now()
    agreed.fetch()
    desk = desk_of(house)
    assert [line.operation for line in found(house, desk, Filters(since=moment)).lines] == ["release"]
    earlier = found(house, desk, Filters(until=moment)).lines
    assert before <= len(earlier)
    assert all(line.at < moment for line in earlier)


def test_pages_go_on_where_the_last_one_ended_in_both_orders(agreed: Agreed) -> None:
    desk, house = desk_of(agreed.house), agreed.house
    whole = [line.index for line in found(house, desk).lines]
    for newest in (False, True):
        walked: list[int] = []
        beyond: int | None = None
        while True:
            page = search(desk, Filters(), beyond=beyond, newest=newest, limit=3, now=house.now())
            walked += [line.index for line in page.lines]
            beyond = page.beyond
            if beyond is None:
                break
        assert walked == (whole[::-1] if newest else whole)


def test_no_id_and_no_value_of_anybody_stands_in_what_is_found(agreed: Agreed) -> None:
    said = repr(seen(agreed.house))
    assert "MẪU" not in said
    assert "1961" not in said
    for secret in (agreed.owner.citizen.id, agreed.record, agreed.dossier.id, agreed.consent.id):
        assert str(secret) not in said


def test_a_person_keeps_one_name_within_a_case(agreed: Agreed) -> None:
    names = {line.who for line in seen(agreed.house) if line.who}
    assert len(names) == 2
    assert names == {line.who for line in seen(agreed.house) if line.who}
    assert len(seen(agreed.house, who=names.pop())) > 0


@pytest.mark.parametrize("other", [{"login": "kiem-tra-hai"}, {"case": "VU-2"}])
def test_neither_another_auditor_nor_another_case_sees_the_same_names(agreed: Agreed, other: dict[str, str]) -> None:
    mine = {line.who for line in seen(agreed.house) if line.who}
    theirs = {line.who for line in seen(agreed.house, **other) if line.who}
    assert mine.isdisjoint(theirs)


def test_every_search_is_an_entry_with_its_filters(agreed: Agreed) -> None:
    seen(agreed.house, operation="release", ground="consent-revoked")
    last = chain(agreed.house)[-1]
    assert last.operation == "audit.list"
    assert last.groups["context"]["detail"] == '{"case":"VU-1","ground":"consent-revoked","operation":"release"}'


def test_a_log_that_takes_no_entry_shows_nothing(agreed: Agreed) -> None:
    desk = desk_of(agreed.house)
    settle(agreed.house)
    agreed.house.wallet.log.stop("test")
    with pytest.raises(LogStoppedError):
        search(desk, Filters(), now=agreed.house.now())
    with pytest.raises(LogStoppedError):
        open_group(desk, 0, Group.PURPOSE, REASON, now=agreed.house.now())


def test_the_citizen_reads_who_opened_what_and_why(agreed: Agreed) -> None:
    house, line = agreed.house, release_of(agreed.house)
    opened = open_group(desk_of(house), line.index, Group.OBJECT, f"  {REASON}\n", now=house.now())
    assert opened.holds
    assert opened.content["records"][0]["record"] == str(agreed.record)
    last = house.log_of(agreed.owner)[-1]
    assert (last.operation, last.groups["actor"]["kind"]) == ("audit.open", "auditor")
    assert last.groups["purpose"]["reason"] == REASON
    assert last.groups["object"]["records"][0]["attributes"] == ["object"]


@pytest.mark.parametrize("reason", ["", "   ", "ngắn quá", "x" * 501])
def test_without_a_reason_nothing_is_opened(agreed: Agreed, reason: str) -> None:
    house, line = agreed.house, release_of(agreed.house)
    known = len(house.log_of(agreed.owner))
    with pytest.raises(ReasonMissingError):
        open_group(desk_of(house), line.index, Group.OBJECT, reason, now=house.now())
    assert len(house.log_of(agreed.owner)) == known


def test_an_entry_that_is_not_there_is_not_opened(house: House) -> None:
    with pytest.raises(EntryNotFoundError):
        open_group(desk_of(house), 10**6, Group.OBJECT, REASON, now=house.now())


def entries_of(house: House) -> list[int]:
    return [line.index for line in seen(house, operation="record.deposit")]


def test_many_are_opened_only_after_a_second_person_agreed(agreed: Agreed) -> None:
    house = agreed.house
    first, second = desk_of(house), desk_of(house, "kiem-tra-hai")
    wanted = second_person.ask(first, entries_of(house), Group.OBJECT, REASON, now=house.now())
    for alone in (second_person.open_all, second_person.agree):
        with pytest.raises(SecondPersonNeededError):
            alone(first, wanted.id, now=house.now())
    second_person.agree(second, wanted.id, now=house.now())
    opened = second_person.open_all(first, wanted.id, now=house.now())
    assert [one.index for one in opened] == entries_of(house)
    for person in (agreed.owner, house.citizen(MINH)):
        look = house.log_of(person)[-1]
        assert (look.operation, look.groups["purpose"]["reason"]) == ("audit.open", REASON)
        assert str(wanted.id) in look.groups["context"]["detail"]
    assert {"audit.request", "audit.approve"} <= {entry.operation for entry in chain(house)}


def test_whoever_agreed_does_not_open(agreed: Agreed) -> None:
    house = agreed.house
    first, second = desk_of(house), desk_of(house, "kiem-tra-hai")
    wanted = second_person.ask(first, entries_of(house), Group.OBJECT, REASON, now=house.now())
    second_person.agree(second, wanted.id, now=house.now())
    with pytest.raises(SecondPersonNeededError):
        second_person.open_all(second, wanted.id, now=house.now())


def test_a_day_later_it_serves_no_more(agreed: Agreed) -> None:
    house = agreed.house
    first, second = desk_of(house), desk_of(house, "kiem-tra-hai")
    wanted = second_person.ask(first, entries_of(house), Group.OBJECT, REASON, now=house.now())
    second_person.agree(second, wanted.id, now=house.now())
    house.now.pass_by(hours=25)
    with pytest.raises(SecondPersonNeededError):
        second_person.open_all(first, wanted.id, now=house.now())
    with pytest.raises(BulkOpeningNotFoundError):
        second_person.agree(second, uuid4(), now=house.now())


def test_a_sample_comes_out_the_same_again_and_is_logged(agreed: Agreed) -> None:
    house, desk = agreed.house, desk_of(agreed.house)
    settle(house)
    drawn = draw(desk, "giờ chào cờ", 5, now=house.now())
    settle(house)
    again = draw(desk, "giờ chào cờ", 5, size=drawn.size, now=house.now())
    assert [line.index for line in drawn.lines] == [line.index for line in again.lines]
    assert re.search("giờ chào cờ", chain(house)[-1].groups["context"]["detail"])
    with pytest.raises(SampleNotPossibleError):
        draw(desk, "x", drawn.size + 100, size=drawn.size, now=house.now())


def test_the_desk_counts_its_openings_against_its_entries(agreed: Agreed) -> None:
    house, line = agreed.house, release_of(agreed.house)
    open_group(desk_of(house), line.index, Group.OBJECT, REASON, now=house.now())
    assert house.wallet.vault.citizen_keys.unwraps.counts()["audit.open"] == 1
