"""Consents that end without the citizen's doing: by silence, by time, with their dossier, or with the papers.

    LAPSED        nobody answered in time                             housekeeping; nothing depends on it in time
    EXPIRED       its time is over                                    housekeeping; the gate looks at the clock itself
    TERMINATED    its dossier was closed                              in the transaction that closes the dossier
    INVALIDATED   no paper that it could be used on is left           right after the paper's end; until then the gate
                                                                      refuses with `record-revoked`
                  the person is erased                                in the transaction that erases, before the keys go

A consent for several kinds of paper lives on while one of them can still be used: the citizen agreed to each of them.
Each end is a signed version, an entry of the citizen's, and an event for the service.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from policies.release import Assurance
from wallet.consents import artefact, debts
from wallet.consents.models import Consent
from wallet.consents.states import LIVING, WAITING, WALLET, State, move
from wallet.identity.models import Citizen, Service
from wallet.ledger.entries import Actor, ActorKind, Circumstances, Entry, Operation, Outcome, Purpose
from wallet.notices import service as notices
from wallet.records import rows
from wallet.records.vault import Vault

OPERATIONS = {
    State.LAPSED: Operation.CONSENT_LAPSE,
    State.EXPIRED: Operation.CONSENT_EXPIRE,
    State.TERMINATED: Operation.CONSENT_TERMINATE,
    State.INVALIDATED: Operation.CONSENT_INVALIDATE,
}
THE_WALLET = Actor(kind=ActorKind.SYSTEM, id=WALLET)
UNENDED = frozenset(WAITING | LIVING)
ROUND = 500
"""How many are ended in one go of the housekeeper."""


def end(
    session: Session,
    vault: Vault,
    consent: Consent,
    to: State,
    *,
    now: datetime,
    actor: Actor = THE_WALLET,
    how: Circumstances | None = None,
) -> None:
    """In the caller's transaction; the consent's row must be locked. Raises ConsentStateError."""
    consent.state, consent.ended_at = move(consent.state, to), now
    service = session.get_one(Service, consent.service_id)
    artefact.write(session, vault.secrets, vault.catalogue, consent, service, now=now, by=actor.id)
    vault.log.append(session, _entry(consent, OPERATIONS[to], actor, how or Circumstances(), now))
    told = {"consent": str(consent.id), "dossier": str(consent.dossier_id), "state": consent.state}
    notices.tell_service(session, consent.service_id, f"consent.{to.lower()}", told, now=now)
    about = {"consent": str(consent.id), "organisation": service.organisation}
    notices.tell_citizen(session, consent.citizen_id, f"consent.{to.lower()}", about, now=now)
    debts.owe_after(session, vault.log, consent, now=now)


def end_overdue(vault: Vault, *, now: datetime) -> int:
    """Lapse what nobody answered and expire what is over, each in a transaction of its own; how many."""
    with vault.database.reading() as session:
        due = session.exec(
            select(Consent.id)
            .join(Citizen, col(Citizen.id) == col(Consent.citizen_id))
            .where(
                Citizen.state == "active",
                or_(
                    and_(col(Consent.state).in_(WAITING), col(Consent.answer_until) <= now),
                    and_(col(Consent.state).in_(LIVING), col(Consent.valid_until) <= now),
                ),
            )
            .limit(ROUND)
        ).all()
    return sum(_end_overdue(vault, consent, now) for consent in due)


def terminate(
    session: Session, vault: Vault, dossier: UUID, *, actor: Actor, how: Circumstances, now: datetime
) -> None:
    """The dossier is closed, and everything that was asked under it ends with it."""
    for consent in _locked(session, Consent.dossier_id == dossier):
        end(session, vault, consent, State.TERMINATED, now=now, actor=actor, how=how)


def invalidate_unusable(vault: Vault, citizen: UUID, *, now: datetime) -> None:
    """Call after a record of the citizen's has ended, in no transaction: a release locks consents before records."""
    with vault.database.transaction() as session:
        held = rows.current_data(session, citizen)
        usable = [(record.type, Assurance(record.assurance), rows.readable(record, data)) for record, data in held]
        for consent in _locked(session, Consent.citizen_id == citizen):
            if consent.state in LIVING and not _can_be_used(consent, usable):
                end(session, vault, consent, State.INVALIDATED, now=now)


def invalidate_all(
    session: Session, vault: Vault, citizen: UUID, *, actor: Actor, how: Circumstances, now: datetime
) -> None:
    """The person is erased, and whoever used a consent up has to delete what they saw as well.

    Call before their keys are destroyed: each end is an entry of theirs.
    """
    for consent in _locked(session, Consent.citizen_id == citizen, UNENDED | {State.EXHAUSTED}):
        end(session, vault, consent, State.INVALIDATED, now=now, actor=actor, how=how)


def _end_overdue(vault: Vault, consent_id: UUID, now: datetime) -> bool:
    with vault.database.transaction() as session:
        consent = session.get_one(Consent, consent_id, with_for_update=True)
        if consent.state in WAITING and consent.answer_until <= now:
            end(session, vault, consent, State.LAPSED, now=now)
        elif consent.state in LIVING and consent.valid_until <= now:
            end(session, vault, consent, State.EXPIRED, now=now)
        else:
            return False  # answered or ended since it was found
    return True


def _locked(session: Session, which: bool, states: frozenset[State] = UNENDED) -> Iterable[Consent]:
    """Those in these states, by default all that have not ended; one order for all callers."""
    found = select(Consent).where(which, col(Consent.state).in_(states)).order_by(col(Consent.id))
    return session.exec(found.with_for_update()).all()


def _can_be_used(consent: Consent, usable: list[tuple[str, Assurance, frozenset[str]]]) -> bool:
    return any(
        item["record_type"] == kind
        and certain >= consent.min_assurance
        and (item["document"] or not names.isdisjoint(item["attributes"]))
        for item in consent.granted
        for kind, certain, names in usable
    )


def _entry(consent: Consent, operation: Operation, actor: Actor, how: Circumstances, now: datetime) -> Entry:
    return Entry(
        citizen=consent.citizen_id,
        operation=operation,
        outcome=Outcome.DONE,
        actor=actor,
        purpose=Purpose(
            code=consent.purpose,
            procedure=consent.procedure,
            dossier=str(consent.dossier_id),
            consent=str(consent.id),
            artefact=consent.artefact_hash,
        ),
        circumstances=how,
        at=now,
    )
