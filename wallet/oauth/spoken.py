"""A code that a citizen says at a counter, so that the question finds their wallet without their ID number.

    stored: HMAC-SHA-256(instance secret, "spoken" || the eight digits), so that a copy of the database yields none

Good once, for ten minutes; a new one takes the place of the one before. A guess costs the service a question that is
refused nowhere and answered by nobody: it cannot tell a right code from a wrong one.
"""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from wallet.identity.secrets import InstanceSecrets, SecretName
from wallet.oauth.models import SpokenCode

DIGITS = 8
LIFE = timedelta(minutes=10)
SPACERS = re.compile(r"[\s.\-]")
LABEL = b"spoken"


def new_code(session: Session, instance: InstanceSecrets, citizen: UUID, *, now: datetime) -> tuple[str, datetime]:
    """As it is said, "4821 0937", and until when it is good."""
    session.connection().execute(delete(SpokenCode).where(col(SpokenCode.citizen_id) == citizen))
    number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    until = now + LIFE
    session.add(SpokenCode(hash=_hash(instance, number), citizen_id=citizen, expires_at=until))
    session.flush()
    return f"{number[:4]} {number[4:]}", until


def take(session: Session, instance: InstanceSecrets, code: str, *, now: datetime) -> UUID | None:
    """Whose it is; it is spent. None for a wrong, used or expired one."""
    row = session.get(SpokenCode, _hash(instance, code), with_for_update=True)
    if row is None:
        return None
    session.delete(row)
    return row.citizen_id if row.expires_at > now else None


def forget_old(session: Session, *, now: datetime) -> None:
    session.connection().execute(delete(SpokenCode).where(col(SpokenCode.expires_at) <= now))


def _hash(instance: InstanceSecrets, code: str) -> bytes:
    digits = SPACERS.sub("", code)
    return hmac.digest(instance.get(SecretName.MANDATE_CODES), LABEL + digits.encode(), "sha256")
