"""What a citizen gives to nobody."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session


def refused_by(_session: Session, _citizen: UUID, *, now: datetime) -> frozenset[str]:  # noqa: ARG001
    return frozenset()
