"""Only the issuer reads and answers; the citizen sees all of it and may take it back; ten days are ten days."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.dossiers.submission import NAME, TYPED, Submission, events_of, messages_of, submitted
from tests.house import BIRTH, MINH, House
from wallet.corrections import answering, mine, rows
from wallet.corrections.answering import Answer
from wallet.corrections.errors import CorrectionNotFoundError, CorrectionStateError
from wallet.corrections.rows import CorrectionLine
from wallet.corrections.states import Reason
from wallet.errors import InvalidRequestError, NotReadyError
from wallet.identity.actors import Caller
from wallet.records import reading

REJECTED = Answer(accept=False, reason=Reason.RECORD_IS_RIGHT)
ACCEPTED = Answer(accept=True, reason=Reason.WILL_BE_CORRECTED)


@pytest.fixture
def form(house: House) -> Submission:
    return submitted(house)


@pytest.fixture
def correction(form: Submission) -> UUID:
    return form.correction()


def answer(form: Submission, correction: UUID, given: Answer, caller: Caller | None = None) -> CorrectionLine:
    vault, now = form.house.wallet.vault, form.house.now()
    return answering.answer(vault, caller or form.issuer, correction, given, now=now)


def issuers_list(form: Submission, caller: Caller | None = None) -> list[CorrectionLine]:
    with form.house.wallet.database.reading() as session:
        service = (caller or form.issuer).service
        return list(answering.list_corrections(session, service, now=form.house.now()))


def my_list(form: Submission) -> list[mine.MyCorrection]:
    return list(mine.list_corrections(form.house.wallet.vault, form.owner, now=form.house.now()))


def withdraw(form: Submission, correction: UUID) -> CorrectionLine:
    return mine.withdraw(form.house.wallet.vault, form.owner, correction, now=form.house.now())


def read(form: Submission, correction: UUID, caller: Caller) -> answering.OpenedCorrection:
    party = rows.issuer_of(caller)
    return answering.read(form.house.wallet.vault, party, correction, now=form.house.now())


def test_the_issuer_reads_the_proposed_value_after_an_entry_that_says_so(form: Submission, correction: UUID) -> None:
    opened = read(form, correction, form.issuer)
    entry = form.house.log_of(form.owner)[-1]
    assert opened.value == TYPED
    assert (entry.id, entry.operation, entry.outcome) == (opened.entry, "correction.read", "released")
    assert entry.groups["actor"]["id"] == "ubnd-mau"
    assert TYPED not in repr(entry.groups)


def test_the_citizen_reads_what_stands_in_their_name(form: Submission, correction: UUID) -> None:
    opened = mine.read(form.house.wallet.vault, form.owner, correction, now=form.house.now())
    assert opened.value == TYPED
    assert form.house.log_of(form.owner)[-1].groups["actor"]["kind"] == "citizen"


Act = Callable[[Submission, UUID], Any]
OF_THE_ISSUER: list[Act] = [
    lambda form, correction: read(form, correction, form.office),
    lambda form, correction: answer(form, correction, ACCEPTED, form.office),
]
OF_THE_CITIZEN: list[Act] = [
    lambda form, it: mine.read(form.house.wallet.vault, form.house.citizen(MINH), it, now=form.house.now()),
    lambda form, it: mine.withdraw(form.house.wallet.vault, form.house.citizen(MINH), it, now=form.house.now()),
]


@pytest.mark.parametrize("act", OF_THE_ISSUER + OF_THE_CITIZEN)
def test_somebody_elses_correction_is_as_absent_as_one_that_never_was(
    form: Submission, correction: UUID, act: Act
) -> None:
    with pytest.raises(CorrectionNotFoundError) as foreign:
        act(form, correction)
    with pytest.raises(CorrectionNotFoundError) as absent:
        act(form, uuid4())
    assert (foreign.value.owner, absent.value.owner) == (form.owner.citizen.id, None)
    assert form.row(correction).state == "open"


def test_nobody_elses_corrections_stand_in_a_list(form: Submission, correction: UUID) -> None:
    other = form.house.citizen(MINH)
    assert [line.correction.id for line in issuers_list(form)] == [correction]
    assert issuers_list(form, form.office) == []
    assert list(mine.list_corrections(form.house.wallet.vault, other, now=form.house.now())) == []


def test_the_citizen_sees_who_has_to_answer_and_in_whose_form_it_was_written(
    form: Submission, correction: UUID
) -> None:
    (one,) = my_list(form)
    assert one.asked_by == form.office.service.organisation
    assert one.line.record.issuer == form.issuer.service.organisation
    assert form.house.log_of(form.owner)[-1].operation == "correction.list"


def test_after_ten_days_without_an_answer_both_sides_see_it_overdue(form: Submission, correction: UUID) -> None:
    form.house.now.pass_by(days=9, hours=23)
    assert [line.overdue for line in issuers_list(form)] == [False]
    form.house.now.pass_by(hours=1)
    assert [line.overdue for line in issuers_list(form)] == [True]
    assert [one.line.overdue for one in my_list(form)] == [True]


def test_an_answer_ends_being_overdue(form: Submission, correction: UUID) -> None:
    form.house.now.pass_by(days=30)
    assert answer(form, correction, REJECTED).overdue is False
    assert [one.line.overdue for one in my_list(form)] == [False]


def test_the_open_ones_stand_first_by_their_day(house: House) -> None:
    form = submitted(house)
    first = form.correction()
    second = form.correction("1961-04-13", "person.dob")
    answer(form, first, REJECTED)
    assert [line.correction.id for line in issuers_list(form)] == [second, first]


def test_accepting_changes_no_record(form: Submission, correction: UUID) -> None:
    answer(form, correction, ACCEPTED)
    opened = reading.read_record(form.house.wallet.vault, form.owner, form.record, now=form.house.now())
    assert (opened.values, opened.line.version) == (BIRTH, 1)


def test_an_answer_can_name_the_version_that_corrects_it(form: Submission, correction: UUID) -> None:
    form.house.deposit(form.owner, form.issuer, BIRTH | {NAME: TYPED}, replaces=form.record)
    line = answer(form, correction, Answer(accept=True, reason=Reason.CORRECTED, version=2))
    assert (line.correction.state, line.correction.corrected_version) == ("accepted", 2)


@pytest.mark.parametrize(
    ("given", "member"),
    [
        (Answer(accept=True, reason=Reason.CORRECTED, version=2), "/version"),
        (Answer(accept=False, reason=Reason.RECORD_IS_RIGHT, version=1), "/version"),
        (Answer(accept=True, reason=Reason.RECORD_IS_RIGHT), "/reason"),
        (Answer(accept=False, reason=Reason.CORRECTED), "/reason"),
    ],
)
def test_an_answer_that_contradicts_itself_or_the_record_settles_nothing(
    form: Submission, correction: UUID, given: Answer, member: str
) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        answer(form, correction, given)
    assert [pointer for pointer, _ in refused.value.fields] == [member]
    assert form.row(correction).state == "open"


def test_citizen_and_form_service_are_told_the_answer(form: Submission, correction: UUID) -> None:
    answer(form, correction, REJECTED)
    (message,) = messages_of(form.house, form.owner, "correction.answered")
    (event,) = events_of(form.house, form.office, "correction.ended")
    assert (message["state"], message["reason"]) == ("rejected", "record-is-right")
    assert event == {"correction": str(correction), "dossier": str(form.dossier.id), "state": "rejected"}
    assert form.house.log_of(form.owner)[-1].operation == "correction.answer"


def test_the_issuer_is_never_told_in_whose_form_it_was_written(form: Submission, correction: UUID) -> None:
    told = repr(events_of(form.house, form.issuer, "correction.asked"))
    assert str(form.dossier.id) not in told
    assert form.office.service.client_id not in told


def test_the_same_answer_again_changes_nothing(form: Submission, correction: UUID) -> None:
    first = answer(form, correction, REJECTED).correction.answered_at
    known = len(form.house.log_of(form.owner))
    assert answer(form, correction, REJECTED).correction.answered_at == first
    assert len(form.house.log_of(form.owner)) == known


def test_what_is_answered_stays_answered(form: Submission, correction: UUID) -> None:
    answer(form, correction, REJECTED)
    with pytest.raises(CorrectionStateError):
        answer(form, correction, ACCEPTED)
    with pytest.raises(CorrectionStateError):
        withdraw(form, correction)
    assert form.row(correction).state == "rejected"


def test_of_two_answers_at_once_exactly_one_holds(form: Submission, correction: UUID) -> None:
    def settle(given: Answer) -> bool:
        try:
            answer(form, correction, given)
        except (CorrectionStateError, NotReadyError):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(settle, [ACCEPTED, REJECTED]))
    assert sorted(won) == [False, True]
    assert form.row(correction).state == ("accepted" if won[0] else "rejected")
    assert len(messages_of(form.house, form.owner, "correction.answered")) == 1


def test_a_withdrawn_correction_stays_withdrawn_even_if_the_form_is_verified_again(
    form: Submission, correction: UUID
) -> None:
    withdraw(form, correction)
    assert form.correction() == correction
    assert form.row(correction).state == "withdrawn"
    with pytest.raises(CorrectionStateError):
        answer(form, correction, ACCEPTED)


def test_withdrawing_tells_issuer_and_form_service_and_twice_is_once(form: Submission, correction: UUID) -> None:
    withdraw(form, correction)
    withdraw(form, correction)
    assert len(events_of(form.house, form.issuer, "correction.withdrawn")) == 1
    assert [one["state"] for one in events_of(form.house, form.office, "correction.ended")] == ["withdrawn"]
    assert form.house.log_of(form.owner)[-1].operation == "correction.withdraw"


def test_what_the_citizen_has_deleted_is_gone_for_its_issuer(form: Submission, correction: UUID) -> None:
    reading.delete_record(form.house.wallet.vault, form.owner, form.record, now=form.house.now())
    assert issuers_list(form) == []
    with pytest.raises(CorrectionNotFoundError):
        read(form, correction, form.issuer)
    assert [one.line.correction.id for one in my_list(form)] == [correction]


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_a_sentence_in_both_languages(reason: Reason) -> None:
    assert (reason.label_vi[-1], reason.label_en[-1]) == (".", ".")
