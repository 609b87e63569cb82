"""In through a one-time link, out with one button. Opening the link spends nothing: only the button does, because
messengers open links by themselves to preview them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from wallet.identity import sessions
from wallet.identity.cookies import clear_cookie, set_cookie
from wallet.identity.dependencies import AccessLog, CurrentSession, refuse_other_sites
from wallet.identity.signing_in import sign_in
from wallet.pages import returning
from wallet.pages.rendering import render
from wallet.pages.visits import go
from wallet.web.dependencies import AppSettings, Call, Now, Transaction

Ticket = Annotated[str, Path(max_length=100)]

router = APIRouter()


@router.get("/dang-nhap/{ticket}")
def show_door(settings: AppSettings, ticket: Ticket) -> Response:
    return render("door.html", settings, ticket=ticket)


@router.post("/dang-nhap/{ticket}")
def enter(
    session: Transaction,
    log: AccessLog,
    settings: AppSettings,
    call: Call,
    now: Now,
    request: Request,
    ticket: Ticket,
) -> Response:
    """Spend the ticket and set the cookie. TicketNotValidError."""
    refuse_other_sites(request, settings.public_url)
    allowed = settings.development_sign_in and not settings.is_production
    opened = sign_in(session, log, ticket, call, allow_reusable=allowed, now=now)
    response = go(returning.first_page(request, settings, opened.signed_in))
    set_cookie(response, settings, opened.secret, sessions.SESSION_LIFE)
    returning.forget(response, settings)
    return response


@router.post("/dang-xuat")
def leave(session: Transaction, settings: AppSettings, row: CurrentSession) -> Response:
    """End this session; the page says so."""
    sessions.sign_out(session, row)
    response = render("left.html", settings)
    clear_cookie(response, settings)
    return response
