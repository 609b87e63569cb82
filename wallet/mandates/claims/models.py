"""The table of claims. Who is meant is a keyed hash; what was said of people is sealed."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class MandateClaim(SQLModel, table=True):
    """Somebody asks staff to believe a paper. `record_version`: the paper exactly as it was when they asked."""

    __tablename__ = "mandate_claim"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    claimant_id: UUID = Field(foreign_key="citizen.id", index=True)
    # as `Citizen.id_number_hash` of whom they want to act for, who may have no wallet yet; None: it was erased
    person_hash: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True, index=True))
    capacity: str = Field(max_length=10)  # parent | guardian
    record_id: UUID = Field(foreign_key="record.id")
    record_type: str = Field(max_length=60)
    record_version: int
    sealed_words: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = Field(default="received", max_length=12, index=True)  # a State
    made_at: datetime = Field(sa_type=Moment)
    answer_by: datetime = Field(sa_type=Moment)  # two working days: to answer, and to object
    due_at: datetime = Field(sa_type=Moment)
    first_staff_id: UUID | None = None
    second_staff_id: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    ground: str = Field(default="", max_length=40)  # a Ground
    mandate_id: UUID | None = Field(default=None, foreign_key="mandate.id")
