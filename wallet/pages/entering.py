"""Into the wallet with an identity provider: out through `/vao/nguoi-dan`, back through `/vao/nguoi-dan/xong`; staff
through `/vao/can-bo`.

What the browser keeps meanwhile is one cookie, for ten minutes: the attempt's secret, whether it confirms somebody who
is signed in already, and which page of ours comes afterwards. The provider is asked outside any transaction.
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from wallet.database import Database
from wallet.identity import sessions
from wallet.identity.cookies import is_secure, set_cookie
from wallet.identity.dependencies import AccessLog, Keys, MaybeSignedIn, Secrets
from wallet.identity.oidc.attempt import Attempt
from wallet.identity.oidc.entering import Doorkeeper
from wallet.identity.oidc.errors import SignInNotCompletedError
from wallet.identity.oidc.providers import Doors, Who
from wallet.identity.oidc.tokens import Proven
from wallet.identity.sessions import Opened, SignedIn
from wallet.pages import returning
from wallet.pages.visits import go, is_our_page
from wallet.settings import Settings
from wallet.web.dependencies import AppSettings, Call, Databases, Now

ATTEMPT_SECONDS = 600

GoingTo = Annotated[str, Query(alias="ve", max_length=2000)]
Said = Annotated[str, Query(max_length=4096)]
Issuer = Annotated[str | None, Query(max_length=2000)]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A browser that comes back, begun here and not turned back; `confirms`: who was signed in all along."""

    attempt: Attempt
    going_to: str
    confirms: SignedIn | None
    code: str
    issuer: str | None


def _arrival(
    request: Request,
    settings: AppSettings,
    person: MaybeSignedIn,
    state: Said = "",
    code: Said = "",
    iss: Issuer = None,
) -> Arrival:
    """SignInNotCompletedError, also where the provider sent an `error` in place of a code."""
    kept = {name: values[0] for name, values in parse_qs(request.cookies.get(_cookie(settings), "")).items()}
    attempt = Attempt(kept.get("secret", ""))
    again = kept.get("again") == "1"
    if not attempt.secret or not code or not attempt.is_answered_by(state) or (again and person is None):
        raise SignInNotCompletedError
    return Arrival(attempt, kept.get("to", "/"), person if again else None, code, iss)


async def _doorkeeper(log: AccessLog, keys: Keys, secrets: Secrets, call: Call, now: Now) -> Doorkeeper:
    return Doorkeeper(log, keys, secrets, call, now)


Arrived = Annotated[Arrival, Depends(_arrival)]
AtTheDoor = Annotated[Doorkeeper, Depends(_doorkeeper)]


@router.get("/vao/{who}")
def begin(doors: Doors, settings: AppSettings, person: MaybeSignedIn, who: Who, going_to: GoingTo = "") -> Response:
    """To the provider; somebody who is signed in already is asked there anew, to be confirmed."""
    attempt, again = Attempt.begin(), person is not None
    response = go(doors.of(who.kind).door(attempt, again=again))
    kept = {"secret": attempt.secret, "again": str(int(again)), "to": going_to if is_our_page(going_to) else "/"}
    response.set_cookie(
        _cookie(settings),
        urlencode(kept),
        max_age=ATTEMPT_SECONDS,
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/vao/{who}/xong")
def arrive(
    doors: Doors,
    arrival: Arrived,
    doorkeeper: AtTheDoor,
    database: Databases,
    request: Request,
    settings: AppSettings,
    who: Who,
) -> Response:
    """Back from the provider: in, or confirmed. Any error of `wallet.identity.oidc.errors`."""
    provider = doors.of(who.kind)
    provider.check_sender(arrival.issuer)
    proven = provider.prove(arrival.code, arrival.attempt, now=doorkeeper.now)
    opened = _receive(database, doorkeeper, who, proven, doors, arrival)
    response = go(arrival.going_to)
    if opened is not None:
        response = go(returning.first_page(request, settings, opened.signed_in, arrival.going_to))
        set_cookie(response, settings, opened.secret, sessions.SESSION_LIFE)
        returning.forget(response, settings)
    response.delete_cookie(_cookie(settings), path="/", secure=is_secure(settings), httponly=True, samesite="lax")
    return response


def _receive(
    database: Database, doorkeeper: Doorkeeper, who: Who, proven: Proven, doors: Doors, arrival: Arrival
) -> Opened | None:
    """The new session; None when one that was there is confirmed."""
    registration = doors.of(who.kind).registration
    with database.transaction() as session:
        if arrival.confirms is None:
            return doorkeeper.enter(session, who.kind, proven, registration)
        doorkeeper.confirm(session, arrival.confirms, proven, registration)
        return None


def _cookie(settings: Settings) -> str:
    return "__Host-entering" if is_secure(settings) else "entering"
