"""The outbox: what somebody has to be told, written in the transaction of the act itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from wallet.database import Moment, RowNumber


class OutboxMessage(SQLModel, table=True):
    """One message to one citizen or one service. Ids and words of the trade only, never a personal value."""

    __tablename__ = "outbox"

    number: int | None = Field(default=None, sa_column=Column(RowNumber, primary_key=True, autoincrement=True))
    id: UUID = Field(unique=True)
    audience: str = Field(max_length=10)  # citizen | service
    recipient_id: UUID = Field(index=True)
    kind: str = Field(max_length=40)
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=Moment)
