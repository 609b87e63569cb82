"""The outbox: what somebody has to be told, written in the transaction of the act itself; and how far it has come."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from wallet.database import Moment, RowNumber


class OutboxMessage(SQLModel, table=True):
    """One message to one citizen or one service. Ids and words of the trade only, never a personal value.

    `number` names the row and orders what one consent says; `position` is its place in the service's own sequence,
    1, 2, 3 without a gap, given after the commit by `numbering`. A citizen's message has none.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("recipient_id", "position"), Index("ix_outbox_position", "audience", "position"))

    number: int | None = Field(default=None, sa_column=Column(RowNumber, primary_key=True, autoincrement=True))
    id: UUID = Field(unique=True)
    audience: str = Field(max_length=10)  # citizen | service
    recipient_id: UUID = Field(index=True)
    kind: str = Field(max_length=40)
    about: str = Field(default="", max_length=60)  # what must be heard of in order: a consent, a correction
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    position: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=Moment)


class Mailbox(SQLModel, table=True):
    """How far one service's sequence of messages has come. Whoever numbers holds this row."""

    __tablename__ = "mailbox"

    service_id: UUID = Field(foreign_key="service.id", primary_key=True)
    position: int = Field(default=0, sa_type=BigInteger)


class Endpoint(SQLModel, table=True):
    """Where a service wants its messages brought. Its secret is derived, see `signing`; only its version is kept.

    `failures` and `not_before`: it did not answer at all. `lease` and `leased_until`: who is bringing something now.
    """

    __tablename__ = "webhook_endpoint"

    service_id: UUID = Field(foreign_key="service.id", primary_key=True)
    url: str = Field(max_length=500)
    active: bool = True
    secret_version: int = 1
    rotated_at: datetime = Field(sa_type=Moment)
    failures: int = 0
    not_before: datetime = Field(sa_type=Moment)
    lease: UUID | None = None
    leased_until: datetime = Field(sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)


class Delivery(SQLModel, table=True):
    """One message on its way to an endpoint."""

    __tablename__ = "event_delivery"
    __table_args__ = (
        Index("ix_event_delivery_state", "service_id", "state", "position"),
        Index("ix_event_delivery_about", "service_id", "about", "position"),
    )

    event_id: UUID = Field(foreign_key="outbox.id", primary_key=True)
    service_id: UUID = Field(foreign_key="service.id")
    about: str = Field(max_length=60)
    position: int = Field(sa_type=BigInteger)
    state: str = Field(default="waiting", max_length=10)  # waiting | sent | parked
    attempts: int = 0
    failure: str = Field(default="", max_length=40)  # a word for the last one
    next_at: datetime = Field(sa_type=Moment)
    first_tried_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
