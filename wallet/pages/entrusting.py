"""Who acts for me: ask somebody by a code, say what and until when, answer what they ask for, stop with one button."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Response
from sqlmodel import Session

from policies.catalogue import Catalogue
from wallet.consents.models import Consent
from wallet.identity.acting.confirming import Topic
from wallet.identity.acting.errors import MandateRefusedError
from wallet.identity.acting.models import Confirmation
from wallet.identity.acting.scope import OF_HELPERS, Doing
from wallet.identity.models import Service
from wallet.mandates import confirming, ending, inviting, viewing
from wallet.mandates.inviting import NAME_LETTERS, Wish
from wallet.pages import words
from wallet.pages.entrusted import DOINGS, entrusted
from wallet.pages.language import _, later
from wallet.pages.visits import CitizenVisit, Visit, go
from wallet.records import reading
from wallet.records.models import Record
from wallet.records.vault import OpenVault, Vault
from wallet.vietnamese import sort_key

UNUSABLE = 422
SPANS = {7: later("1 tuần"), 30: later("1 tháng"), 182: later("6 tháng"), 365: later("1 năm")}
"""Days to how they are said."""
USUAL_SPAN = 30

JustDone = Annotated[Literal["", "ngung", "cho", "khong"], Query(alias="vua")]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody who acts for me wants to do."""

    id: UUID
    who: str
    what: str


@router.get("/ai-lam-thay")
def list_given(vault: OpenVault, visit: CitizenVisit, just: JustDone = "") -> Response:
    found = viewing.list_mandates(vault, visit.reader, now=visit.now)
    given = {one.mandate.id: entrusted(vault.catalogue, one) for one in found.given}
    with vault.database.reading() as session:
        asked = [
            Asked(one.id, given[one.mandate_id].delegate, _wanted(session, vault.catalogue, one)) for one in found.asked
        ]
    return visit.page("entrusting.html", given=list(given.values()), asked=asked, just=just)


@router.get("/ai-lam-thay/nho")
def show_form(vault: OpenVault, visit: CitizenVisit) -> Response:
    return _form(vault, visit, None)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was sent; `every`: all kinds of paper."""

    delegate: str
    owner: str
    doings: frozenset[str]
    every: bool
    papers: frozenset[str]
    days: int


def _typed(
    delegate: Annotated[str, Form(alias="nguoi", max_length=NAME_LETTERS)] = "",
    owner: Annotated[str, Form(alias="goi-toi", max_length=NAME_LETTERS)] = "",
    doings: Annotated[list[Literal["add", "answer", "fill"]] | None, Form(alias="viec")] = None,
    which: Annotated[Literal["het", "chon"], Form(alias="giay")] = "het",
    papers: Annotated[list[str] | None, Form(alias="loai", max_length=100)] = None,
    days: Annotated[Literal["7", "30", "182", "365"], Form(alias="han")] = "30",
) -> Typed:
    every = which == "het"
    return Typed(delegate.strip(), owner.strip(), frozenset(doings or ()), every, frozenset(papers or ()), int(days))


@router.post("/ai-lam-thay/nho")
def ask(vault: OpenVault, visit: CitizenVisit, typed: Annotated[Typed, Depends(_typed)]) -> Response:
    """The code stands on the answer and nowhere else: it is said, not sent."""
    wish = Wish(
        owner=typed.owner,
        delegate=typed.delegate,
        doings=frozenset(Doing(one) for one in typed.doings),
        papers=None if typed.every else typed.papers,
        last_day=visit.today + timedelta(days=typed.days),
    )
    try:
        invitation = inviting.invite(vault, visit.reader, wish, now=visit.now)
    except MandateRefusedError as refused:
        return _form(vault, visit, typed, wrong={pointer.lstrip("/") for pointer, _reason in refused.fields})
    return visit.page("entrusting_code.html", invitation=invitation, delegate=typed.delegate)


@router.post("/ai-lam-thay/{mandate_id}/ngung")
def stop(vault: OpenVault, visit: CitizenVisit, mandate_id: UUID) -> Response:
    """It holds before this answers."""
    ending.end(vault, visit.reader, mandate_id, now=visit.now)
    return go("/ai-lam-thay?vua=ngung")


@router.post("/ai-lam-thay/hoi/{confirmation_id}")
def decide(
    vault: OpenVault,
    visit: CitizenVisit,
    confirmation_id: UUID,
    answer: Annotated[Literal["cho", "khong"], Form(alias="tra-loi")],
) -> Response:
    confirming.decide(vault, visit.reader, confirmation_id, allow=answer == "cho", now=visit.now)
    return go(f"/ai-lam-thay?vua={answer}")


def _form(vault: Vault, visit: Visit, typed: Typed | None, *, wrong: set[str] | None = None) -> Response:
    """The kinds to choose from are those that the person has."""
    held = {line.type for line in reading.list_records(vault, visit.reader, now=visit.now)}
    kinds = sorted(held, key=lambda kind: sort_key(words.paper(vault.catalogue, kind)))
    return visit.page(
        "entrusting_form.html",
        status=UNUSABLE if wrong else 200,
        doings={doing.value: said for doing, said in DOINGS.items() if doing in OF_HELPERS - {Doing.LOOK}},
        kinds=[(kind, words.paper(vault.catalogue, kind)) for kind in kinds],
        spans=SPANS,
        typed=typed or Typed("", "", frozenset({"answer", "fill"}), True, frozenset(), USUAL_SPAN),
        wrong=wrong or set(),
        longest=NAME_LETTERS,
    )


def _wanted(session: Session, catalogue: Catalogue, one: Confirmation) -> str:
    """mở Giấy khai sinh"""
    match Topic(one.about):
        case Topic.RECORD:
            record = session.get_one(Record, UUID(one.subject))
            return _("mở %(paper)s", paper=words.paper(catalogue, record.type))
        case Topic.QUESTION:
            consent = session.get_one(Consent, UUID(one.subject))
            service = session.get_one(Service, consent.service_id)
            return _("đọc và trả lời câu hỏi của %(who)s", who=service.organisation)
        case Topic.KIND:
            return _("cất ảnh %(paper)s vào ví", paper=words.paper(catalogue, one.subject))
