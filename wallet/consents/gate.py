"""The gate: the one function that every value for somebody else passes.

It gathers facts from the signed artefact and the index, asks `policies`, counts the use, writes the log entry (permit
or refusal, with the facts, the rules that decided and the hash of the policy set) and returns what may be opened. It
opens nothing itself. Everything happens in the caller's transaction; nothing may leave before that has committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from policies.grounds import Ground
from policies.release import Deny, Permit
from wallet.consents import artefact
from wallet.consents.facts import Ask, FactsOfOneAsk, Gate
from wallet.consents.models import Consent
from wallet.consents.refusing import refused_by
from wallet.consents.states import WALLET, State, move
from wallet.consents.weighing import Case, Part, Verdict, as_logged, weigh_records, weigh_request
from wallet.ledger.entries import SYSTEM_SUBJECT, Circumstances, Entry, Outcome, Purpose, Touched
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
    """`agreed_in`: hash of the artefact that permitted it; the last use already made the next version."""

    openings: tuple[Opening, ...]
    withheld: tuple[Withheld, ...]
    entry: Pending
    agreed_in: str


@dataclass(frozen=True, slots=True)
class Refusal:
    deny: Deny
    names: tuple[str, ...]
    entry: Pending


def decide(
    session: Session, gate: Gate, ask: Ask, consent: Consent | None, *, now: datetime, own_use: bool = False
) -> Granted | Refusal:
    """Permit or refuse, and write down which, with the facts from which an auditor derives it again.

    `own_use`: the use of this consent was counted by an earlier decision that this one completes (a document of a
    release); it is then neither refused as exhausted nor counted again.
    """
    facts = FactsOfOneAsk(session, gate, ask, consent, refused_by(session, gate.secrets, ask.citizen), now, own_use)
    case = facts.of_the_request()
    if verdict := weigh_request(gate.engine, case):
        return _refuse(session, gate, ask, consent, case, verdict)
    held = [
        (part, record, data)
        for record, data in rows.current_data(session, ask.citizen)
        for part in facts.parts_of(record, data)
    ]
    case = replace(case, records=tuple(part for part, _, _ in held))
    verdict = weigh_records(gate.engine, case)
    if consent is None or not verdict.permits:
        return _refuse(session, gate, ask, consent, case, verdict)
    agreed_in = consent.artefact_hash
    if not own_use and not _count_use(session, consent, now):
        case = replace(case, lost=_lost_race(session, consent))
        return _refuse(session, gate, ask, consent, case, weigh_records(gate.engine, case))
    return _grant(session, gate, ask, consent, case, verdict, held, agreed_in, counted=not own_use)


def _grant(
    session: Session,
    gate: Gate,
    ask: Ask,
    consent: Consent,
    case: Case,
    verdict: Verdict,
    held: Sequence[tuple[Part, Record, SealedObjectRow]],
    agreed_in: str,
    *,
    counted: bool,
) -> Granted:
    found = {id(part): (record, data) for part, record, data in held}
    openings = tuple(Opening(permit, *found[id(part)]) for part, permit in verdict.permits)
    withheld = tuple(
        Withheld(part.record.type, tuple(sorted(part.attributes)), deny) for part, deny in verdict.withheld
    )
    entry = gate.log.append(session, _entry(gate, ask, consent, openings, case, agreed_in))
    if counted:
        consent.last_entry = entry.entry_id
        if consent.uses >= consent.max_uses:
            consent.state, consent.ended_at = move(consent.state, State.EXHAUSTED), case.now
            artefact.write(session, gate.secrets, gate.catalogue, consent, ask.service, now=case.now, by=WALLET)
        session.add(consent)
        session.flush()
    return Granted(openings, withheld, entry, agreed_in)


def _count_use(session: Session, consent: Consent, now: datetime) -> bool:
    """One conditional UPDATE, so that two workers can never both take the last use."""
    session.flush()
    times = {"consent": consent.id, "now": now, "rested": now - timedelta(hours=consent.interval_hours)}
    counted = session.connection().execute(_COUNT, times).first()
    if counted is None:
        return False
    set_committed_value(consent, "uses", counted.uses)  # the row is ours until the commit: nothing else of it changed
    set_committed_value(consent, "last_used_at", now)
    return True


_USED = col(Consent.last_used_at)
_COUNT = (
    update(Consent)
    .where(
        col(Consent.id) == bindparam("consent"),
        col(Consent.state) == State.ACTIVE,
        col(Consent.uses) < col(Consent.max_uses),
        col(Consent.valid_until) > bindparam("now"),
        or_(col(Consent.interval_hours) == 0, _USED.is_(None), bindparam("rested") >= _USED),
    )
    .values(uses=col(Consent.uses) + 1, last_used_at=bindparam("now"))
    .returning(col(Consent.uses))
)


def _lost_race(session: Session, consent: Consent) -> Ground:
    """Somebody revoked it, or took the last use, while we were deciding."""
    session.refresh(consent)
    return Ground.CONSENT_EXHAUSTED if consent.uses >= consent.max_uses else Ground.CONSENT_REVOKED


def _refuse(session: Session, gate: Gate, ask: Ask, consent: Consent | None, case: Case, verdict: Verdict) -> Refusal:
    deny = Deny(verdict.grounds, gate.engine.policy_set)
    names = _names_refused(gate, ask, consent, deny)
    rules = tuple(deny.grounds)
    how = _how(gate, ask, rules, case)
    touched = (Touched(record="", type="", version=0, attributes=tuple(sorted(ask.attributes | ask.documents))),)
    entry = Entry(
        citizen=SYSTEM_SUBJECT if case.citizen.erased else ask.citizen,  # whose own chain has ended
        operation=ask.operation,
        outcome=Outcome.DENIED,
        actor=ask.actor,
        touched=touched,
        purpose=_purpose(ask, consent, consent.artefact_hash if consent else ""),
        circumstances=how,
        at=case.now,
    )
    return Refusal(deny, names, gate.log.append(session, entry))


def _names_refused(gate: Gate, ask: Ask, consent: Consent | None, deny: Deny) -> tuple[str, ...]:
    """What exactly was too much, when the ground is about names."""
    asked = ask.attributes | ask.documents
    if Ground.OVER_ASKING in deny.grounds:
        template = gate.catalogue.still_needs(ask.procedure)
        return tuple(sorted(asked - template.attributes - template.documents))
    if Ground.ATTRIBUTE_NOT_GRANTED in deny.grounds and consent is not None:
        granted = {name for item in consent.granted for name in item["attributes"]}
        granted |= {item["record_type"] for item in consent.granted if item["document"]}
        return tuple(sorted(asked - granted))
    return ()


def _entry(gate: Gate, ask: Ask, consent: Consent, openings: Sequence[Opening], case: Case, agreed_in: str) -> Entry:
    rules = tuple(sorted({rule for opening in openings for rule in opening.permit.rules}))
    how = _how(gate, ask, rules, case)
    return Entry(
        citizen=ask.citizen,
        operation=ask.operation,
        outcome=Outcome.RELEASED,
        actor=ask.actor,
        touched=tuple(_touched(opening) for opening in openings),
        purpose=_purpose(ask, consent, agreed_in),
        circumstances=how,
        at=case.now,
    )


def _how(gate: Gate, ask: Ask, rules: tuple[str, ...], case: Case) -> Circumstances:
    decision, policy_set = as_logged(case), gate.engine.policy_set
    return replace(ask.how, policy_set=policy_set, catalogue=gate.catalogue.version, rules=rules, decision=decision)


def _touched(opening: Opening) -> Touched:
    return Touched(
        record=str(opening.record.id),
        type=opening.record.type,
        version=opening.record.version,
        attributes=tuple(sorted(opening.permit.attributes)),
        document=opening.permit.document,
    )


def _purpose(ask: Ask, consent: Consent | None, agreed_in: str) -> Purpose:
    return Purpose(
        code=ask.purpose,
        basis="consent",
        procedure=ask.procedure,
        dossier=str(ask.dossier),
        consent=str(consent.id) if consent else "",
        artefact=agreed_in,
    )
