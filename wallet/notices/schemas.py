"""Messages as they go over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class EventRead(BaseModel):
    """One event; `cursor` is what the next poll passes as `after`."""

    id: UUID
    cursor: int
    kind: str
    payload: dict[str, str]
    created_at: datetime
