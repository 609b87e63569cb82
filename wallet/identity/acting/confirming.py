"""The second step. A helper who reaches for something sensitive waits until the owner has said yes to exactly that.

    waiting -> allowed | refused;   each holds for a day, then the helper may ask again

A record: what it says and its picture. A question: reading it with its values, and answering it. A kind of paper:
keeping a picture of one that is sensitive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.database import Database
from wallet.errors import NotFoundError
from wallet.identity.acting.errors import OwnerMustConfirmError
from wallet.identity.acting.models import Confirmation, Mandate
from wallet.identity.acting.scope import Scope
from wallet.ledger.entries import Entry
from wallet.ledger.log import Log

HOLDS = timedelta(days=1)


class Topic(StrEnum):
    RECORD = "record"
    QUESTION = "question"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Want:
    about: Topic
    subject: str


def demand(database: Database, log: Log, scope: Scope, want: Want, entry: Entry) -> None:
    """Return where nobody has to be asked, or the owner has said yes; otherwise ask, and OwnerMustConfirmError.

    `entry`: what goes into the owner's chain when they are asked. Durable before this raises.
    """
    if not scope.two_step or scope.mandate is None:
        return
    with database.reading() as session:
        known = _latest(session, scope.mandate, want, entry.at)
    if known is not None and known.state == "allowed":
        return
    with database.transaction() as session:
        if known is None:
            session.add(
                Confirmation(
                    mandate_id=scope.mandate,
                    citizen_id=entry.citizen,
                    about=want.about,
                    subject=want.subject,
                    asked_at=entry.at,
                    until=entry.at + HOLDS,
                )
            )
        pending = log.append(session, entry)
    pending.receipt()
    raise OwnerMustConfirmError


def waiting_for(session: Session, citizen: UUID, *, now: datetime) -> Sequence[Confirmation]:
    """What this person is asked now, the longest waiting first; of mandates that have not been ended."""
    wanted = (
        select(Confirmation)
        .join(Mandate, col(Mandate.id) == col(Confirmation.mandate_id))
        .where(
            Confirmation.citizen_id == citizen,
            Confirmation.state == "waiting",
            Confirmation.until > now,
            col(Mandate.ended_at).is_(None),
        )
    )
    return session.exec(wanted.order_by(col(Confirmation.asked_at), col(Confirmation.id))).all()


def asked_under(session: Session, mandate: UUID, *, now: datetime) -> Sequence[Confirmation]:
    """What a delegate asked for and what was answered, the newest first."""
    wanted = select(Confirmation).where(Confirmation.mandate_id == mandate, Confirmation.until > now)
    return session.exec(wanted.order_by(col(Confirmation.asked_at).desc(), col(Confirmation.id))).all()


def decide(session: Session, citizen: UUID, confirmation_id: UUID, *, allow: bool, now: datetime) -> Confirmation:
    """NotFoundError for an absent one, somebody else's, and one that waits no more."""
    found = session.get(Confirmation, confirmation_id, with_for_update=True)
    if found is None or found.citizen_id != citizen:
        raise NotFoundError(owner=found.citizen_id if found else None)
    if found.state != "waiting" or found.until <= now:
        raise NotFoundError
    found.state, found.until = ("allowed" if allow else "refused"), now + HOLDS
    session.add(found)
    session.flush()
    return found


def _latest(session: Session, mandate: UUID, want: Want, now: datetime) -> Confirmation | None:
    wanted = select(Confirmation).where(
        Confirmation.mandate_id == mandate,
        Confirmation.about == want.about,
        Confirmation.subject == want.subject,
        Confirmation.until > now,
    )
    return session.exec(wanted.order_by(col(Confirmation.asked_at).desc())).first()
