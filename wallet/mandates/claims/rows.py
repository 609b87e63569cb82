"""A claim with what it says, and the entries and messages that each step leaves with both persons concerned."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.identity.acting.models import Mandate
from wallet.identity.acting.scope import BY_LAW, Capacity
from wallet.identity.models import Citizen
from wallet.ledger.canonical import canonical
from wallet.ledger.entries import Actor, Circumstances, Entry, Operation, Outcome, Purpose, Touched
from wallet.ledger.errors import SubjectErasedError
from wallet.mandates.claims import words
from wallet.mandates.claims.kinds import LAW, OPEN, Ground
from wallet.mandates.claims.models import MandateClaim
from wallet.mandates.claims.words import Words
from wallet.mandates.entries import PURPOSE
from wallet.notices import service as notices
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """`words` None: its claimant was erased, or nobody has to read them any more. `begins_at`: of what was granted."""

    claim: MandateClaim
    words: Words | None
    overdue: bool
    begins_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.claim.state in OPEN

    @property
    def capacity(self) -> Capacity:
        return Capacity(self.claim.capacity)

    @property
    def ground(self) -> Ground | None:
        return Ground(self.claim.ground) if self.claim.ground else None


@dataclass(frozen=True, slots=True)
class Step:
    """Who does what, and how the call came."""

    operation: Operation
    actor: Actor
    how: Circumstances
    outcome: Outcome = Outcome.DONE


def line_of(session: Session, vault: Vault, claim: MandateClaim, now: datetime) -> ClaimLine:
    overdue = claim.state in OPEN and claim.due_at <= now
    mandate = session.get(Mandate, claim.mandate_id) if claim.mandate_id else None
    begins_at = mandate.begins_at if mandate else None
    try:
        log_key = vault.citizen_keys.log_key(session, claim.claimant_id)
    except SubjectErasedError:
        return ClaimLine(claim, None, overdue, begins_at)
    said = words.unseal(log_key, claim.claimant_id, claim.id, claim.sealed_words)
    return ClaimLine(claim, said, overdue, begins_at)


def person_of(session: Session, claim: MandateClaim) -> Citizen | None:
    """Whom it is about; None: they have no wallet."""
    if claim.person_hash is None:
        return None
    found = session.exec(select(Citizen).where(col(Citizen.id_number_hash) == claim.person_hash)).first()
    return found if found is not None and found.state == "active" else None


def representing(session: Session, person: UUID, now: datetime) -> Iterable[Mandate]:
    """What parents and guardians hold for this person."""
    wanted = select(Mandate).where(
        Mandate.citizen_id == person,
        col(Mandate.capacity).in_([one.value for one in BY_LAW]),
        col(Mandate.ended_at).is_(None),
        col(Mandate.ends_at) > now,
    )
    return session.exec(wanted).all()


def write_down(session: Session, vault: Vault, line: ClaimLine, step: Step, *, now: datetime) -> None:
    """In the chain of who asks, with the paper; and in that of the person concerned, where they have a wallet."""
    vault.log.append(session, entry_of(line, step, now))
    person = person_of(session, line.claim)
    if person is not None:
        vault.log.append(session, entry_of(line, step, now, person.id))


def entry_of(line: ClaimLine, step: Step, now: datetime, person: UUID | None = None) -> Entry:
    """`person`: in whose chain; None: the claimant's, whose paper it is."""
    claim, paper = line.claim, line.words.paper if line.words else ""
    mine = Touched(record=str(claim.record_id), type=claim.record_type, version=claim.record_version, document=True)
    theirs = Touched(record="", type=claim.record_type, version=0)
    basis = line.ground.basis if line.ground else LAW[line.capacity]
    detail = {"claim": str(claim.id), "paper": paper, "ground": claim.ground}
    return Entry(
        citizen=person or claim.claimant_id,
        operation=step.operation,
        outcome=step.outcome,
        actor=step.actor,
        touched=(theirs if person else mine,),
        purpose=Purpose(code=PURPOSE, basis=basis, mandate=str(claim.mandate_id or "")),
        circumstances=replace(
            step.how, detail=canonical({name: word for name, word in detail.items() if word}).decode()
        ),
        at=now,
    )


def tell(session: Session, line: ClaimLine, kind: str, *, claimant: bool = True, now: datetime) -> None:
    """The person concerned, whoever represents them already, and who asked: each in their own wallet."""
    claim, person = line.claim, person_of(session, line.claim)
    told = {"claim": str(claim.id), "capacity": claim.capacity, "state": claim.state}
    reached = {claim.claimant_id} if claimant else set()
    if person is not None:
        reached |= {person.id} | {one.delegate_id for one in representing(session, person.id, now)}
    for one in sorted(reached if claimant else reached - {claim.claimant_id}):
        about = "claimant" if one == claim.claimant_id else "person" if person and one == person.id else "other"
        notices.tell_citizen(session, one, kind, told | {"as": about}, now=now)
