"""Tables of requests under way and of refresh tokens. Secrets that were handed out are kept as SHA-256 only."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class PushedRequest(SQLModel, table=True):
    """What a service pushed (RFC 9126), and what became of it.

    pushed -> taken by a citizen (`citizen_id`, `consent_id`) -> answered -> a code handed out -> redeemed (`grant_id`)
    """

    __tablename__ = "pushed_request"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))  # of the request URI
    service_id: UUID = Field(foreign_key="service.id")
    redirect_uri: str = Field(max_length=500)
    state: str = Field(max_length=500)  # empty: none was sent
    code_challenge: str = Field(max_length=43)
    thumbprint: str = Field(max_length=43)  # of the key that the code is bound to; empty: none was named
    details: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)
    citizen_id: UUID | None = Field(default=None)
    consent_id: UUID | None = Field(default=None, unique=True)
    code_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True, unique=True))
    code_expires_at: datetime | None = Field(default=None, sa_type=Moment)
    grant_id: UUID | None = Field(default=None, foreign_key="token_grant.id")


class RefreshToken(SQLModel, table=True):
    """Good once: its use makes the next one. Using it again ends the grant (RFC 9700 section 4.14.2)."""

    __tablename__ = "refresh_token"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    grant_id: UUID = Field(foreign_key="token_grant.id", index=True)
    created_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class SpokenCode(SQLModel, table=True):
    """A code that a citizen reads out at a counter, so that the question finds their wallet; kept as a keyed hash."""

    __tablename__ = "spoken_code"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    citizen_id: UUID = Field(foreign_key="citizen.id", index=True)
    expires_at: datetime = Field(sa_type=Moment, index=True)


class BackchannelRequest(SQLModel, table=True):
    """A question without a browser (CIBA). Without a consent the hint led nowhere, which the service cannot tell."""

    __tablename__ = "backchannel_request"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))  # of the auth_req_id
    service_id: UUID = Field(foreign_key="service.id")
    consent_id: UUID | None = Field(default=None, unique=True)
    interval: int  # seconds between two polls
    polled_at: datetime | None = Field(default=None, sa_type=Moment)
    notification: bytes | None = Field(
        default=None, sa_column=Column(LargeBinary, nullable=True)
    )  # what a ping carries
    pinged_at: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)
    grant_id: UUID | None = Field(default=None, foreign_key="token_grant.id")
