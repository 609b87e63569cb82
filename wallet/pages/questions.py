"""The question: who asks, what for, exactly what they would see; two buttons of the same size; the answer read back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Response

from wallet.consents import answering, viewing
from wallet.consents.states import WAITING, State
from wallet.consents.viewing import ConsentLine, Preview, QuestionItem
from wallet.oauth import authorizing
from wallet.pages import words
from wallet.pages.home import waiting
from wallet.pages.language import _, spoken
from wallet.pages.visits import CitizenVisit, Visit, go
from wallet.records import rows
from wallet.records.vault import OpenVault, Vault

Ticked = Annotated[list[str], Form(default_factory=list, max_length=200)]

router = APIRouter()


@router.get("/cau-hoi/{consent_id}")
def show_question(vault: OpenVault, visit: CitizenVisit, consent_id: UUID) -> Response:
    """A question that was answered, or whose time is over, opens nothing any more."""
    if words.consent_state(find(vault, visit, consent_id).consent, visit.now) not in WAITING:
        return go(f"/cau-hoi/{consent_id}/xong")
    question = viewing.read_question(vault, visit.reader, consent_id, language=spoken(), now=visit.now)
    return visit.page(
        "question.html",
        question=question,
        needed=[item for item in question.items if item.required],
        optional=[item for item in question.items if not item.required],
        held=any(item.previews for item in question.items),
        stale=_is_stale,
        seen=_seen,
        paper=lambda record_type: words.paper(vault.catalogue, record_type),
        left=_place(vault, visit, consent_id),
    )


@router.post("/cau-hoi/{consent_id}")
def answer_question(
    vault: OpenVault,
    visit: CitizenVisit,
    consent_id: UUID,
    notice_hash: Annotated[str, Form(max_length=64)],
    answer: Annotated[Literal["dong-y", "khong"], Form()],
    chosen: Ticked,
    confirmed: Ticked,
) -> Response:
    """Nothing counts as ticked unless it was. NoticeChangedError when another question was on the screen."""
    answering.answer(
        vault,
        visit.reader,
        consent_id,
        agree=answer == "dong-y",
        chosen=chosen,
        confirmed=confirmed,
        notice_hash=notice_hash,
        now=visit.now,
    )
    return go(f"/cau-hoi/{consent_id}/xong")


@router.get("/cau-hoi/{consent_id}/xong")
def read_back(vault: OpenVault, visit: CitizenVisit, consent_id: UUID) -> Response:
    """One sentence that says what was decided, and where to find it."""
    line = find(vault, visit, consent_id)
    with vault.database.reading() as session:
        others = waiting(viewing.consents_of(session, visit.reader), visit.now)
        asking = authorizing.waits_for_return(session, consent_id)
    return visit.page(
        "question_done.html",
        line=line,
        state=words.consent_state(line.consent, visit.now),
        State=State,
        agreed=agreed(vault, line, visit.now),
        procedure=words.procedure(vault.catalogue, line.consent.procedure),
        asking=asking,
        others=[other for other in others if other.consent.id != consent_id],
    )


def find(vault: Vault, visit: Visit, consent_id: UUID) -> ConsentLine:
    """The visitor's own; ConsentNotFoundError for an absent one and somebody else's alike."""
    line, _ = viewing.read_consent(vault, visit.reader, consent_id, now=visit.now)
    return line


@dataclass(frozen=True, slots=True)
class Agreed:
    """Labels, each once. `held_back`: agreed to, but old and not confirmed, so the gate keeps it in."""

    seen: tuple[str, ...]
    held_back: tuple[str, ...]


def agreed(vault: Vault, line: ConsentLine, now: datetime) -> Agreed:
    """What the yes comes to today; read from the index of records, no value is opened."""
    with vault.database.reading() as session:
        holdings = rows.current_data(session, line.consent.citizen_id)
    seen: dict[str, None] = {}
    old: dict[str, None] = {}
    for item in line.consent.granted:
        papers = [record for record, _ in holdings if record.type == item["record_type"]]
        for name in item["attributes"]:
            fresh = any(not vault.catalogue.is_stale(name, record.as_of, now.date()) for record in papers)
            held = seen if fresh or not papers or name in item["confirmed"] else old
            held[words.attribute(vault.catalogue, name)] = None
        if item["document"]:
            seen[_("Bản chụp %(paper)s", paper=words.paper(vault.catalogue, item["record_type"]))] = None
    return Agreed(tuple(seen), tuple(label for label in old if label not in seen))


def _seen(item: QuestionItem) -> list[tuple[str, list[Preview]]]:
    """Each different value once, with the papers that say it; the surest and newest paper first, as a form gets it."""
    ordered = sorted(item.previews, key=lambda one: (one.assurance.rank, one.as_of), reverse=True)
    by_text: dict[str, list[Preview]] = {}
    for preview in ordered:
        by_text.setdefault(preview.text, []).append(preview)
    return list(by_text.items())


def _is_stale(item: QuestionItem) -> bool:
    return any(preview.stale for preview in item.previews)


def _place(vault: Vault, visit: Visit, consent_id: UUID) -> tuple[int, int]:
    """Which of the waiting questions this is: (1, 2) is the first of two."""
    with vault.database.reading() as session:
        ids = [line.consent.id for line in waiting(viewing.consents_of(session, visit.reader), visit.now)]
    return (ids.index(consent_id) + 1 if consent_id in ids else 1, max(len(ids), 1))
