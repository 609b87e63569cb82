"""A link that gives one document, once, within two minutes, to whoever holds it: for apps that send no cookie along,
such as Zalo's viewer (`openDocument`, `downloadFile`). Its secret is random, 32 bytes, and kept as SHA-256 only.

The owner makes it and it is spent by opening; the entry says that the owner downloaded the paper, by such a link.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CursorResult, delete
from sqlmodel import Session, col

from wallet.identity.actors import circumstances, citizen_actor
from wallet.identity.models import Citizen
from wallet.records import reading, rows
from wallet.records.errors import DocumentNotFoundError, LinkNotValidError
from wallet.records.models import DocumentLink, Kind, Record
from wallet.records.reader import Reader
from wallet.records.reading import OpenedDocument
from wallet.records.vault import Vault
from wallet.web.calls import Call

LIFE = timedelta(minutes=2)
SECRET_BYTES = 32
DETAIL = "one-time-link"


@dataclass(frozen=True, slots=True, repr=False)
class Link:
    secret: str
    media_type: str


def make(vault: Vault, reader: Reader, record_id: UUID, *, now: datetime) -> Link:
    """RecordNotFoundError, also for somebody else's, with an entry either way; DocumentNotFoundError."""
    reading.read_line(vault, reader, record_id, now=now)
    with vault.database.reading() as session:
        document = rows.sealed_row(session, session.get_one(Record, record_id), Kind.DOCUMENT, None)
    if document is None:
        raise DocumentNotFoundError
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = DocumentLink(hash=_hash(secret), record_id=record_id, citizen_id=reader.citizen.id, expires_at=now + LIFE)
    with vault.database.transaction() as session:
        session.add(row)
    return Link(secret, document.media_type)


def open_once(vault: Vault, secret: str, call: Call, *, now: datetime) -> OpenedDocument:
    """LinkNotValidError: unknown, used, too old, or its owner is gone. RecordNotFoundError, DocumentNotFoundError."""
    with vault.database.transaction() as session:
        row = session.get(DocumentLink, _hash(secret))
        spent = session.connection().execute(delete(DocumentLink).where(col(DocumentLink.hash) == _hash(secret)))
        citizen = session.get(Citizen, row.citizen_id) if row is not None else None
    first = isinstance(spent, CursorResult) and spent.rowcount == 1
    if row is None or citizen is None or not first or row.expires_at <= now or citizen.state != "active":
        raise LinkNotValidError
    reader = Reader(citizen, citizen_actor(citizen), circumstances(call, detail=DETAIL))
    return reading.read_document(vault, reader, row.record_id, now=now)


def forget_expired(session: Session, *, now: datetime) -> None:
    """For housekeeping."""
    session.connection().execute(delete(DocumentLink).where(col(DocumentLink.expires_at) <= now))


def forget_all_of(session: Session, citizen: UUID) -> None:
    session.connection().execute(delete(DocumentLink).where(col(DocumentLink.citizen_id) == citizen))


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
