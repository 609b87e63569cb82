"""Proving once more who one is, before an act that cannot be taken back: with the device's key, at the identity
provider, or, on a developer's machine, with a button."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from wallet.identity import passkeys
from wallet.identity.confirming import confirm
from wallet.identity.dependencies import AccessLog, Person
from wallet.identity.errors import ConfirmationRequiredError
from wallet.identity.oidc.providers import Doors, Who
from wallet.identity.sessions import PersonKind, SignedIn
from wallet.pages.rendering import render
from wallet.pages.visits import address_of, go, is_our_page
from wallet.settings import Settings
from wallet.web.dependencies import AppSettings, Call, Now, Reading, Transaction

DEVELOPMENT = "development"

router = APIRouter()


@router.get("/xac-nhan")
def show_ways(
    session: Reading,
    settings: AppSettings,
    doors: Doors,
    person: Person,
    going_to: Annotated[str, Query(alias="ve", max_length=2000)] = "/",
) -> Response:
    kind = PersonKind(person.session.kind)
    return render(
        "confirm.html",
        settings,
        you=address_of(person),
        csrf=person.session.csrf,
        going_to=going_to if is_our_page(going_to) else "/",
        passkey=passkeys.can_be_used_at(settings.public_url) and bool(passkeys.list_own(session, person)),
        provider=(Who.STAFF if kind is PersonKind.STAFF else Who.CITIZEN).value if doors.serve(kind) else "",
        button=_by_button(settings, person),
    )


@router.post("/xac-nhan")
def confirm_by_button(
    session: Transaction,
    log: AccessLog,
    settings: AppSettings,
    person: Person,
    call: Call,
    now: Now,
    going_to: Annotated[str, Form(alias="ve", max_length=2000)] = "/",
) -> Response:
    """Where anybody may become anybody, a button proves as much as the sign-in did; nowhere else."""
    if not _by_button(settings, person):
        raise ConfirmationRequiredError
    confirm(session, log, person, call, method=DEVELOPMENT, now=now)
    return go(going_to if is_our_page(going_to) else "/")


def _by_button(settings: Settings, person: SignedIn) -> bool:
    return settings.development_sign_in and not settings.is_production and person.session.method == "ticket"
