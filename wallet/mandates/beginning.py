"""A mandate that the law gives begins: for a parent or guardian, on what showed that they are one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from wallet.identity import citizens
from wallet.identity.acting import standing as standings
from wallet.identity.acting.errors import MandateRefusedError
from wallet.identity.acting.models import Mandate
from wallet.identity.acting.scope import Capacity, Doing
from wallet.identity.acting.standing import Standing
from wallet.identity.acting.terms import Terms
from wallet.identity.errors import InvalidIdNumberError
from wallet.identity.models import Citizen
from wallet.ledger.entries import Circumstances, Operation
from wallet.mandates.entries import entry
from wallet.records.vault import Vault

LONGEST = {Capacity.PARENT: timedelta(days=366 * 18), Capacity.GUARDIAN: timedelta(days=731)}
"""At the latest; a guardian shows the paper anew. A child's majority comes before, and is sealed."""


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """`number`: of the person represented, as the paper has it. `evidence`: what it rests on, without any value."""

    capacity: Capacity
    number: str
    terms: Terms
    evidence: Mapping[str, Any]


def begin(
    session: Session,
    vault: Vault,
    delegate: Citizen,
    proof: Proof,
    *,
    how: Circumstances,
    first_at: datetime | None = None,
    now: datetime,
) -> Standing:
    """Open the child's wallet where there is none. The same proof again is the mandate that is there.

    `first_at`: when it opens the first door; None: now. MandateRefusedError.
    """
    person = _person(session, vault, proof.number, now)
    known = standings.held_by_law(session, vault.citizen_keys, person.id, delegate.id, proof.capacity, now=now)
    if known is not None:
        return known
    log_key, mandate_id = vault.citizen_keys.log_key(session, person.id), uuid4()
    mandate = Mandate(
        id=mandate_id,
        citizen_id=person.id,
        delegate_id=delegate.id,
        capacity=proof.capacity,
        doings=[doing.value for doing in Doing],
        papers=[],
        every_paper=True,
        evidence=dict(proof.evidence),
        sealed_terms=proof.terms.seal(log_key, person.id, mandate_id),
        begins_at=first_at or now,
        ends_at=now + LONGEST[proof.capacity],
    )
    session.add(mandate)
    session.flush()
    standing = standings.of(session, vault.citizen_keys, mandate, now=now)
    begun = entry(person.id, Operation.MANDATE_BEGIN, standing.actor, how, mandate=mandate_id, now=now)
    vault.log.append(session, begun)
    return standing


def _person(session: Session, vault: Vault, number: str, now: datetime) -> Citizen:
    try:
        person = citizens.enrol(session, vault.citizen_keys, vault.secrets, number, now=now)
    except InvalidIdNumberError:
        raise MandateRefusedError from None
    if person.state != "active":
        raise MandateRefusedError
    return person
