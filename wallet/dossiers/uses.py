"""A citizen's open dossiers, where a record was used, and the latest releases."""

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


@dataclass(frozen=True, slots=True)
class OpenDossier:
    dossier: UUID
    organisation: str
    procedure: str


def open_dossiers_of(session: Session, citizen: UUID) -> Sequence[OpenDossier]:
    """The newest first; for callers that write an entry of their own. Names only."""
    wanted = (
        select(Dossier, Service.organisation)
        .join(Service, col(Service.id) == col(Dossier.service_id))
        .where(Dossier.citizen_id == citizen, Dossier.state == "open")
        .order_by(col(Dossier.created_at).desc(), col(Dossier.id))
    )
    return [OpenDossier(dossier.id, organisation, dossier.procedure) for dossier, organisation in session.exec(wanted)]


@dataclass(frozen=True, slots=True)
class LatestUse:
    """One release, under one consent."""

    consent: UUID
    organisation: str
    procedure: str
    at: datetime


def latest_uses(session: Session, citizen: UUID, *, limit: int) -> Sequence[LatestUse]:
    """What was released of a citizen's papers, the latest first; for callers that write an entry of their own."""
    wanted = (
        select(Release, Dossier, Service.organisation)
        .join(Dossier, col(Dossier.id) == col(Release.dossier_id))
        .join(Service, col(Service.id) == col(Dossier.service_id))
        .where(Dossier.citizen_id == citizen)
        .order_by(col(Release.created_at).desc(), col(Release.id))
        .limit(limit)
    )
    return [
        LatestUse(release.consent_id, organisation, dossier.procedure, release.created_at)
        for release, dossier, organisation in session.exec(wanted)
    ]
