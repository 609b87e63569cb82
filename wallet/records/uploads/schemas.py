"""Uploads as they go over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from wallet.records.uploads.models import MOST_BYTES, Upload


class UploadRead(BaseModel):
    """`length` and `received` in bytes; `record`: the paper that it became, if it did."""

    id: UUID
    type: str
    length: int
    received: int
    created_at: datetime
    expires_at: datetime
    record: UUID | None


class UploadSearch(BaseModel):
    """The same file again: its length in bytes, and its SHA-256 as 64 hex digits."""

    model_config = ConfigDict(extra="forbid")

    length: int = Field(ge=1, le=MOST_BYTES)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


def as_read(upload: Upload) -> UploadRead:
    record = upload.answer["record"] if upload.answer else None
    return UploadRead(**upload.model_dump(include=set(UploadRead.model_fields) - {"record"}), record=record)
