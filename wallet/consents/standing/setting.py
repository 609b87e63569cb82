"""A citizen makes a rule, looks at their rules, stops one. Stopping holds before it returns, with all that it gave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from wallet.consents import answering, notice
from wallet.consents.models import Consent, StandingPolicy, StandingPolicyVersion
from wallet.consents.standing import statement
from wallet.consents.standing.drafting import Draft, drafted
from wallet.consents.standing.errors import PolicyChangedError, PolicyEndedError, PolicyNotFoundError
from wallet.consents.standing.statement import ACTIVE, ENDED
from wallet.consents.standing.wording import write
from wallet.consents.states import DOCUMENTS_OPEN, LIVING, State
from wallet.disposals.owing import has_overdue_disposal
from wallet.identity.models import Service
from wallet.identity.preferences import Language
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose, Touched
from wallet.records.reading import Reader
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A rule as lists show it. `answers`: questions that it answered; `late`: its service owes proof of deletion, and
    is asked for each time until it has given it.
    """

    policy: StandingPolicy
    service: Service | None
    answers: int
    late: bool

    def holds(self, now: datetime) -> bool:
        until = self.policy.valid_until
        return self.policy.state == ACTIVE and (until is None or until > now)


def set_policy(
    vault: Vault,
    reader: Reader,
    draft: Draft,
    *,
    notice_hash: str,
    language: Language = Language.VIETNAMESE,
    now: datetime,
) -> StandingPolicy:
    """`notice_hash`: of the text that `trying` showed. Raises PolicyUnfitError, PolicyChangedError,
    ServiceOwesDisposalError.
    """
    with vault.database.transaction() as session:
        policy, service = drafted(session, vault.catalogue, reader.citizen.id, draft, now=now)
        text = write(vault.catalogue, policy, service, language)
        if text.hash != notice_hash:
            raise PolicyChangedError
        policy.notice_hash = notice.keep(session, text)
        session.add(policy)
        session.flush()
        statement.write(session, vault.secrets, policy, now=now, by=reader.actor.id)
        pending = vault.log.append(session, _entry(reader, policy, Operation.POLICY_SET, now))
    pending.receipt()
    return policy


def end_policy(vault: Vault, reader: Reader, policy_id: UUID, *, now: datetime) -> StandingPolicy:
    """It answers nothing any more, and the consents that it gave are revoked. Raises PolicyNotFoundError,
    PolicyEndedError.
    """
    with vault.database.transaction() as session:
        policy = _own(session, reader, policy_id, lock=True)
        if policy.state != ACTIVE:
            raise PolicyEndedError
        policy.state, policy.ended_at = ENDED, now
        given = _given_by(session, policy, now)
        statement.write(session, vault.secrets, policy, now=now, by=reader.actor.id)
        pending = vault.log.append(session, _entry(reader, policy, Operation.POLICY_END, now))
        for consent in given:
            answering.change_in(session, vault, reader, consent, State.REVOKED, now=now)
    pending.receipt()
    return policy


def list_policies(vault: Vault, reader: Reader, *, now: datetime) -> Sequence[PolicyLine]:
    """Newest first."""
    with vault.database.reading() as session:
        entry = Entry(
            citizen=reader.citizen.id,
            operation=Operation.POLICY_LIST,
            outcome=Outcome.DONE,
            actor=reader.actor,
            circumstances=reader.circumstances,
            at=now,
        )
        look = vault.log.sealed(session, entry)
        mine = select(StandingPolicy).where(StandingPolicy.citizen_id == reader.citizen.id)
        newest = session.exec(mine.order_by(col(StandingPolicy.created_at).desc(), col(StandingPolicy.id))).all()
        lines = [_line(session, policy, now) for policy in newest]
    vault.log.note(vault.database, look)
    return lines


def read_policy(vault: Vault, reader: Reader, policy_id: UUID, *, now: datetime) -> tuple[PolicyLine, str]:
    """One rule and its signed statement (JWS). Raises PolicyNotFoundError."""
    with vault.database.reading() as session:
        policy = _own(session, reader, policy_id)
        look = vault.log.sealed(session, _entry(reader, policy, Operation.POLICY_LIST, now))
        version = statement.latest(session, policy)
        line = _line(session, policy, now)
    vault.log.note(vault.database, look)
    return line, version.jws if version else ""


def holding(session: Session, citizen: UUID, *, now: datetime) -> int:
    """How many rules answer now; for pages that write an entry of their own."""
    mine = select(StandingPolicy).where(StandingPolicy.citizen_id == citizen, StandingPolicy.state == ACTIVE)
    return sum(PolicyLine(policy, None, 0, False).holds(now) for policy in session.exec(mine))


def rule_behind(session: Session, consent: Consent) -> UUID | None:
    """The citizen's rule that answered this question, if one did."""
    wanted = select(StandingPolicyVersion.policy_id).where(StandingPolicyVersion.hash == consent.rule)
    return session.exec(wanted).first() if consent.rule else None


def _line(session: Session, policy: StandingPolicy, now: datetime) -> PolicyLine:
    service = session.get(Service, policy.service_id) if policy.service_id else None
    answered = session.exec(
        select(Consent.id).where(
            Consent.citizen_id == policy.citizen_id, col(Consent.rule).in_(statement.hashes(session, policy))
        )
    ).all()
    late = service is not None and has_overdue_disposal(session, service.id, now)
    return PolicyLine(policy, service, len(answered), late)


def _given_by(session: Session, policy: StandingPolicy, now: datetime) -> Iterable[Consent]:
    """Living, or used up so lately that its documents are still open; locked, one order for all callers."""
    still_open = and_(col(Consent.state) == State.EXHAUSTED, col(Consent.last_used_at) > now - DOCUMENTS_OPEN)
    wanted = select(Consent).where(
        Consent.citizen_id == policy.citizen_id,
        col(Consent.rule).in_(statement.hashes(session, policy)),
        or_(col(Consent.state).in_(LIVING), still_open),
    )
    return session.exec(wanted.order_by(col(Consent.id)).with_for_update()).all()


def _own(session: Session, reader: Reader, policy_id: UUID, *, lock: bool = False) -> StandingPolicy:
    policy = session.get(StandingPolicy, policy_id, with_for_update=lock)
    if policy is None or policy.citizen_id != reader.citizen.id:
        raise PolicyNotFoundError(owner=policy.citizen_id if policy else None)
    return policy


def _entry(reader: Reader, policy: StandingPolicy, operation: Operation, now: datetime) -> Entry:
    return Entry(
        citizen=reader.citizen.id,
        operation=operation,
        outcome=Outcome.DONE,
        actor=reader.actor,
        touched=(Touched(record="", type="", version=0, attributes=tuple(policy.names)),),
        purpose=Purpose(procedure=policy.procedure, artefact=policy.artefact_hash, notice=policy.notice_hash),
        circumstances=reader.circumstances,
        at=now,
    )
