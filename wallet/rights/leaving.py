"""The person is erased: what they asked for is settled, and says no more which paper it was about."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from wallet.rights.kinds import OPEN, Kind, State
from wallet.rights.models import RightsRequest


def forget_citizen(session: Session, citizen: UUID, *, now: datetime) -> None:
    """A request to erase is done by this; nobody waits for an answer to the others."""
    mine, connection = col(RightsRequest.citizen_id) == citizen, session.connection()
    still_open = col(RightsRequest.state).in_(OPEN)
    is_erasure = col(RightsRequest.kind) == Kind.ERASURE
    for which, state in ((is_erasure, State.DONE), (~is_erasure, State.WITHDRAWN)):
        connection.execute(update(RightsRequest).where(mine, still_open, which).values(state=state.value, ended_at=now))
    connection.execute(update(RightsRequest).where(mine).values(record_id=None, service_id=None, restriction_id=None))
