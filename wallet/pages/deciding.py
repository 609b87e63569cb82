"""An officer's page for one claim of a parent or guardian: what was said, the one paper, yes or no, and its end."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Response

from wallet.clock import day_of
from wallet.identity.dependencies import CurrentSession
from wallet.mandates.claims import deciding, looking
from wallet.mandates.claims.errors import ClaimChecksError, SecondOfficerError
from wallet.mandates.claims.kinds import ENDING, LAW, REFUSING, Check, Ground, State
from wallet.mandates.claims.looking import Officer
from wallet.mandates.claims.routes import DecidingOfficer
from wallet.pages import words
from wallet.pages.claiming import STATES
from wallet.pages.entrusted import CAPACITIES
from wallet.pages.language import title
from wallet.pages.rendering import render
from wallet.pages.visits import go
from wallet.records.routes import streamed
from wallet.records.vault import OpenVault, Vault
from wallet.settings import Settings
from wallet.web.dependencies import AppSettings, Now

ONE = "/viec-phai-lam/lam-thay/{claim_id}"
HASH_LETTERS = 64

router = APIRouter()


@router.get(ONE)
def show(
    vault: OpenVault, officer: DecidingOfficer, row: CurrentSession, settings: AppSettings, claim_id: UUID, now: Now
) -> Response:
    """The look stands in both persons' logs; of a claim that is closed nothing of anybody's is shown."""
    return _page(vault, officer, row.csrf, settings, claim_id, now)


@router.get(ONE + "/anh")
def show_picture(vault: OpenVault, officer: DecidingOfficer, claim_id: UUID, now: Now) -> Response:
    """The first page of the paper; opened after its entry, and kept by no browser."""
    picture = looking.open_picture(vault, officer, claim_id, now=now)
    response = streamed(picture.chunks, picture.media_type, picture.length)
    response.headers["Content-Disposition"] = "inline"
    return response


@router.post(ONE)
def decide(
    vault: OpenVault,
    officer: DecidingOfficer,
    row: CurrentSession,
    settings: AppSettings,
    claim_id: UUID,
    step: Annotated[Literal["dong-y", "tu-choi", "cho-thoi"], Form(alias="buoc")],
    now: Now,
    paper: Annotated[str, Form(alias="giay", max_length=HASH_LETTERS)] = "",
    checks: Annotated[list[Check] | None, Form(alias="da-xem")] = None,
    ground: Annotated[Ground, Form(alias="can-cu")] = Ground.ORIGINAL_NOT_SHOWN,
) -> Response:
    """A yes that lacks a tick, or a second one of the same person, gives the page again and says so."""
    try:
        if step == "dong-y":
            deciding.approve(vault, officer, claim_id, paper=paper, checks=checks or (), now=now)
        elif step == "tu-choi":
            deciding.refuse(vault, officer, claim_id, ground, now=now)
        else:
            deciding.end(vault, officer, claim_id, ground, now=now)
    except (ClaimChecksError, SecondOfficerError) as error:
        said, ticked = title(error), frozenset(checks or ())
        args = (vault, officer, row.csrf, settings, claim_id, now)
        return _page(*args, mistake=said, ticked=ticked, status=error.status)
    return go(ONE.format(claim_id=claim_id))


def _page(
    vault: Vault,
    officer: Officer,
    csrf: str,
    settings: Settings,
    claim_id: UUID,
    now: Now,
    *,
    mistake: str = "",
    ticked: frozenset[Check] = frozenset(),
    status: int = 200,
) -> Response:
    sight = looking.look(vault, officer, claim_id, now=now)
    claim, said = sight.line.claim, sight.line.words
    return render(
        "running/deciding.html",
        settings,
        csrf=csrf,
        status=status,
        sight=sight,
        line=sight.line,
        claim=claim,
        said=said,
        majority=said.majority if said and said.majority and said.majority > day_of(now) else None,
        capacity=str(CAPACITIES[sight.line.capacity]),
        paper=words.paper(vault.catalogue, claim.record_type),
        law=LAW[sight.line.capacity],
        state_word=str(STATES[State(claim.state)]),
        State=State,
        checks=list(Check),
        ticked=ticked,
        refusing=REFUSING,
        ending=ENDING,
        mistake=mistake,
    )
