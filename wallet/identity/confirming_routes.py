"""Passkeys and confirmations over HTTP. The bodies are the JSON forms of WebAuthn level 3 section 5.1 (`toJSON`)."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from wallet.errors import NotFoundError
from wallet.identity import passkeys
from wallet.identity.confirming import CONFIRMED_FOR, ConfirmedPerson, is_confirmed
from wallet.identity.dependencies import AccessLog, Person
from wallet.identity.errors import PasskeyRefusedError
from wallet.identity.models import Passkey
from wallet.identity.schemas import ConfirmationRead, PasskeyAdd, PasskeyAnswer, PasskeyRead
from wallet.web.dependencies import AppSettings, Call, Now, Reading, Transaction
from wallet.web.refusals import refuses

router = APIRouter(tags=["sign-in"])


@router.get("/v1/me/confirmation")
def read_confirmation(session: Reading, person: Person, settings: AppSettings, now: Now) -> ConfirmationRead:
    """Whether acts that cannot be taken back are open now, until when, and whether a passkey could open them."""
    row = person.session
    until = row.confirmed_at + CONFIRMED_FOR if row.confirmed_at and is_confirmed(row, now=now) else None
    usable = passkeys.can_be_used_at(settings.public_url) and bool(passkeys.list_own(session, person))
    return ConfirmationRead(confirmed_until=until, passkey=usable)


@router.post("/v1/me/confirmation/challenge")
@refuses(NotFoundError, PasskeyRefusedError)
def ask_device(session: Transaction, person: Person, settings: AppSettings, now: Now) -> dict[str, Any]:
    """`publicKey` for `navigator.credentials.get`."""
    return passkeys.begin_confirming(session, person, settings.public_url, now=now)


@router.post("/v1/me/confirmation", status_code=204)
@refuses(PasskeyRefusedError)
def confirm_with_device(
    session: Transaction,
    log: AccessLog,
    person: Person,
    settings: AppSettings,
    call: Call,
    now: Now,
    answered: PasskeyAnswer,
) -> None:
    """The device's answer: from the commit on, this session is confirmed for ten minutes."""
    passkeys.answer(session, log, person, call, answered.credential, public_url=settings.public_url, now=now)


@router.get("/v1/me/passkeys")
def list_passkeys(session: Reading, person: Person) -> list[PasskeyRead]:
    return [_read(row) for row in passkeys.list_own(session, person)]


@router.post("/v1/me/passkeys/challenge")
@refuses(PasskeyRefusedError)
def prepare_passkey(session: Transaction, person: ConfirmedPerson, settings: AppSettings, now: Now) -> dict[str, Any]:
    """`publicKey` for `navigator.credentials.create`."""
    return passkeys.begin_adding(session, person, settings.public_url, now=now)


@router.post("/v1/me/passkeys", status_code=201)
@refuses(PasskeyRefusedError)
def add_passkey(
    session: Transaction,
    log: AccessLog,
    person: ConfirmedPerson,
    settings: AppSettings,
    call: Call,
    now: Now,
    added: PasskeyAdd,
) -> PasskeyRead:
    """Keep the key that the device has made."""
    return _read(
        passkeys.add(
            session, log, person, call, added.credential, name=added.name, public_url=settings.public_url, now=now
        )
    )


@router.delete("/v1/me/passkeys/{passkey_id}", status_code=204)
@refuses(NotFoundError)
def remove_passkey(
    session: Transaction, log: AccessLog, person: ConfirmedPerson, call: Call, passkey_id: UUID, now: Now
) -> None:
    """The device's key is worth nothing here from the commit on."""
    passkeys.remove(session, log, person, call, passkey_id, now=now)


def _read(row: Passkey) -> PasskeyRead:
    return PasskeyRead(id=row.id, name=row.name, created_at=row.created_at, used_at=row.used_at)
