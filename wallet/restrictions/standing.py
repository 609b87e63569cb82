"""What is restricted at this moment, and how it begins and ends."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete
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


_HOLDING = select(Restriction.record_id, Restriction.service_id).where(
    col(Restriction.citizen_id) == bindparam("citizen"), col(Restriction.lifted_at).is_(None)
)


def holding(session: Session, citizen: UUID) -> Restrictions:
    """Those that were not lifted."""
    found = session.exec(_HOLDING, params={"citizen": citizen}).all()
    return Restrictions(
        whole=any(record is None and service is None for record, service in found),
        records=frozenset(record for record, _ in found if record is not None),
        services=frozenset(service for _, service in found if service is not None),
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
