"""A citizen who looks at their paper asks its issuer for a correction; what nobody could correct is refused."""

from typing import Any
from uuid import UUID

import pytest

from tests.dossiers.submission import events_of, messages_of
from tests.house import BIRTH, MINH, House
from wallet.corrections import answering, mine
from wallet.corrections.answering import Answer
from wallet.corrections.errors import CorrectionNotPossibleError
from wallet.corrections.rows import CorrectionLine
from wallet.corrections.states import Reason
from wallet.identity.actors import Caller
from wallet.records.errors import RecordNotFoundError, RecordValuesInvalidError
from wallet.records.reading import Reader

NAME, RIGHT = "person.full_name", "TRẦN THỊ MẪU"


class Paper:
    """A birth record of a citizen's, and the office that brought it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.owner: Reader = house.citizen()
        self.issuer: Caller = house.service()
        self.record = UUID(house.deposit(self.owner, self.issuer)["record"])

    def ask(
        self, value: Any = RIGHT, *, attribute: str = NAME, owner: Reader | None = None, record: UUID | None = None
    ) -> CorrectionLine:
        vault, now = self.house.wallet.vault, self.house.now()
        return mine.ask(vault, owner or self.owner, record or self.record, attribute=attribute, value=value, now=now)


@pytest.fixture
def paper(house: House) -> Paper:
    return Paper(house)


def test_the_issuer_is_asked_in_the_citizens_name_and_no_dossier_is_named(paper: Paper) -> None:
    known = len(paper.house.log_of(paper.owner))
    line = paper.ask()
    (event,) = events_of(paper.house, paper.issuer, "correction.asked")
    (entry,) = paper.house.log_of(paper.owner)[known:]
    assert (line.correction.asked_by, line.correction.dossier_id) == (None, None)
    assert event["correction"] == str(line.correction.id)
    assert (entry.operation, entry.groups["actor"]["kind"]) == ("correction.ask", "citizen")
    assert RIGHT not in repr(entry.groups)


def test_the_citizen_needs_no_message_of_what_they_did_themselves(paper: Paper) -> None:
    paper.ask()
    assert messages_of(paper.house, paper.owner, "correction.asked") == []


def test_the_same_wish_again_is_the_same_correction(paper: Paper) -> None:
    assert paper.ask().correction.id == paper.ask().correction.id


def test_another_value_takes_the_place_of_the_one_that_is_open(paper: Paper) -> None:
    first, second = paper.ask(), paper.ask("LÊ THỊ MẪU")
    lines = mine.list_corrections(paper.house.wallet.vault, paper.owner, now=paper.house.now())
    states = {one.line.correction.id: one.line.correction.state for one in lines}
    assert states == {first.correction.id: "withdrawn", second.correction.id: "open"}


def test_who_has_taken_it_back_may_ask_anew(paper: Paper) -> None:
    first = paper.ask()
    mine.withdraw(paper.house.wallet.vault, paper.owner, first.correction.id, now=paper.house.now())
    assert paper.ask().correction.state == "open"


def test_an_answer_reaches_the_citizen_and_no_office(paper: Paper) -> None:
    line, vault = paper.ask(), paper.house.wallet.vault
    given = Answer(accept=False, reason=Reason.RECORD_IS_RIGHT)
    answering.answer(vault, paper.issuer, line.correction.id, given, now=paper.house.now())
    (message,) = messages_of(paper.house, paper.owner, "correction.answered")
    assert message["state"] == "rejected"
    assert events_of(paper.house, paper.issuer, "correction.ended") == []
    assert paper.ask().correction.state == "rejected"


def test_a_paper_of_ones_own_and_a_value_that_it_does_not_say_have_nobody_to_ask(paper: Paper) -> None:
    own = UUID(paper.house.deposit(paper.owner, None, BIRTH)["record"])
    with pytest.raises(CorrectionNotPossibleError):
        paper.ask(record=own)
    with pytest.raises(CorrectionNotPossibleError):
        paper.ask("1961", attribute="residence.permanent")


def test_a_value_that_such_a_paper_cannot_hold_is_refused(paper: Paper) -> None:
    with pytest.raises(RecordValuesInvalidError):
        paper.ask("yesterday", attribute="person.dob")


def test_a_strangers_record_answers_as_an_absent_one(paper: Paper) -> None:
    with pytest.raises(RecordNotFoundError) as refused:
        paper.ask(owner=paper.house.citizen(MINH))
    assert refused.value.owner == paper.owner.citizen.id
