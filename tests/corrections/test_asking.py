"""An edited form opens one correction with the issuer; what nobody could correct opens none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from tests.dossiers.submission import BORN, NAME, TYPED, Submission, events_of, messages_of, submitted
from tests.house import House
from wallet.corrections.models import Correction
from wallet.records.models import Record


@pytest.fixture
def form(house: House) -> Submission:
    return submitted(house)


def corrections(form: Submission) -> list[tuple[str, str]]:
    with form.house.wallet.database.reading() as session:
        rows = session.exec(select(Correction).order_by(col(Correction.created_at))).all()
    return [(row.attribute, row.state) for row in rows]


def test_an_edit_is_due_for_the_records_issuer_within_ten_days(form: Submission) -> None:
    row = form.row(form.correction())
    assert (row.attribute, row.version, row.state) == (NAME, 1, "open")
    assert (row.issuer_id, row.asked_by) == (form.issuer.service.id, form.office.service.id)
    assert row.due_at - row.created_at == timedelta(days=10)


def test_the_database_holds_nothing_of_the_proposed_value(form: Submission) -> None:
    row = form.row(form.correction())
    assert TYPED.encode() not in row.sealed
    assert TYPED not in repr(row.model_dump())


def test_issuer_and_citizen_are_told_by_names_and_ids_only(form: Submission) -> None:
    correction = form.correction()
    (event,) = events_of(form.house, form.issuer, "correction.asked")
    (message,) = messages_of(form.house, form.owner, "correction.asked")
    due = form.row(correction).due_at.isoformat()
    assert event == {
        "correction": str(correction), "record": str(form.record), "attribute": NAME, "due_at": due
    }  # fmt: skip
    assert message == event | {"type": "giay_khai_sinh", "organisation": "Công an xã Mẫu"}


def test_asking_is_an_entry_of_its_own_by_the_service_whose_form_it_was(form: Submission) -> None:
    known = len(form.house.log_of(form.owner))
    form.correction()
    asked, verified = form.house.log_of(form.owner)[known:]
    assert (asked.operation, verified.operation) == ("correction.ask", "submission.verify")
    assert asked.groups["actor"]["id"] == "mot-cua-mau"
    assert asked.groups["object"]["records"][0]["attributes"] == [NAME]
    assert TYPED not in repr([asked.groups, verified.groups])


def test_the_same_edit_again_is_the_same_correction(form: Submission) -> None:
    assert form.correction() == form.correction()
    assert corrections(form) == [(NAME, "open")]


def test_the_same_edit_at_the_same_time_is_one_correction(form: Submission) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: form.correction(), range(4)))
    assert len(found) == 1
    assert corrections(form) == [(NAME, "open")]


def test_another_value_takes_the_place_of_one_that_nobody_has_answered(form: Submission) -> None:
    first, second = form.correction(TYPED), form.correction("LÊ THỊ MẪU")
    assert first != second
    assert corrections(form) == [(NAME, "withdrawn"), (NAME, "open")]
    assert [event["correction"] for event in events_of(form.house, form.issuer, "correction.withdrawn")] == [str(first)]


def test_back_to_the_first_value_is_a_new_correction(form: Submission) -> None:
    first, _, third = form.correction(TYPED), form.correction("LÊ THỊ MẪU"), form.correction(TYPED)
    assert first != third
    assert [state for _, state in corrections(form)] == ["withdrawn", "withdrawn", "open"]


def test_two_edited_fields_are_two_corrections(form: Submission) -> None:
    form.verify({NAME: TYPED, BORN: "1961-04-13"})
    assert sorted(corrections(form)) == sorted([(NAME, "open"), (BORN, "open")])


@pytest.mark.parametrize("value", ["", None, "ngày mẫu", ["1961-04-12"], {}])
def test_what_no_paper_could_hold_is_edited_but_asks_for_nothing(form: Submission, value: Any) -> None:
    finding = form.found({BORN: value})[BORN]
    assert (finding.answer, finding.correction) == ("edited", None)


@pytest.mark.parametrize("assurance", ["self-declared", "certified-copy"])
def test_what_is_not_an_issuers_word_is_nobodys_to_correct(form: Submission, assurance: str) -> None:
    with form.house.wallet.database.transaction() as session:
        session.get_one(Record, form.record).assurance = assurance
    assert form.found({NAME: TYPED})[NAME].correction is None


def test_an_issuer_that_is_not_in_the_wallet_cannot_be_asked(form: Submission) -> None:
    with form.house.wallet.database.transaction() as session:
        record = session.get_one(Record, form.record)
        record.source_service_id, record.assurance = None, "issuer-signed"
    assert form.found({NAME: TYPED})[NAME].correction is None
