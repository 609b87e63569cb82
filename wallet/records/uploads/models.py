"""Tables of papers on their way in. No name of a file and no digest of one stands here in clear."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, Column, LargeBinary
from sqlmodel import Field, SQLModel, UniqueConstraint

from wallet.database import Moment

MOST_BYTES = 2**40
"""No paper is longer than this, whatever the operator's limit."""


class Upload(SQLModel, table=True):
    """`length` and `received` in bytes; `answer`: the receipt of the deposit, once the paper is kept."""

    __tablename__ = "upload"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    type: str = Field(max_length=60)
    length: int = Field(sa_type=BigInteger)
    received: int = Field(default=0, sa_type=BigInteger)
    pieces: int = 0
    mark: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))  # keyed, of its SHA-256
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)

    @property
    def is_complete(self) -> bool:
        return self.received == self.length


class UploadPiece(SQLModel, table=True):
    """One sealed piece; `start`: its first byte's place in the paper."""

    __tablename__ = "upload_piece"
    __table_args__ = (UniqueConstraint("upload_id", "start", name="uq_upload_piece_upload_id"),)

    object_id: UUID = Field(primary_key=True)
    upload_id: UUID = Field(foreign_key="upload.id", index=True)
    start: int = Field(sa_type=BigInteger)
    store_key: str = Field(max_length=80, unique=True)
    suite: str = Field(max_length=40)
    wrapped_dek: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    citizen_key_version: int
    header: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    plaintext_length: int = Field(sa_type=BigInteger)
    sealed_length: int = Field(sa_type=BigInteger)
