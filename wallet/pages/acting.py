"""For whom I act: type the code that somebody said, begin, go back to my own papers, see what I did, lay it down."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response

from wallet.identity.acting import choosing
from wallet.identity.acting.errors import NotDelegatedError
from wallet.identity.dependencies import CurrentSession
from wallet.mandates import ending, inviting, viewing
from wallet.pages.entrusted import entrusted, offered
from wallet.pages.history import People, Storyteller
from wallet.pages.visits import MyVisit, go
from wallet.records.vault import OpenVault

Said = Annotated[str, Form(alias="ma", max_length=20)]
JustDone = Annotated[Literal["", "nhan", "thoi"], Query(alias="vua")]

router = APIRouter()


@router.get("/lam-thay")
def list_held(vault: OpenVault, visit: MyVisit, just: JustDone = "") -> Response:
    found = viewing.list_mandates(vault, visit.reader, now=visit.now)
    held = [entrusted(vault.catalogue, one) for one in found.held]
    return visit.page("acting.html", held=held, just=just)


@router.post("/lam-thay/ma")
def show_offer(vault: OpenVault, visit: MyVisit, code: Said = "") -> Response:
    """What the code is about, before it is taken on. A wrong code is an error that says so."""
    offer = inviting.read_offer(vault, visit.reader, code, now=visit.now)
    return visit.page("acting_offer.html", offer=offered(vault.catalogue, offer), code=code)


@router.post("/lam-thay/nhan")
def accept(vault: OpenVault, visit: MyVisit, code: Said = "") -> Response:
    inviting.accept(vault, visit.reader, code, now=visit.now)
    return go("/lam-thay?vua=nhan")


@router.post("/lam-thay/thoi")
def go_back_to_ones_own(vault: OpenVault, visit: MyVisit, row: CurrentSession) -> Response:  # noqa: ARG001  (who)
    """From here on the pages are about one's own papers."""
    with vault.database.transaction() as session:
        choosing.act_under(session, row, None)
    return go("/")


@router.post("/lam-thay/{mandate_id}/bat-dau")
def begin(vault: OpenVault, visit: MyVisit, row: CurrentSession, mandate_id: UUID) -> Response:
    """From here on the pages are about the other person's papers; each one says so at its top."""
    standing = choosing.own_standing(vault.database, vault.citizen_keys, visit.person, mandate_id, visit.now)
    if not standing.holds:
        raise NotDelegatedError(owner=standing.owner.id)
    with vault.database.transaction() as session:
        choosing.act_under(session, row, mandate_id)
    return go("/")


@router.get("/lam-thay/{mandate_id}")
def show_acts(vault: OpenVault, visit: MyVisit, mandate_id: UUID) -> Response:
    """What I did for somebody, and nothing else of theirs."""
    acts = viewing.read_acts(vault, visit.reader, mandate_id, now=visit.now)
    one = entrusted(vault.catalogue, acts.standing)
    people = People(visit.person.id, acts.standing.owner.id, visit.you, one.owner, {})
    teller = Storyteller(vault.catalogue, people, {})
    return visit.page("acting_acts.html", one=one, days=teller.days(acts.entries, visit.today))


@router.post("/lam-thay/{mandate_id}/tra-lai")
def lay_down(vault: OpenVault, visit: MyVisit, mandate_id: UUID) -> Response:
    ending.end(vault, visit.reader, mandate_id, now=visit.now)
    return go("/lam-thay?vua=thoi")
