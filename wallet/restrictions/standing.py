"""What is restricted at this moment, and how it begins and ends."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from wallet.restrictions.models import Restriction


@dataclass(frozen=True, slots=True)
class Restrictions:
    """Of one citizen. `whole`: everything; `services`: those to whose processing they object."""

    whole: bool
    records: frozenset[UUID]
    services: frozenset[UUID]

    def keeps_in(self, records: Collection[UUID]) -> bool:
        """Whether any of these may leave for nobody."""
        return self.whole or not self.records.isdisjoint(records)


def holding(session: Session, citizen: UUID) -> Restrictions:
    """Those that were not lifted."""
    mine = select(Restriction).where(Restriction.citizen_id == citizen, col(Restriction.lifted_at).is_(None))
    found = session.exec(mine).all()
    return Restrictions(
        whole=any(one.record_id is None and one.service_id is None for one in found),
        records=frozenset(one.record_id for one in found if one.record_id is not None),
        services=frozenset(one.service_id for one in found if one.service_id is not None),
    )


def lift(session: Session, restriction_id: UUID, *, now: datetime) -> bool:
    """False: it was lifted before."""
    found = session.get(Restriction, restriction_id, with_for_update=True)
    if found is None or found.lifted_at is not None:
        return False
    found.lifted_at = now
    session.add(found)
    return True


def forget_citizen(session: Session, citizen: UUID) -> None:
    """The person is erased: there is nothing left to restrict."""
    session.connection().execute(delete(Restriction).where(col(Restriction.citizen_id) == citizen))
