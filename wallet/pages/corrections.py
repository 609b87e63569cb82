"""What is wrong on an issuer's paper: saying which value and how it should be, what was asked, what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response

from policies.catalogue import Attribute, Catalogue
from wallet.clock import day_of
from wallet.corrections import mine
from wallet.corrections.errors import CorrectionNotPossibleError
from wallet.corrections.rows import CorrectionLine
from wallet.corrections.states import ANSWER_DAYS, Reason, State
from wallet.pages import words
from wallet.pages.drafting import Drafted, drafted, sent
from wallet.pages.language import label
from wallet.pages.sheets import sheet
from wallet.pages.typed import VALUE_PREFIX, Typed, offered
from wallet.pages.visits import CitizenVisit, Visit, go
from wallet.records import reading
from wallet.records.models import Record
from wallet.records.reading import OpenedRecord
from wallet.records.vault import OpenVault, Vault

UNUSABLE = 422
ATTRIBUTE_LETTERS, VALUE_LETTERS = 120, 2000

Chosen = Annotated[str, Query(alias="muc", max_length=ATTRIBUTE_LETTERS)]
JustDone = Annotated[Literal["", "gui"], Query(alias="vua")]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction in words. `days_left`: until it is due, 0 when that day has come; `reason`: of the answer."""

    line: CorrectionLine
    state: State
    paper: str
    label: str
    days_left: int
    reason: str


@router.get("/giay-to/{record_id}/sua")
def show_form(vault: OpenVault, visit: CitizenVisit, record_id: UUID, chosen: Chosen = "") -> Response:
    """Without a choice: which value is wrong. With one: how it should be."""
    opened = reading.read_record(vault, visit.reader, record_id, now=visit.now)
    if not chosen:
        askable = _askable(vault, opened)
        return visit.page(
            "correction_choose.html",
            sheet=sheet(vault.catalogue, opened.line, visit),
            facts=[(one.key, label(one.label), words.lines_of(opened.values[one.key])) for one in askable],
            more=len(opened.values) > len(askable),
        )
    attribute, draft = _attribute(vault, opened, chosen), drafted(vault, visit, _draft_name(record_id, chosen))
    typed = Typed({VALUE_PREFIX + chosen: draft.texts().get("gia-tri", "")})
    return _form(vault, visit, opened, attribute, typed, draft=draft)


@router.post("/giay-to/{record_id}/sua")
def ask(
    vault: OpenVault,
    visit: CitizenVisit,
    record_id: UUID,
    chosen: Annotated[str, Form(alias="muc", max_length=ATTRIBUTE_LETTERS)],
    text: Annotated[str, Form(alias="gia-tri", max_length=VALUE_LETTERS)] = "",
) -> Response:
    """What was typed comes back when it cannot be such a value."""
    opened = reading.read_record(vault, visit.reader, record_id, now=visit.now)
    attribute, typed = _attribute(vault, opened, chosen), Typed({VALUE_PREFIX + chosen: text})
    values = typed.values(vault.catalogue, opened.line.type, opened.line.as_of)
    if chosen not in values or typed.mistakes:
        return _form(vault, visit, opened, attribute, typed, status=UNUSABLE)
    line = mine.ask(vault, visit.reader, record_id, attribute=chosen, value=values[chosen], now=visit.now)
    sent(vault, visit, _draft_name(record_id, chosen))
    return go(f"/xin-sua/{line.correction.id}?vua=gui")


@router.get("/xin-sua")
def list_corrections(vault: OpenVault, visit: CitizenVisit) -> Response:
    found = mine.list_corrections(vault, visit.reader, now=visit.now)
    told = [(asked(vault.catalogue, one.line, visit.now), one.asked_by) for one in found]
    return visit.page(
        "corrections.html",
        waiting=[one for one in told if one[0].state is State.OPEN],
        ended=[one for one in told if one[0].state is not State.OPEN],
        State=State,
    )


@router.get("/xin-sua/{correction_id}")
def show_correction(vault: OpenVault, visit: CitizenVisit, correction_id: UUID, just: JustDone = "") -> Response:
    """With the value that was written in the citizen's name, after its entry."""
    opened = mine.read(vault, visit.reader, correction_id, now=visit.now)
    return visit.page(
        "correction.html",
        asked=asked(vault.catalogue, opened.line, visit.now),
        value=words.lines_of(opened.value),
        State=State,
        Reason=Reason,
        just=just,
    )


@router.post("/xin-sua/{correction_id}/rut")
def withdraw(vault: OpenVault, visit: CitizenVisit, correction_id: UUID) -> Response:
    """Nobody has to answer it any more."""
    mine.withdraw(vault, visit.reader, correction_id, now=visit.now)
    return go(f"/xin-sua/{correction_id}")


def asked(catalogue: Catalogue, line: CorrectionLine, now: datetime) -> Asked:
    correction, record = line.correction, line.record
    return Asked(
        line=line,
        state=State(correction.state),
        paper=words.paper(catalogue, record.type),
        label=words.attribute(catalogue, correction.attribute),
        days_left=max((day_of(correction.due_at) - day_of(now)).days, 0),
        reason=label(Reason(correction.reason)) if correction.reason else "",
    )


def _askable(vault: Vault, opened: OpenedRecord) -> Sequence[Attribute]:
    """What can be typed in one box, of what the issuer can be asked. Raises CorrectionNotPossibleError: nothing."""
    with vault.database.reading() as session:
        names = mine.correctable(session, session.get_one(Record, opened.line.id))
    known = opened.line.type in vault.catalogue.record_types
    boxes = offered(vault.catalogue, opened.line.type) if known else []
    found = [one for one in boxes if one.key in names & opened.values.keys()]
    if not found:
        raise CorrectionNotPossibleError
    return found


def _attribute(vault: Vault, opened: OpenedRecord, chosen: str) -> Attribute:
    found = next((one for one in _askable(vault, opened) if one.key == chosen), None)
    if found is None:
        raise CorrectionNotPossibleError
    return found


def _draft_name(record_id: UUID, chosen: str) -> str:
    return f"sua/{record_id}/{chosen}"


def _form(
    vault: Vault,
    visit: Visit,
    opened: OpenedRecord,
    attribute: Attribute,
    typed: Typed,
    *,
    status: int = 200,
    draft: Drafted | None = None,
) -> Response:
    box = VALUE_PREFIX + attribute.key
    return visit.page(
        "correction_ask.html",
        status=status,
        draft=draft or Drafted(_draft_name(opened.line.id, attribute.key)),
        sheet=sheet(vault.catalogue, opened.line, visit),
        attribute=attribute,
        now_says=words.lines_of(opened.values[attribute.key]),
        text=typed.text(box),
        mistake=typed.mistakes.get(box, ""),
        empty=status == UNUSABLE and not typed.text(box),
        due=visit.now + ANSWER_DAYS,
    )
