"""Keeping what is half typed, showing it again to whoever typed it, forgetting it.

Cobblestone-256 under the citizen key, context "wallet.fld.v1\\0" + citizen + draft id + u32be 1 + u16be 1,
of the fields as JSON: [[name, text], …]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import orjson
from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage.contexts import small_context
from storage.sealing import open_small, seal_small
from wallet.drafts.models import Draft
from wallet.identity import leaving
from wallet.identity.errors import CitizenErasedError
from wallet.ledger.entries import Entry, Operation, Outcome
from wallet.records.reader import Reader
from wallet.records.vault import Vault

LIFE = timedelta(days=7)
AT_MOST = 20
"""Forms of one citizen; one more takes the place of the oldest."""
VERSION, FIELD = 1, 1

Fields = Sequence[tuple[str, str]]
"""Name and text, in the order of the form; a name comes as often as it was chosen."""


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """What had been typed, and until when it was."""

    fields: Fields
    saved_at: datetime


def keep(vault: Vault, citizen: UUID, form: str, fields: Fields, *, now: datetime) -> None:
    """In place of what was kept of this form before; without fields, nothing. Raises CitizenErasedError."""
    with vault.database.transaction() as session:
        if leaving.hold(session, citizen) is None:
            raise CitizenErasedError
        forget(session, citizen, form)
        if not fields:
            return
        key, draft = vault.citizen_keys.to_seal(session, citizen), uuid4()
        sealed = seal_small(key.secret, _context(citizen, draft), orjson.dumps(fields))
        for one in _of(session, citizen)[AT_MOST - 1 :]:
            session.delete(one)
        session.add(
            Draft(
                id=draft,
                citizen_id=citizen,
                form=form,
                sealed=sealed,
                citizen_key_version=key.version,
                saved_at=now,
                expires_at=now + LIFE,
            )
        )


def show(vault: Vault, reader: Reader, form: str, *, now: datetime) -> Kept | None:
    """What was kept of this form, after its entry; None where nothing is, and for whoever acts for another."""
    if reader.scope.mandate is not None:
        return None
    with vault.database.reading() as session:
        draft = _find(session, reader.citizen.id, form)
        if draft is None or draft.expires_at <= now:
            return None
        look = vault.log.sealed(session, _look(reader, now))
    receipt = vault.log.note(vault.database, look)
    with vault.database.reading() as session:
        key = vault.citizen_keys.to_open(session, receipt, draft.citizen_key_version)
    content = open_small(key.secret, _context(draft.citizen_id, draft.id), draft.sealed)
    return Kept([(name, text) for name, text in orjson.loads(content)], draft.saved_at)


def forget(session: Session, citizen: UUID, form: str) -> None:
    """What it held was sent, or thrown away."""
    session.connection().execute(delete(Draft).where(col(Draft.citizen_id) == citizen, col(Draft.form) == form))


def forget_expired(session: Session, *, now: datetime) -> None:
    """For housekeeping."""
    session.connection().execute(delete(Draft).where(col(Draft.expires_at) <= now))


def forget_all_of(session: Session, citizen: UUID) -> None:
    """For an erasure."""
    session.connection().execute(delete(Draft).where(col(Draft.citizen_id) == citizen))


def _find(session: Session, citizen: UUID, form: str) -> Draft | None:
    return session.exec(select(Draft).where(Draft.citizen_id == citizen, Draft.form == form)).first()


def _of(session: Session, citizen: UUID) -> Sequence[Draft]:
    """Newest first."""
    return session.exec(select(Draft).where(Draft.citizen_id == citizen).order_by(col(Draft.saved_at).desc())).all()


def _context(citizen: UUID, draft: UUID) -> bytes:
    return small_context(citizen, draft, VERSION, FIELD)


def _look(reader: Reader, now: datetime) -> Entry:
    return Entry(
        citizen=reader.citizen.id,
        operation=Operation.DRAFT_OPEN,
        outcome=Outcome.RELEASED,
        actor=reader.actor,
        circumstances=reader.circumstances,
        at=now,
    )
