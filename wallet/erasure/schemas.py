"""Erasures as they go over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class KeptRead(BaseModel):
    """What stays, and where it is written that it does."""

    what: str
    label_vi: str
    label_en: str
    basis: str


class ErasureForeseen(BaseModel):
    """What would go, and what would stay."""

    papers: int
    consents: int
    dossiers: int
    kept: list[KeptRead]


class ErasureWish(BaseModel):
    """`word`: XÓA or ERASE, typed by the person."""

    model_config = ConfigDict(extra="forbid")

    word: str = Field(max_length=40)


class ErasureReceipt(BaseModel):
    """`entries` of the access log became unreadable with their keys."""

    id: UUID
    erased_at: datetime
    records: int
    entries: int
    kept: list[KeptRead]


class ErasureRead(BaseModel):
    """How far an erasure has come; `living_epochs`: master keys under which an old backup could still be read."""

    id: UUID
    erased_at: datetime
    keys_left: int
    objects_left: int
    entries_named: bool
    finished_at: datetime | None
    living_epochs: list[str]
    final: bool
