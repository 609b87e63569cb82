"""A mandate ends: at once by the person, or by whoever holds it; by staff; by time; on the eighteenth birthday; with
the paper that it rests on.

Nothing waits for the round that writes an ending down: `identity.acting.standing` looks at the hour in every call.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, delete, type_coerce
from sqlmodel import Session, col, or_, select

from wallet.clock import day_of
from wallet.errors import NotFoundError
from wallet.identity.acting import standing as standings
from wallet.identity.acting.errors import MandateRefusedError
from wallet.identity.acting.models import Mandate, MandateCode
from wallet.identity.acting.scope import BY_LAW, Capacity
from wallet.identity.acting.standing import Standing
from wallet.ledger.entries import Actor, ActorKind, Circumstances, Operation
from wallet.mandates import kinship
from wallet.mandates.claims import leaving as claims
from wallet.mandates.entries import entry
from wallet.notices import service as notices
from wallet.records.models import Record
from wallet.records.reader import Reader
from wallet.records.vault import Vault

SYSTEM = Actor(kind=ActorKind.SYSTEM, id="wallet")


def end(vault: Vault, reader: Reader, mandate_id: UUID, *, now: datetime) -> Standing:
    """By the person themself or by their delegate; it holds before this returns, and a second time changes nothing.

    NotFoundError for an absent one and anybody else's; MandateRefusedError where the law gave it, not the person.
    """
    with vault.database.transaction() as session:
        mandate = session.get(Mandate, mandate_id, with_for_update=True)
        if mandate is None or reader.citizen.id not in {mandate.citizen_id, mandate.delegate_id}:
            raise NotFoundError(owner=mandate.citizen_id if mandate else None)
        by_owner = reader.citizen.id == mandate.citizen_id
        if by_owner and Capacity(mandate.capacity) in BY_LAW:
            raise MandateRefusedError("a parent's or guardian's right does not come from the person concerned")
        if mandate.ended_at is None:
            standing = standings.of(session, vault.citizen_keys, mandate, now=now)
            actor = reader.actor if by_owner else standing.actor
            _end(session, vault, mandate, actor, reader.circumstances, "owner" if by_owner else "delegate", now)
        return standings.of(session, vault.citizen_keys, mandate, now=now)


def end_all_of(session: Session, vault: Vault, reader: Reader, *, now: datetime) -> None:
    """The person erases their wallet: nobody acts for them any more, nor they for anybody, who is then told.

    Call before their keys are destroyed; codes that they said and nobody took are worth nothing any more.
    """
    citizen = reader.citizen.id
    theirs = or_(col(Mandate.citizen_id) == citizen, col(Mandate.delegate_id) == citizen)
    wanted = select(Mandate).where(theirs, col(Mandate.ended_at).is_(None)).order_by(col(Mandate.id))
    for mandate in session.exec(wanted.with_for_update()).all():
        by_owner = mandate.citizen_id == citizen
        standing = standings.of(session, vault.citizen_keys, mandate, now=now)
        actor = reader.actor if by_owner else standing.actor
        _end(session, vault, mandate, actor, reader.circumstances, "owner" if by_owner else "delegate", now)
        mandate.sealed_terms = b"" if by_owner else mandate.sealed_terms
    session.connection().execute(delete(MandateCode).where(col(MandateCode.citizen_id) == citizen))
    claims.forget(session, reader.citizen, now=now)


def end_resting_on(session: Session, vault: Vault, record: UUID, *, now: datetime) -> None:
    """The paper that showed who represents whom is revoked or replaced: in the transaction that does so.

    Both are told; whoever has another paper shows that one.
    """
    for mandate in _resting_on(session, record):
        _end_with_its_evidence(session, vault, mandate, now)


def end_contradicted(
    session: Session, vault: Vault, record: Record, values: Mapping[str, Any], *, now: datetime
) -> None:
    """The paper has a new version, which says `values`: what no longer follows from it ends, in the transaction that
    brings it, and both are told. Whom it still names goes on; who is to be of age on another day shows it anew.
    """
    for mandate in _resting_on(session, record.id):
        standing = standings.of(session, vault.citizen_keys, mandate, now=now)
        if not kinship.still_says_so(session, vault, standing, record, values, now):
            _end_with_its_evidence(session, vault, mandate, now)


def _resting_on(session: Session, record: UUID) -> Sequence[Mandate]:
    named = type_coerce(col(Mandate.evidence), JSON)["record"].as_string() == str(record)
    wanted = select(Mandate).where(named, col(Mandate.ended_at).is_(None)).order_by(col(Mandate.id))
    return session.exec(wanted.with_for_update()).all()


def _end_with_its_evidence(session: Session, vault: Vault, mandate: Mandate, now: datetime) -> None:
    _end(session, vault, mandate, SYSTEM, Circumstances(detail="evidence"), "evidence", now)
    told = {"mandate": str(mandate.id), "capacity": mandate.capacity}
    for person in (mandate.citizen_id, mandate.delegate_id):
        notices.tell_citizen(session, person, "mandate.evidence", told, now=now)


def end_by_staff(
    session: Session, vault: Vault, mandate_id: UUID, actor: Actor, how: Circumstances, *, now: datetime
) -> bool:
    """What staff had granted. False: it has ended before."""
    mandate = session.get_one(Mandate, mandate_id, with_for_update=True)
    if mandate.ended_at is not None:
        return False
    _end(session, vault, mandate, actor, how, "staff", now)
    return True


def end_before_it_began(
    session: Session, vault: Vault, mandate_id: UUID, actor: Actor, how: Circumstances, *, now: datetime
) -> None:
    """Somebody whom it concerns objected in time."""
    _end(session, vault, session.get_one(Mandate, mandate_id, with_for_update=True), actor, how, "objection", now)


def end_overdue(vault: Vault, *, now: datetime) -> int:
    """Write down what time and birthdays have ended; how many there were. For the housekeeper."""
    with vault.database.reading() as session:
        by_law = [one.value for one in BY_LAW]
        over = or_(col(Mandate.ends_at) <= now, col(Mandate.capacity).in_(by_law))
        wanted = select(Mandate).where(col(Mandate.ended_at).is_(None), over)
        standing = [standings.of(session, vault.citizen_keys, one, now=now) for one in session.exec(wanted).all()]
    over_now = [one for one in standing if one.is_over and one.terms is not None]
    for one in over_now:
        _end_by_time(vault, one, now)
    return len(over_now)


def _end_by_time(vault: Vault, standing: Standing, now: datetime) -> None:
    """A child who is of age is told; what was done for them stands in their own log, which is theirs alone now."""
    with vault.database.transaction() as session:
        mandate = session.get_one(Mandate, standing.mandate.id, with_for_update=True)
        if mandate.ended_at is not None:
            return
        majority = standing.terms.majority if standing.terms else None
        reason = "majority" if majority and majority <= day_of(now) else "time"
        _end(session, vault, mandate, SYSTEM, Circumstances(detail=reason), reason, now)
        told = {"mandate": str(mandate.id), "capacity": mandate.capacity}
        notices.tell_citizen(session, mandate.citizen_id, f"mandate.{reason}", told, now=now)


def _end(
    session: Session, vault: Vault, mandate: Mandate, actor: Actor, how: Circumstances, by: str, now: datetime
) -> None:
    mandate.ended_at, mandate.ended_by = now, by
    session.add(mandate)
    session.flush()
    told = entry(mandate.citizen_id, Operation.MANDATE_END, actor, how, mandate=mandate.id, now=now)
    vault.log.append(session, told)
