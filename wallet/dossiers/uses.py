"""Where a record was used: the dossiers to which something of it was released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from wallet.dossiers.models import Dossier, Release, ReleasedRecord
from wallet.identity.models import Service


@dataclass(frozen=True, slots=True)
class Use:
    """One dossier that got something of the record; `at`: the last time. `open`: it may still work with it."""

    dossier: UUID
    organisation: str
    procedure: str
    at: datetime
    open: bool


def uses_of(session: Session, citizen: UUID, record_id: UUID) -> Sequence[Use]:
    """Of a citizen's own record, the latest first; nothing for anybody else's. Names and times, no value."""
    last = func.max(Release.created_at).label("last")
    wanted = (
        select(Dossier, Service.organisation, last)
        .join(Release, col(Release.dossier_id) == col(Dossier.id))
        .join(ReleasedRecord, col(ReleasedRecord.release_id) == col(Release.id))
        .join(Service, col(Service.id) == col(Dossier.service_id))
        .where(ReleasedRecord.record_id == record_id, Dossier.citizen_id == citizen)
        .group_by(col(Dossier.id), col(Service.organisation))
        .order_by(last.desc(), col(Dossier.id))
    )
    return [
        Use(dossier.id, organisation, dossier.procedure, at, dossier.state == "open")
        for dossier, organisation, at in session.exec(wanted)
    ]
