"""Codes that one person says to another: eight digits, good once, for half an hour.

    stored: HMAC-SHA256(instance secret, the eight ASCII digits), so that a copy of the database yields no code

Guessing: five wrong codes in an hour and a person has to wait. With a thousand codes open at once, one account needs
a year and a half for an even chance at any of them.
"""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from wallet.identity import citizens
from wallet.identity.acting.errors import TooManyCodesError
from wallet.identity.acting.models import MandateCode, WrongCode
from wallet.identity.secrets import InstanceSecrets, SecretName

DIGITS = 8
LIFE = timedelta(minutes=30)
WRONG_AT_MOST = 5
WRONG_WITHIN = timedelta(hours=1)
SPACERS = re.compile(r"[\s.\-]")


def new_code() -> str:
    """As it is said: "4821 0937"."""
    number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    return f"{number[:4]} {number[4:]}"


def hash_of(instance: InstanceSecrets, code: str) -> bytes:
    digits = SPACERS.sub("", code)
    return hmac.digest(instance.get(SecretName.MANDATE_CODES), digits.encode(), "sha256")


def said_by(
    session: Session, instance: InstanceSecrets, person: UUID, code: str, *, now: datetime
) -> MandateCode | None:
    """The invitation that this person said the code of; None, and counted, where there is none to be had.

    The caller commits either way. TooManyCodesError also for a right code: who guesses learns nothing.
    """
    check_guesses(session, person, now=now)
    row = session.get(MandateCode, hash_of(instance, code), with_for_update=True)
    if row is not None and row.used_at is None and row.expires_at > now:
        return row
    count_wrong(session, person, now=now)
    return None


def check_guesses(session: Session, person: UUID, *, now: datetime) -> None:
    """Raises TooManyCodesError. Locks the person's row, so that guesses made at once are counted one by one."""
    citizens.take_turn(session, person)
    wrong = select(func.count(col(WrongCode.id))).where(
        WrongCode.citizen_id == person, WrongCode.at > now - WRONG_WITHIN
    )
    if session.exec(wrong).one() >= WRONG_AT_MOST:
        raise TooManyCodesError


def count_wrong(session: Session, person: UUID, *, now: datetime) -> None:
    session.add(WrongCode(citizen_id=person, at=now))
    session.flush()


def forget_old(session: Session, *, now: datetime) -> None:
    """Codes that were never used, and guesses; for the sweeper."""
    session.connection().execute(delete(WrongCode).where(col(WrongCode.at) <= now - WRONG_WITHIN))
    session.connection().execute(delete(MandateCode).where(col(MandateCode.expires_at) <= now))
