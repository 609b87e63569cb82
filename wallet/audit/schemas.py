"""The access log as it goes over the wire."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel


class OwnEntryRead(BaseModel):
    """`groups`: actor, subject, object, purpose, context, as they were committed to; `leaf` in hex."""

    id: UUID
    index: int | None
    n: int | None
    at: datetime
    operation: str
    outcome: str
    state: str
    groups: dict[str, dict[str, Any]]
    leaf: str | None
    holds: bool


class OwnLogRead(BaseModel):
    entries: list[OwnEntryRead]
    complete: bool
    checked_at: datetime
    published_size: int


class HeaderRead(BaseModel):
    """A public header; `leaf` in hex."""

    index: int
    at: datetime
    operation: str
    outcome: str
    leaf: str
