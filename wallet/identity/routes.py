"""Signing in and out over HTTP. The pages have doors of their own that call the same services."""

from fastapi import APIRouter, Request, Response

from wallet.errors import CrossSiteRequestError, NotFoundError
from wallet.identity import confirming_routes, sessions
from wallet.identity.cookies import clear_cookie, set_cookie
from wallet.identity.dependencies import AccessLog, CurrentSession, Person, refuse_other_sites
from wallet.identity.errors import TicketNotValidError
from wallet.identity.schemas import OwnSession, SessionRead, SignedInRead, SignIn
from wallet.identity.signing_in import end_one, sign_in
from wallet.web.dependencies import AppSettings, Call, Now, Reading, Transaction
from wallet.web.refusals import refuses

router = APIRouter()
router.include_router(confirming_routes.router)


@router.post("/v1/sign-in", tags=["sign-in"])
@refuses(CrossSiteRequestError, TicketNotValidError)
def sign_in_with_ticket(
    session: Transaction,
    log: AccessLog,
    settings: AppSettings,
    call: Call,
    now: Now,
    request: Request,
    response: Response,
    presented: SignIn,
) -> SignedInRead:
    """Spend a ticket; the answer sets the session cookie."""
    refuse_other_sites(request, settings.public_url)
    allowed = settings.development_sign_in and not settings.is_production
    opened = sign_in(session, log, presented.ticket, call, allow_reusable=allowed, now=now)
    row = opened.signed_in.session
    set_cookie(response, settings, opened.secret, sessions.SESSION_LIFE)
    return SignedInRead(kind=opened.signed_in.kind, csrf=row.csrf)


@router.post("/v1/sign-out", status_code=204, tags=["sign-in"])
def sign_out(session: Transaction, settings: AppSettings, row: CurrentSession, response: Response) -> None:
    """End this session and take the cookie back."""
    sessions.sign_out(session, row)
    clear_cookie(response, settings)


@router.get("/v1/me/session", tags=["sign-in"])
def read_session(person: Person) -> SessionRead:
    """Who is signed in here, until when, and the CSRF token for changes."""
    row = person.session
    return SessionRead(kind=person.kind, csrf=row.csrf, created_at=row.created_at, expires_at=row.expires_at)


@router.get("/v1/me/sessions", tags=["sign-in"])
def list_sessions(session: Reading, row: CurrentSession, now: Now) -> list[OwnSession]:
    """Everywhere this person is signed in, newest first."""
    return [
        OwnSession(
            id=sessions.public_id(own),
            method=own.method,
            created_at=own.created_at,
            expires_at=own.expires_at,
            current=own.hash == row.hash,
        )
        for own in sessions.list_own(session, row, now=now)
    ]


@router.delete("/v1/me/sessions/{session_id}", status_code=204, tags=["sign-in"])
@refuses(NotFoundError)
def end_session(session: Transaction, log: AccessLog, person: Person, call: Call, session_id: str, now: Now) -> None:
    """End one of one's own sessions, wherever it is."""
    end_one(session, log, person, call, session_id, now=now)
