"""The mandate under which somebody acts, and whether it holds at this moment. Asked anew for every call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from wallet.clock import day_of
from wallet.identity.acting.models import Mandate
from wallet.identity.acting.scope import BY_LAW, OWNER, Capacity, Doing, Scope
from wallet.identity.acting.terms import Terms, unseal
from wallet.identity.models import Citizen
from wallet.ledger.entries import Actor, ActorKind
from wallet.ledger.errors import SubjectErasedError
from wallet.ledger.log import SubjectKeys


@dataclass(frozen=True, slots=True)
class Standing:
    """A mandate with its terms. `holds` False: it has ended, or the person acted for was erased (`terms` then None);
    or it `waits`: it was given, and begins later.
    """

    mandate: Mandate
    owner: Citizen
    terms: Terms | None
    holds: bool
    waits: bool = False

    @property
    def is_over(self) -> bool:
        return not self.holds and not self.waits

    @property
    def scope(self) -> Scope:
        mandate = self.mandate
        capacity = Capacity(mandate.capacity)
        return Scope(
            doings=frozenset(Doing(one) for one in mandate.doings),
            papers=None if mandate.every_paper else frozenset(mandate.papers),
            two_step=capacity not in BY_LAW,
            capacity=capacity,
            mandate=mandate.id,
            evidence=mandate.evidence,
        )

    @property
    def actor(self) -> Actor:
        """How the log names the delegate."""
        mandate = self.mandate
        return Actor(
            kind=ActorKind.DELEGATE,
            id=str(mandate.delegate_id),
            role=mandate.capacity,
            on_behalf_of=str(mandate.citizen_id),
            mandate=str(mandate.id),
        )


@dataclass(frozen=True, slots=True)
class Party:
    """Whose wallet a call is about, and who makes it: the same person, or a delegate within a scope."""

    citizen: Citizen
    person: Citizen
    actor: Actor
    scope: Scope

    @property
    def id(self) -> UUID:
        """Of the person whose wallet it is."""
        return self.citizen.id


def oneself(citizen: Citizen) -> Party:
    return Party(citizen, citizen, Actor(kind=ActorKind.CITIZEN, id=str(citizen.id)), OWNER)


def find(session: Session, keys: SubjectKeys, mandate_id: UUID, *, now: datetime) -> Standing | None:
    """Whether it holds or not; None where there is no such mandate."""
    mandate = session.get(Mandate, mandate_id)
    return None if mandate is None else of(session, keys, mandate, now=now)


def of(session: Session, keys: SubjectKeys, mandate: Mandate, *, now: datetime) -> Standing:
    owner = session.get_one(Citizen, mandate.citizen_id)
    try:
        terms = unseal(keys.log_key(session, owner.id), owner.id, mandate.id, mandate.sealed_terms)
    except SubjectErasedError:
        return Standing(mandate, owner, None, False)
    grown_up = terms.majority is not None and terms.majority <= day_of(now)
    in_time = mandate.ended_at is None and now < mandate.ends_at
    lives, waits = in_time and not grown_up and owner.state == "active", mandate.begins_at > now
    return Standing(mandate, owner, terms, holds=lives and not waits, waits=lives and waits)


def concerning(session: Session, keys: SubjectKeys, person: UUID, *, now: datetime) -> Sequence[Standing]:
    """All mandates from or for this person, the newest first; for callers that write an entry of their own."""
    wanted = select(Mandate).where(or_(col(Mandate.citizen_id) == person, col(Mandate.delegate_id) == person))
    found = session.exec(wanted.order_by(col(Mandate.begins_at).desc(), col(Mandate.id))).all()
    return [of(session, keys, mandate, now=now) for mandate in found]


def held_by_law(
    session: Session, keys: SubjectKeys, citizen: UUID, delegate: UUID, capacity: Capacity, *, now: datetime
) -> Standing | None:
    """What this delegate holds for this person in this capacity, if it holds at this moment."""
    wanted = select(Mandate).where(
        Mandate.citizen_id == citizen, Mandate.delegate_id == delegate, Mandate.capacity == capacity
    )
    found = [of(session, keys, one, now=now) for one in session.exec(wanted)]
    return next((one for one in found if one.holds), None)


_BY_LAW = select(Mandate).where(
    col(Mandate.citizen_id) == bindparam("citizen"), col(Mandate.capacity).in_([one.value for one in BY_LAW])
)


def needs_guardian(session: Session, keys: SubjectKeys, citizen: UUID, *, now: datetime) -> bool:
    """Whether somebody represents this person by law: a paper showed that they are not of age, or a guardian stands.

    Who is a child by that paper stays one when the parent's mandate ends. An erased person needs nobody.
    """
    for mandate in session.exec(_BY_LAW, params={"citizen": citizen}).all():
        found = of(session, keys, mandate, now=now)
        majority = found.terms.majority if found.terms else None
        of_age_later = majority is not None and majority > day_of(now) and not found.waits
        if of_age_later or (found.holds and mandate.capacity == Capacity.GUARDIAN):
            return True
    return False
