"""Passkeys: keys in people's devices that answer for them before an act that cannot be taken back (WebAuthn level 3).

    begin_adding     -> options for `navigator.credentials.create`   -> add
    begin_confirming -> options for `navigator.credentials.get`      -> answer: the session is confirmed

A challenge stands in the session's row, is good for five minutes and is spent by the answer that fits it. The device
has to verify its user (fingerprint, face, PIN). No attestation: it would tell which device somebody owns.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from wallet.errors import NotFoundError
from wallet.identity.confirming import confirm
from wallet.identity.errors import PasskeyRefusedError
from wallet.identity.models import Passkey, SignInSession
from wallet.identity.sessions import PersonKind, SignedIn
from wallet.identity.signing_in import entry_of
from wallet.ledger.entries import Operation
from wallet.ledger.log import Log
from wallet.web.calls import Call

METHOD = "passkey"
CHALLENGE_BYTES = 32
CHALLENGE_LIFE = timedelta(minutes=5)
AT_MOST = 10
REQUIRED = UserVerificationRequirement.REQUIRED


def can_be_used_at(public_url: str) -> bool:
    """A passkey belongs to a name: a wallet that is reached by a bare IP address can have none (section 5.1.2)."""
    try:
        ip_address(urlsplit(public_url).hostname or "")
    except ValueError:
        return True
    return False


def begin_adding(session: Session, person: SignedIn, public_url: str, *, now: datetime) -> dict[str, Any]:
    """`publicKey` for `navigator.credentials.create`. PasskeyRefusedError where there can be none, or no more."""
    own = list_own(session, person)
    if len(own) >= AT_MOST:
        raise PasskeyRefusedError(f"at most {AT_MOST} passkeys for one person")
    user = PublicKeyCredentialUserEntity(
        id=person.session.person_id.bytes, name="Ví Giấy Tờ", display_name="Ví Giấy Tờ"
    )
    options, _ = _server(public_url).register_begin(
        user,
        [_credential(one) for one in own],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=REQUIRED,
        challenge=_challenge(session, person.session, now),
    )
    return dict(options.public_key)


def add(
    session: Session,
    log: Log,
    person: SignedIn,
    call: Call,
    answer: Mapping[str, Any],
    *,
    name: str,
    public_url: str,
    now: datetime,
) -> Passkey:
    """Keep the new key. PasskeyRefusedError, also for a key that is known already."""
    data, count = _registered(public_url, _spend_challenge(session, person.session, now), answer)
    row = Passkey(
        credential_id=data.credential_id,
        kind=person.session.kind,
        person_id=person.session.person_id,
        credential=bytes(data),
        name=name,
        sign_count=count,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise PasskeyRefusedError("this key is known already") from None
    log.append(session, entry_of(person, Operation.PASSKEY_ADD, call, now=now))
    return row


def begin_confirming(session: Session, person: SignedIn, public_url: str, *, now: datetime) -> dict[str, Any]:
    """`publicKey` for `navigator.credentials.get`. NotFoundError for somebody who has no passkey."""
    server, own = _server(public_url), list_own(session, person)
    if not own:
        raise NotFoundError
    options, _ = server.authenticate_begin(
        [_credential(one) for one in own],
        user_verification=REQUIRED,
        challenge=_challenge(session, person.session, now),
    )
    return dict(options.public_key)


def answer(
    session: Session,
    log: Log,
    person: SignedIn,
    call: Call,
    answered: Mapping[str, Any],
    *,
    public_url: str,
    now: datetime,
) -> None:
    """The session is confirmed. PasskeyRefusedError, also when the key's counter went back: then it was copied."""
    state = _spend_challenge(session, person.session, now)
    own = list_own(session, person)
    try:
        used = _server(public_url).authenticate_complete(state, [_credential(one) for one in own], answered)
        count = AuthenticationResponse.from_dict(answered).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyRefusedError(type(error).__name__) from None
    row = next(one for one in own if one.credential_id == used.credential_id)
    if (count or row.sign_count) and count <= row.sign_count:
        raise PasskeyRefusedError("the counter of this key went back")
    session.connection().execute(update(Passkey).where(col(Passkey.id) == row.id).values(sign_count=count, used_at=now))
    confirm(session, log, person, call, method=METHOD, now=now)


def list_own(session: Session, person: SignedIn) -> Sequence[Passkey]:
    """Oldest first."""
    row = person.session
    return session.exec(
        select(Passkey)
        .where(Passkey.kind == row.kind, Passkey.person_id == row.person_id)
        .order_by(col(Passkey.created_at))
    ).all()


def remove(session: Session, log: Log, person: SignedIn, call: Call, passkey: UUID, *, now: datetime) -> None:
    """NotFoundError for somebody else's."""
    if passkey not in {one.id for one in list_own(session, person)}:
        raise NotFoundError
    session.connection().execute(delete(Passkey).where(col(Passkey.id) == passkey))
    log.append(session, entry_of(person, Operation.PASSKEY_REMOVE, call, now=now))


def _registered(
    public_url: str, state: Mapping[str, Any], answer: Mapping[str, Any]
) -> tuple[AttestedCredentialData, int]:
    """The new key, and how often it says that it has signed."""
    try:
        given = _server(public_url).register_complete(state, answer)
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyRefusedError(type(error).__name__) from None
    if given.credential_data is None:
        raise PasskeyRefusedError
    return given.credential_data, given.counter


def forget_all_of(session: Session, kind: PersonKind, person_id: UUID) -> None:
    """For somebody whose wallet is erased."""
    mine = (col(Passkey.kind) == kind.value, col(Passkey.person_id) == person_id)
    session.connection().execute(delete(Passkey).where(*mine))


@cache
def _server(public_url: str) -> Fido2Server:
    parts = urlsplit(public_url)
    if not can_be_used_at(public_url):
        raise PasskeyRefusedError("a wallet that is reached by an IP address can have no passkeys")
    party = PublicKeyCredentialRpEntity(id=parts.hostname, name="Ví Giấy Tờ")
    ours = f"{parts.scheme}://{parts.netloc}"
    return Fido2Server(party, verify_origin=lambda origin: origin == ours)


def _challenge(session: Session, row: SignInSession, now: datetime) -> bytes:
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    session.connection().execute(
        update(SignInSession).where(col(SignInSession.hash) == row.hash).values(challenge=challenge, challenged_at=now)
    )
    return challenge


def _spend_challenge(session: Session, row: SignInSession, now: datetime) -> dict[str, Any]:
    """What the library checks an answer against. Two answers at once: one of them finds the challenge gone."""
    mine = col(SignInSession.hash) == row.hash
    found = (
        session.connection()
        .execute(select(SignInSession.challenge, SignInSession.challenged_at).where(mine).with_for_update())
        .one()
    )
    session.connection().execute(update(SignInSession).where(mine).values(challenge=None, challenged_at=None))
    if found.challenge is None or found.challenged_at is None or now - found.challenged_at > CHALLENGE_LIFE:
        raise PasskeyRefusedError("there is no open question to answer")
    return {"challenge": websafe_encode(found.challenge), "user_verification": REQUIRED}


def _credential(row: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(row.credential)
