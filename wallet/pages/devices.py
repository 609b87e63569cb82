"""Where one is signed in, and the keys in one's devices: look, end, add, remove."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from wallet.identity import passkeys, sessions
from wallet.identity.confirming import ConfirmedPerson, is_confirmed
from wallet.identity.dependencies import AccessLog, Person
from wallet.identity.signing_in import end_one
from wallet.pages.language import later
from wallet.pages.rendering import render
from wallet.pages.visits import address_of, go
from wallet.web.dependencies import AppSettings, Call, Now, Reading, Transaction

METHODS = {
    "ticket": later("bằng đường dẫn"),
    "oidc": later("bằng tài khoản định danh"),
    "zalo": later("từ Zalo"),
}

router = APIRouter()


@router.get("/thiet-bi")
def show_devices(
    session: Reading,
    settings: AppSettings,
    person: Person,
    now: Now,
    just: Annotated[Literal["", "ra", "them", "bo"], Query(alias="vua")] = "",
) -> Response:
    return render(
        "devices.html",
        settings,
        you=address_of(person),
        csrf=person.session.csrf,
        own=[
            (sessions.public_id(row), row, METHODS[row.method], row.hash == person.session.hash)
            for row in sessions.list_own(session, person.session, now=now)
        ],
        keys=passkeys.list_own(session, person),
        keys_possible=passkeys.can_be_used_at(settings.public_url),
        confirmed=is_confirmed(person.session, now=now),
        just=just,
    )


@router.post("/thiet-bi/{session_id}/ra")
def end_device(session: Transaction, log: AccessLog, person: Person, call: Call, session_id: str, now: Now) -> Response:
    end_one(session, log, person, call, session_id, now=now)
    return go("/thiet-bi?vua=ra")


@router.post("/thiet-bi/khoa/{passkey_id}/bo")
def remove_key(
    session: Transaction, log: AccessLog, person: ConfirmedPerson, call: Call, passkey_id: UUID, now: Now
) -> Response:
    passkeys.remove(session, log, person, call, passkey_id, now=now)
    return go("/thiet-bi?vua=bo")
