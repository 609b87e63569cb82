"""Where a citizen wants to be told. An e-mail address counts after its reader has typed the code that was sent there.

    sealed   Cobblestone-256 under the log key, context "wallet.eml.v1\\0" + citizen 16 B, of the address in UTF-8
    code     six digits of HMAC-SHA256(instance secret "address-codes", sealed): made again by whoever sends the letter

A code is good for an hour and for five attempts; then the address is forgotten. At most five codes a day are sent, so
that nobody's mailbox is filled from here. Each change is an entry of the citizen's.
"""

import hmac
import re
from datetime import datetime, timedelta
from email.headerregistry import Address
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from storage.sealing import open_small, seal_small
from wallet.identity.actors import circumstances, citizen_actor
from wallet.identity.keys import CitizenKeys
from wallet.identity.models import Citizen
from wallet.identity.secrets import InstanceSecrets, SecretName
from wallet.ledger.entries import Entry, Operation, Outcome
from wallet.ledger.log import Log
from wallet.notices.citizens.models import Contact, Letter
from wallet.notices.errors import AddressNotUsableError, TooManyAddressCodesError
from wallet.web.calls import Call

ADDRESS_LETTERS = 200
CODE_LIFE = timedelta(hours=1)
WRONG_CODES = 5
CODES_A_DAY = 5
CONFIRM = "address.confirm"
"""The kind of message that carries a code."""
ADDRESS = re.compile(
    r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"
)


def of(session: Session, citizen: UUID) -> Contact:
    """What is not chosen yet is the default; it is not in the database."""
    return session.get(Contact, citizen) or Contact(citizen_id=citizen)


def choose_zalo(session: Session, log: Log, citizen: Citizen, call: Call, *, wanted: bool, now: datetime) -> None:
    contact = of(session, citizen.id)
    contact.zalo = wanted
    session.add(contact)
    log.append(session, _entry(citizen, call, "zalo", now))


def set_address(
    session: Session, log: Log, keys: CitizenKeys, citizen: Citizen, call: Call, address: str, *, now: datetime
) -> None:
    """It has to be confirmed then; what waits goes to the old one no more. Empty: none from now on.

    AddressNotUsableError; TooManyAddressCodesError.
    """
    contact, address = of(session, citizen.id), address.strip()
    contact.sealed_email = _seal(session, keys, citizen.id, address) if address else None
    contact.asked_at, contact.confirmed_at, contact.wrong_codes = now if address else None, None, 0
    session.add(contact)
    mine = (col(Letter.citizen_id) == citizen.id, col(Letter.channel) == "email")
    session.connection().execute(delete(Letter).where(*mine, col(Letter.state) == "waiting"))
    if address:
        _refuse_too_many(session, citizen.id, now)
    log.append(session, _entry(citizen, call, "email", now))
    session.flush()


def confirm(session: Session, secrets: InstanceSecrets, citizen: UUID, code: str, *, now: datetime) -> bool:
    """False for a wrong code, which is counted, and where nothing waits for one."""
    contact = session.get(Contact, citizen, with_for_update=True)
    if contact is None or contact.sealed_email is None or contact.asked_at is None or contact.confirmed_at is not None:
        return False
    expected = code_for(secrets, contact.sealed_email)
    if now - contact.asked_at > CODE_LIFE or contact.wrong_codes >= WRONG_CODES:
        contact.sealed_email, contact.asked_at = None, None
    elif hmac.compare_digest(expected.encode(), code.strip().encode()):
        contact.confirmed_at = now
    else:
        contact.wrong_codes += 1
    session.add(contact)
    session.flush()
    return contact.confirmed_at is not None


def code_for(secrets: InstanceSecrets, sealed_email: bytes) -> str:
    digest = hmac.digest(secrets.get(SecretName.ADDRESS_CODES), sealed_email, "sha256")
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def address_of(session: Session, keys: CitizenKeys, contact: Contact) -> str:
    """Empty where there is none."""
    if contact.sealed_email is None:
        return ""
    log_key = keys.log_key(session, contact.citizen_id)
    return open_small(log_key, _context(contact.citizen_id), contact.sealed_email).decode()


def forget_all_of(session: Session, citizen: UUID) -> None:
    for table in (Letter, Contact):
        session.connection().execute(delete(table).where(col(table.citizen_id) == citizen))


def _refuse_too_many(session: Session, citizen: UUID, now: datetime) -> None:
    sent = select(func.count()).select_from(Letter)
    sent = sent.where(col(Letter.citizen_id) == citizen, col(Letter.kind) == CONFIRM)
    if session.exec(sent.where(col(Letter.created_at) > now - timedelta(days=1))).one() >= CODES_A_DAY:
        raise TooManyAddressCodesError


def _entry(citizen: Citizen, call: Call, what: str, now: datetime) -> Entry:
    return Entry(
        citizen=citizen.id,
        operation=Operation.CONTACT_SET,
        outcome=Outcome.DONE,
        actor=citizen_actor(citizen),
        circumstances=circumstances(call, detail=what),
        at=now,
    )


def _seal(session: Session, keys: CitizenKeys, citizen: UUID, address: str) -> bytes:
    if len(address) > ADDRESS_LETTERS or not ADDRESS.fullmatch(address):
        raise AddressNotUsableError
    try:
        Address(addr_spec=address)
    except ValueError:
        raise AddressNotUsableError from None
    return seal_small(keys.log_key(session, citizen), _context(citizen), address.encode())


def _context(citizen: UUID) -> bytes:
    return b"wallet.eml.v1\0" + citizen.bytes
