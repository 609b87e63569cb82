"""A Zalo account becomes somebody's, and stops being it. Each is an entry in the citizen's log.

    mark     HMAC-SHA256(instance secret "zalo-ids", "wallet.zalo-mark.v1\\0" + app id + "\\0" + user id)
    sealed   Cobblestone-256 under the log key, context "wallet.zal.v1\\0" + citizen 16 B, of the user id in UTF-8

One account for one wallet, one wallet for one account: binding another account replaces the first. The log key goes
with the citizen, and with it who they were at Zalo.
"""

import hmac
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from storage.sealing import open_small, seal_small
from wallet.identity.actors import circumstances, citizen_actor
from wallet.identity.keys import CitizenKeys
from wallet.identity.models import Citizen, SignInSession, SignInTicket
from wallet.identity.oidc.errors import LevelTooLowError
from wallet.identity.secrets import InstanceSecrets, SecretName
from wallet.identity.sessions import ZALO, SignedIn
from wallet.identity.zalo.errors import ZaloTakenError
from wallet.identity.zalo.models import ZaloBinding
from wallet.ledger.entries import Actor, ActorKind, Circumstances, Entry, Operation, Outcome
from wallet.ledger.log import Log
from wallet.web.calls import Call

METHOD = ZALO
CHECKED_BY = "oidc"


def mark_of(secrets: InstanceSecrets, app_id: str, user: str) -> bytes:
    named = b"wallet.zalo-mark.v1\0" + app_id.encode() + b"\0" + user.encode()
    return hmac.digest(secrets.get(SecretName.ZALO_IDS), named, "sha256")


def find(session: Session, mark: bytes) -> ZaloBinding | None:
    return session.exec(select(ZaloBinding).where(col(ZaloBinding.mark) == mark)).first()


def of_citizen(session: Session, citizen: UUID) -> ZaloBinding | None:
    return session.exec(select(ZaloBinding).where(col(ZaloBinding.citizen_id) == citizen)).first()


def may_bind(person: SignedIn, least_level: int, *, anybody: bool) -> bool:
    """Whether this session rests on an identity check that is good enough. `anybody`: where signing in proves nothing
    in the first place (development)."""
    row = person.session
    return person.citizen is not None and ((row.method == CHECKED_BY and row.level >= least_level) or anybody)


def bind(
    session: Session,
    log: Log,
    keys: CitizenKeys,
    person: SignedIn,
    call: Call,
    mark: bytes,
    user: str,
    *,
    sensitive: bool,
    now: datetime,
) -> ZaloBinding:
    """The caller has asked `may_bind`. ZaloTakenError where the account is another wallet's."""
    citizen = person.citizen
    if citizen is None:
        raise LevelTooLowError
    found = find(session, mark)
    if found is not None and found.citizen_id != citizen.id:
        raise ZaloTakenError
    forget(session, citizen.id)
    sealed = seal_small(keys.log_key(session, citizen.id), _context(citizen.id), user.encode())
    binding = ZaloBinding(citizen_id=citizen.id, mark=mark, sealed=sealed, bound_at=now)
    session.add(binding)
    if sensitive:
        assist(session, citizen.id)
    log.append(session, _entry(citizen, circumstances(call), Operation.ZALO_BIND, now))
    session.flush()
    return binding


def assist(session: Session, citizen: UUID) -> None:
    """Zalo says that the law wants extra care for this person: easy pages, and no rule answers for them. Only they
    themselves can have it otherwise; Zalo's silence later takes nothing back."""
    chosen = update(Citizen).where(col(Citizen.id) == citizen, col(Citizen.assisted).is_(False))
    session.connection().execute(chosen.values(assisted=True, easy_pages=True))


def unbind(session: Session, log: Log, citizen: Citizen, call: Call, *, now: datetime) -> None:
    """By the citizen; sessions and tickets from Zalo end with it. Nothing happens where nothing is bound."""
    if forget(session, citizen.id):
        log.append(session, _entry(citizen, circumstances(call), Operation.ZALO_END, now))


def revoked(session: Session, log: Log, mark: bytes, at: datetime, how: Circumstances, *, now: datetime) -> UUID | None:
    """Zalo says that the person took their permission back: whose wallet was unbound. The same event twice, one about
    nobody, and an old one about what was bound since, change nothing."""
    found = find(session, mark)
    if found is None or found.bound_at > at:
        return None
    citizen = session.get_one(Citizen, found.citizen_id)
    forget(session, citizen.id)
    entry = _entry(citizen, how, Operation.ZALO_END, now)
    log.append(session, replace(entry, actor=Actor(kind=ActorKind.SYSTEM, id=METHOD, role="revocation")))
    return citizen.id


def forget(session: Session, citizen: UUID) -> bool:
    """The binding, and every session and ticket that stands on it; False where there was none."""
    connection = session.connection()
    found = of_citizen(session, citizen)
    if found is None:
        return False
    connection.execute(delete(SignInSession).where(*_from_zalo(SignInSession, citizen)))
    connection.execute(delete(SignInTicket).where(*_from_zalo(SignInTicket, citizen)))
    connection.execute(delete(ZaloBinding).where(col(ZaloBinding.id) == found.id))
    session.expire_all()
    return True


def address_of(session: Session, keys: CitizenKeys, binding: ZaloBinding) -> str:
    """The Zalo user id to send to."""
    log_key = keys.log_key(session, binding.citizen_id)
    return open_small(log_key, _context(binding.citizen_id), binding.sealed).decode()


def _from_zalo(table: type[SignInSession] | type[SignInTicket], citizen: UUID) -> tuple[ColumnElement[bool], ...]:
    return (col(table.kind) == "citizen", col(table.person_id) == citizen, col(table.method) == METHOD)


def _entry(citizen: Citizen, how: Circumstances, operation: Operation, now: datetime) -> Entry:
    return Entry(
        citizen=citizen.id,
        operation=operation,
        outcome=Outcome.DONE,
        actor=citizen_actor(citizen),
        circumstances=how,
        at=now,
    )


def _context(citizen: UUID) -> bytes:
    return b"wallet.zal.v1\0" + citizen.bytes
