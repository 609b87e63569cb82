"""The table of corrections. The proposed value is sealed under the citizen's key; what stands in clear is an index."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class Correction(SQLModel, table=True):
    """One attribute of one version of a record that its owner says is wrong."""

    __tablename__ = "correction"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    record_id: UUID = Field(foreign_key="record.id", index=True)
    version: int
    attribute: str = Field(max_length=120)
    dossier_id: UUID | None = Field(default=None, index=True)  # None: the citizen asked, looking at their paper
    asked_by: UUID | None = Field(default=None, foreign_key="service.id")  # whose form was edited; hidden from issuers
    issuer_id: UUID = Field(foreign_key="service.id", index=True)
    state: str = Field(default="open", max_length=10)  # open | accepted | rejected | withdrawn
    reason: str = Field(default="", max_length=40)  # the issuer's, a code word
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # the proposal, see `proposal`
    mark: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False, server_default=""))
    citizen_key_version: int
    corrected_version: int | None = None  # of the record, where the issuer names it
    created_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
