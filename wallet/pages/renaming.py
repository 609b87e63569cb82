"""Addresses of before July 2025 on one paper: the new name to be confirmed, chosen or looked for. Nothing is ticked."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from wallet.addresses.address import Scheme
from wallet.addresses.proposals import Choice, Proposal
from wallet.addresses.suggestions import suggest
from wallet.addresses.units import Unit, register
from wallet.identity.preferences import Language
from wallet.pages import words
from wallet.pages.language import _, spoken
from wallet.pages.sheets import sheet
from wallet.pages.visits import CitizenVisit, Visit, go
from wallet.records import reading, renaming
from wallet.records.renaming import DETAIL_LETTERS, Chosen, OldAddress
from wallet.records.vault import OpenVault, Vault

UNUSABLE = 422

router = APIRouter()


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """`text`: the whole address as it would be kept; `name`: the place alone."""

    code: str
    name: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """`kind`: proposal, choice or unknown; `asks_detail`: nobody has told house and street from the rest."""

    attribute: str
    label: str
    text: str
    kind: str
    why: str
    places: list[Place]
    asks_detail: bool
    looked_for: str = ""
    mistake: str = ""


@router.get("/giay-to/{record_id}/dia-chi")
def show_addresses(vault: OpenVault, visit: CitizenVisit, record_id: UUID) -> Response:
    return _page(vault, visit, record_id)


@router.post("/giay-to/{record_id}/dia-chi")
def choose(
    vault: OpenVault,
    visit: CitizenVisit,
    record_id: UUID,
    attribute: Annotated[str, Form(alias="muc", max_length=120)],
    commune: Annotated[str, Form(alias="noi", max_length=5)] = "",
    detail: Annotated[str, Form(alias="so-nha", max_length=DETAIL_LETTERS)] = "",
    looked_for: Annotated[str, Form(alias="tim", max_length=300)] = "",
) -> Response:
    """Keep what was confirmed or chosen; without a choice, what may be meant by the words that were typed."""
    if not commune:
        return _page(vault, visit, record_id, asked=attribute, looked_for=looked_for)
    chosen = Chosen(attribute, commune, " ".join(detail.split()) or None)
    kept = renaming.choose(vault, visit.reader, record_id, chosen, now=visit.now)["record"]
    return go(f"/giay-to/{kept}?vua=chep")


def _page(vault: Vault, visit: Visit, record_id: UUID, *, asked: str = "", looked_for: str = "") -> Response:
    opened = reading.read_record(vault, visit.reader, record_id, now=visit.now)
    questions = [
        _question(vault, one, asked=one.attribute == asked, looked_for=looked_for)
        for one in renaming.old_in(vault.catalogue, opened)
    ]
    return visit.page(
        "renaming.html",
        status=UNUSABLE if any(one.mistake for one in questions) else 200,
        sheet=sheet(vault.catalogue, opened.line, visit),
        questions=questions,
    )


def _question(vault: Vault, one: OldAddress, *, asked: bool, looked_for: str) -> Question:
    found = list(one.units or ())
    if one.units is None and asked and looked_for:
        found = list(suggest(looked_for, Scheme.SINCE_2025))
    return Question(
        attribute=one.attribute,
        label=words.attribute(vault.catalogue, one.attribute),
        text=one.original.text,
        kind=_kind(one),
        why=_why(one),
        places=[_place(one, unit) for unit in found],
        asks_detail=one.original.detail is None,
        looked_for=looked_for if asked else "",
        mistake=_mistake(found, looked_for, is_open=one.units is None) if asked else "",
    )


def _kind(one: OldAddress) -> str:
    match one.outcome:
        case Proposal():
            return "proposal"
        case Choice():
            return "choice"
        case _:
            return "unknown"


def _why(one: OldAddress) -> str:
    if not isinstance(one.outcome, Choice):
        return ""
    why = one.outcome.why
    return why.sentence_vi if spoken() is Language.VIETNAMESE else why.sentence_en


def _place(one: OldAddress, unit: Unit) -> Place:
    return Place(unit.code, register(Scheme.SINCE_2025).full_name(unit), one.named(unit).text)


def _mistake(found: list[Unit], looked_for: str, *, is_open: bool) -> str:
    """Empty while the words that were typed lead somewhere."""
    if not is_open:
        return _("Chưa chọn nơi nào. Xin đánh dấu một nơi")
    if not looked_for:
        return _("Chưa viết gì để tìm. Xin viết tên xã, phường")
    return "" if found else _("Không thấy nơi nào như vậy. Xin viết tên xã, phường và tỉnh")
