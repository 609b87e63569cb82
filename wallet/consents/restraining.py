"""A restriction takes hold: before this returns, nothing of what it covers leaves any more.

    1 the rows of all consents under which something may be on its way are locked, in the order in which all lock them;
      what holds one of them (`handing_over`) has left before the lock is had
    2 the restriction is written, in the same transaction
    3 after the commit the gate refuses, and the next piece of an answer that had begun stays here

An objection to a service also revokes what it was allowed, and stops the rules that answer it. What the citizen agrees
to afterwards, asked and reading it, holds; no rule of theirs answers that service any more.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.consents import answering
from wallet.consents.handing_over import MAY_LEAVE
from wallet.consents.models import Consent
from wallet.consents.states import LIVING, State
from wallet.records.reader import Reader
from wallet.records.vault import Vault
from wallet.restrictions.models import Restriction

ON_THEIR_WAY = MAY_LEAVE | LIVING


def restrict(session: Session, reader: Reader, record: UUID | None, *, now: datetime) -> Restriction:
    """One record, or everything. In the caller's transaction."""
    mine = select(Consent).where(Consent.citizen_id == reader.citizen.id, col(Consent.state).in_(ON_THEIR_WAY))
    session.exec(mine.order_by(col(Consent.id)).with_for_update()).all()
    return _write(session, Restriction(citizen_id=reader.citizen.id, record_id=record, begun_at=now))


def object_to(session: Session, vault: Vault, reader: Reader, service: UUID, *, now: datetime) -> Restriction:
    """In the caller's transaction: consents of this service end as revoked, with the debt to delete what it saw."""
    mine = select(Consent).where(
        Consent.citizen_id == reader.citizen.id, Consent.service_id == service, col(Consent.state).in_(ON_THEIR_WAY)
    )
    for consent in session.exec(mine.order_by(col(Consent.id)).with_for_update()).all():
        answering.change_in(session, vault, reader, consent, State.REVOKED, now=now)
    return _write(session, Restriction(citizen_id=reader.citizen.id, service_id=service, begun_at=now))


def _write(session: Session, restriction: Restriction) -> Restriction:
    session.add(restriction)
    session.flush()
    return restriction
