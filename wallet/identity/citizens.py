"""People who have a wallet. An ID number is known by its keyed hash only: HMAC-SHA256 over the twelve ASCII digits."""

import hmac
import re
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from wallet.identity.errors import CitizenNotEnrolledError, InvalidIdNumberError
from wallet.identity.keys import CitizenKeys
from wallet.identity.models import Citizen
from wallet.identity.secrets import InstanceSecrets, SecretName
from wallet.ledger.entries import SYSTEM_SUBJECT

TWELVE_DIGITS = re.compile(r"[0-9]{12}")
SPACERS = str.maketrans("", "", " .\u00a0")


class FormOfAddress(StrEnum):
    """How the pages speak to the person."""

    ONG = "ông"
    BA = "bà"
    ANH = "anh"
    CHI = "chị"
    BAN = "bạn"


def enrol(
    session: Session,
    keys: CitizenKeys,
    secrets: InstanceSecrets,
    id_number: str,
    *,
    form_of_address: str = FormOfAddress.BAN,
    now: datetime,
) -> Citizen:
    """The citizen with this number; opened, with keys, when there was none. InvalidIdNumberError."""
    number_hash = hash_id_number(secrets, id_number)
    return _find(session, number_hash) or _open_wallet(session, keys, number_hash, form_of_address, now)


def find_by_id_number(session: Session, secrets: InstanceSecrets, id_number: str) -> Citizen | None:
    """None for a citizen who erased their wallet: the hash of their number went with it. InvalidIdNumberError."""
    return _find(session, hash_id_number(secrets, id_number))


def find_enrolled(session: Session, secrets: InstanceSecrets, id_number: str) -> Citizen:
    """The citizen with this number. CitizenNotEnrolledError, also for an erased one; InvalidIdNumberError."""
    citizen = find_by_id_number(session, secrets, id_number)
    if citizen is None or citizen.state != "active":
        raise CitizenNotEnrolledError
    return citizen


def hash_id_number(secrets: InstanceSecrets, id_number: str) -> bytes:
    """32 bytes, the same for a number written with or without spaces and dots. InvalidIdNumberError."""
    digits = id_number.translate(SPACERS)
    if not TWELVE_DIGITS.fullmatch(digits):
        raise InvalidIdNumberError
    return hmac.digest(secrets.get(SecretName.ID_NUMBER_HASH), digits.encode("ascii"), "sha256")


def take_turn(session: Session, citizen_id: UUID) -> None:
    """Until the commit, whoever takes a turn for this person waits. What only refers to their row does not: a use of a
    consent holds that consent and refers to the person, so that a full lock here and the consent's there would wait for
    each other (PostgreSQL documentation, 13.3.2: FOR NO KEY UPDATE).
    """
    session.get_one(Citizen, citizen_id, with_for_update={"key_share": True})


def ensure_system_subject(session: Session, keys: CitizenKeys, *, now: datetime) -> None:
    """Give SYSTEM_SUBJECT its row and keys; call at start. No ticket and no number leads to it."""
    if session.get(Citizen, SYSTEM_SUBJECT) is None:
        _open_wallet(session, keys, bytes(32), FormOfAddress.BAN, now, citizen_id=SYSTEM_SUBJECT)


def _find(session: Session, number_hash: bytes) -> Citizen | None:
    return session.exec(select(Citizen).where(col(Citizen.id_number_hash) == number_hash)).first()


def _open_wallet(
    session: Session,
    keys: CitizenKeys,
    number_hash: bytes,
    form_of_address: str,
    now: datetime,
    *,
    citizen_id: UUID | None = None,
) -> Citizen:
    citizen = Citizen(id_number_hash=number_hash, form_of_address=FormOfAddress(form_of_address), created_at=now)
    citizen.id = citizen_id or citizen.id
    try:
        with session.begin_nested():
            session.add(citizen)
            session.flush()
            keys.create(session, citizen.id, now)
    except IntegrityError:  # on PostgreSQL another transaction may have been first
        first = _find(session, number_hash)
        if first is None:
            raise
        return first
    return citizen
