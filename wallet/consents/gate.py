"""The gate: the one function that every value for somebody else passes.

It gathers facts, asks `policies`, counts the use, writes the log entry (permit or refusal, with the rules that decided
and the hash of the policy set) and returns what may be opened. It opens nothing itself. Everything happens in the
caller's transaction; nothing may leave before that has committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from policies.grounds import Ground
from policies.release import Deny, Permit
from wallet.consents.facts import Ask, FactsOfOneAsk, Gate
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.ledger.entries import Entry, Outcome, Purpose, Touched
from wallet.ledger.log import Pending
from wallet.records import rows
from wallet.records.models import Record, SealedObjectRow


@dataclass(frozen=True, slots=True)
class Opening:
    """One record that may be opened, and how far."""

    permit: Permit
    record: Record
    data: SealedObjectRow


@dataclass(frozen=True, slots=True)
class Withheld:
    """Part of what was asked that stays closed, and why."""

    record_type: str
    attributes: tuple[str, ...]
    deny: Deny


@dataclass(frozen=True, slots=True)
class Granted:
    openings: tuple[Opening, ...]
    withheld: tuple[Withheld, ...]
    entry: Pending


@dataclass(frozen=True, slots=True)
class Refusal:
    deny: Deny
    names: tuple[str, ...]
    entry: Pending


def decide(
    session: Session, gate: Gate, ask: Ask, consent: Consent | None, *, now: datetime, own_use: bool = False
) -> Granted | Refusal:
    """Permit or refuse, and write down which.

    `own_use`: the use of this consent was counted by an earlier decision that this one completes (a document of a
    release); it is then neither refused as exhausted nor counted again.
    """
    facts = FactsOfOneAsk(session, gate, ask, consent, now, own_use)
    if deny := facts.refusal_of_the_request():
        return _refuse(session, gate, ask, consent, deny, now)
    openings, withheld = [], []
    for record, data in rows.current_data(session, ask.citizen):
        for part in facts.parts_of(record, data):
            match gate.engine.evaluate(part):
                case Permit() as permit:
                    openings.append(Opening(permit, record, data))
                case Deny() as deny:
                    withheld.append(Withheld(record.type, tuple(sorted(part.ask.attributes)), deny))
    if not openings:
        grounds = {ground: None for part in withheld for ground in part.deny.grounds} or {Ground.RECORD_REVOKED: None}
        return _refuse(session, gate, ask, consent, Deny(tuple(grounds), gate.engine.policy_set), now)
    if consent is not None and not own_use and not _count_use(session, consent, now):
        return _refuse(session, gate, ask, consent, _lost_race(session, gate, consent), now)
    entry = gate.log.append(session, _entry(gate, ask, consent, openings, now))
    return Granted(tuple(openings), tuple(withheld), entry)


def _count_use(session: Session, consent: Consent, now: datetime) -> bool:
    """One conditional UPDATE, so that two workers can never both take the last use."""
    counted = session.execute(
        update(Consent)
        .where(
            col(Consent.id) == consent.id,
            col(Consent.state) == State.ACTIVE,
            col(Consent.uses) < col(Consent.max_uses),
            col(Consent.valid_until) > now,
        )
        .values(uses=col(Consent.uses) + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(consent)
    if consent.uses >= consent.max_uses and consent.state == State.ACTIVE:
        consent.state, consent.ended_at = State.EXHAUSTED, now
        session.add(consent)
    return bool(counted.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult


def _lost_race(session: Session, gate: Gate, consent: Consent) -> Deny:
    """Somebody revoked it, or took the last use, while we were deciding."""
    session.refresh(consent)
    ground = Ground.CONSENT_EXHAUSTED if consent.uses >= consent.max_uses else Ground.CONSENT_REVOKED
    return Deny((ground,), gate.engine.policy_set)


def _refuse(session: Session, gate: Gate, ask: Ask, consent: Consent | None, deny: Deny, now: datetime) -> Refusal:
    names = _names_refused(gate, ask, consent, deny)
    how = replace(ask.how, policy_set=deny.policy_set, rules=tuple(deny.grounds))
    touched = (Touched(record="", type="", version=0, attributes=tuple(sorted(ask.attributes | ask.documents))),)
    entry = Entry(
        citizen=ask.citizen,
        operation=ask.operation,
        outcome=Outcome.DENIED,
        actor=ask.actor,
        touched=touched,
        purpose=_purpose(ask, consent),
        circumstances=how,
        at=now,
    )
    return Refusal(deny, names, gate.log.append(session, entry))


def _names_refused(gate: Gate, ask: Ask, consent: Consent | None, deny: Deny) -> tuple[str, ...]:
    """What exactly was too much, when the ground is about names."""
    asked = ask.attributes | ask.documents
    if Ground.OVER_ASKING in deny.grounds:
        template = gate.catalogue.template(ask.procedure)
        return tuple(sorted(asked - template.attributes - template.documents))
    if Ground.ATTRIBUTE_NOT_GRANTED in deny.grounds and consent is not None:
        granted = {name for item in consent.granted for name in item["attributes"]}
        granted |= {item["record_type"] for item in consent.granted if item["document"]}
        return tuple(sorted(asked - granted))
    return ()


def _entry(gate: Gate, ask: Ask, consent: Consent | None, openings: Sequence[Opening], now: datetime) -> Entry:
    rules = tuple(sorted({rule for opening in openings for rule in opening.permit.rules}))
    return Entry(
        citizen=ask.citizen,
        operation=ask.operation,
        outcome=Outcome.RELEASED,
        actor=ask.actor,
        touched=tuple(_touched(opening) for opening in openings),
        purpose=_purpose(ask, consent),
        circumstances=replace(ask.how, policy_set=gate.engine.policy_set, rules=rules),
        at=now,
    )


def _touched(opening: Opening) -> Touched:
    return Touched(
        record=str(opening.record.id),
        type=opening.record.type,
        version=opening.record.version,
        attributes=tuple(sorted(opening.permit.attributes)),
        document=opening.permit.document,
    )


def _purpose(ask: Ask, consent: Consent | None) -> Purpose:
    return Purpose(
        code=ask.purpose,
        basis="consent",
        procedure=ask.procedure,
        dossier=str(ask.dossier),
        consent=str(consent.id) if consent else "",
        artefact=consent.artefact_hash if consent else "",
    )
