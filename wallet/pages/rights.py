"""What I can ask by right about my data: the ways that are open at once, what I asked, and by when it is due."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from wallet.consents import viewing
from wallet.pages.language import label
from wallet.pages.visits import CitizenVisit, go
from wallet.records.vault import OpenVault
from wallet.rights import asking, mine
from wallet.rights.asking import Wish
from wallet.rights.kinds import Kind, RefusalGround, State

router = APIRouter()

CLIENT_ID_LETTERS = 100


@router.get("/quyen-cua-toi")
def show_rights(vault: OpenVault, visit: CitizenVisit) -> Response:
    lines = mine.list_requests(vault, visit.reader, now=visit.now)
    with vault.database.reading() as session:
        asked = viewing.consents_of(session, visit.reader)
    places = {line.service.client_id: line.service.organisation for line in asked}
    return visit.page(
        "rights.html",
        lines=lines,
        places=places,
        kinds=[Kind.RESTRICTION, Kind.OBJECTION, Kind.ACCESS, Kind.CORRECTION, Kind.ERASURE],
        kind_word=label,
        ground=lambda word: label(RefusalGround(word)),
        basis=lambda word: RefusalGround(word).basis,
        State=State,
        Kind=Kind,
    )


@router.post("/quyen-cua-toi")
def ask(
    vault: OpenVault,
    visit: CitizenVisit,
    kind: Annotated[Kind, Form(alias="viec")],
    place: Annotated[str, Form(alias="noi", max_length=CLIENT_ID_LETTERS)] = "",
) -> Response:
    """About everything; a restriction or an objection holds before this answers."""
    wish = Wish(kind, client_id=place if kind is Kind.OBJECTION else "")
    asking.ask(vault, visit.reader, wish, now=visit.now)
    return go("/quyen-cua-toi")


@router.post("/quyen-cua-toi/{request_id}/rut")
def withdraw(vault: OpenVault, visit: CitizenVisit, request_id: UUID) -> Response:
    """What it had restricted may be seen again."""
    mine.withdraw(vault, visit.reader, request_id, now=visit.now)
    return go("/quyen-cua-toi")
