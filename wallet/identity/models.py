"""Tables of people, their keys, and the services that ask. No name, no ID number: an ID number is a keyed hash only."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, LargeBinary, false
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class InstanceKey(SQLModel, table=True):
    """A secret of this installation (signing keys, hash keys), wrapped by the key service; made at first use."""

    __tablename__ = "instance_key"

    name: str = Field(primary_key=True, max_length=40)
    kek_id: str = Field(max_length=200)
    wrapped: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(sa_type=Moment)


class SigningKey(SQLModel, table=True):
    """A later key that signs for this wallet, from a moment on, until the next one of its use does.

    Wrapped by the key service. `old_until`: how long the one before goes on; `distrusts_old`: it is believed no more.
    """

    __tablename__ = "signing_key"

    use: str = Field(primary_key=True, max_length=20)  # tokens | artefacts | events
    number: int = Field(primary_key=True)
    kek_id: str = Field(max_length=200)
    wrapped: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    public: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))  # None: from before it was written here
    created_at: datetime = Field(sa_type=Moment)
    signs_from: datetime = Field(sa_type=Moment)
    old_until: datetime = Field(sa_type=Moment)
    distrusts_old: bool = Field(default=False)
    entry_id: UUID | None = None  # of the log, that says so


class Citizen(SQLModel, table=True):
    """A person who has a wallet."""

    __tablename__ = "citizen"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    id_number_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    form_of_address: str = Field(default="bạn", max_length=10)
    language: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})  # empty: never chosen
    type_size: str = Field(default="normal", max_length=10, sa_column_kwargs={"server_default": "normal"})
    easy_pages: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    assisted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # the law wants extra care
    state: str = Field(default="active", max_length=10)  # active | erased
    created_at: datetime = Field(sa_type=Moment)


class CitizenKeyRow(SQLModel, table=True):
    """The citizen key, wrapped by the key service, and the log key, wrapped by the citizen key. The unit of erasure."""

    __tablename__ = "citizen_key"

    citizen_id: UUID = Field(foreign_key="citizen.id", primary_key=True)
    version: int = Field(primary_key=True)
    state: str = Field(default="active", max_length=10)  # active | retired | destroyed
    kek_id: str = Field(max_length=200)
    wrapped: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    wrapped_log_key: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    created_at: datetime = Field(sa_type=Moment)


class Service(SQLModel, table=True):
    """A dossier service that the operator has registered."""

    __tablename__ = "service"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: str = Field(max_length=100, unique=True)
    name: str = Field(max_length=200)
    organisation: str = Field(max_length=200)
    contact: str = Field(default="", max_length=200)
    jwks: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    jwks_uri: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    jwks_fetched_at: datetime | None = Field(default=None, sa_type=Moment)
    redirect_uris: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    notification_endpoint: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    procedures: list[str] = Field(sa_column=Column(JSON, nullable=False))
    deposits: list[str] = Field(sa_column=Column(JSON, nullable=False))  # record types it may deposit outside a dossier
    active: bool = True
    created_at: datetime = Field(sa_type=Moment)


class Staff(SQLModel, table=True):
    """An auditor or an operator."""

    __tablename__ = "staff"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    login: str = Field(max_length=100, unique=True)
    role: str = Field(max_length=20)  # auditor | operator
    organisation: str = Field(max_length=200)
    active: bool = True
    created_at: datetime = Field(sa_type=Moment)


class SignInTicket(SQLModel, table=True):
    """A link that signs somebody in; only its hash is kept."""

    __tablename__ = "sign_in_ticket"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    kind: str = Field(max_length=10)  # citizen | staff
    person_id: UUID
    expires_at: datetime = Field(sa_type=Moment)
    reusable: bool = False  # development links only
    method: str = Field(default="ticket", max_length=20, sa_column_kwargs={"server_default": "ticket"})  # ticket | zalo
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class SignInSession(SQLModel, table=True):
    """Somebody is signed in; the cookie's secret is kept as a hash."""

    __tablename__ = "sign_in_session"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    kind: str = Field(max_length=10)
    person_id: UUID = Field(index=True)
    method: str = Field(max_length=20)  # ticket | oidc | zalo
    level: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # of authentication, 1 to 4; 0: not known
    csrf: str = Field(max_length=64)
    acting_under: UUID | None = None  # the mandate under which its pages are used now
    created_at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)  # when the person last proved who they are
    challenge: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))  # of a passkey, open
    challenged_at: datetime | None = Field(default=None, sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)


class Passkey(SQLModel, table=True):
    """A key that lives in somebody's device and answers for them there (WebAuthn level 3); its public half only."""

    __tablename__ = "passkey"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    credential_id: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    kind: str = Field(max_length=10)
    person_id: UUID = Field(index=True)
    credential: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # attested credential data, section 6.5.1
    name: str = Field(max_length=60)
    sign_count: int = 0
    created_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class TokenGrant(SQLModel, table=True):
    """What a service holds since a citizen agreed. All its tokens, of whichever generation, end with this row."""

    __tablename__ = "token_grant"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    service_id: UUID = Field(foreign_key="service.id")
    consent_id: UUID = Field(index=True)
    thumbprint: str = Field(max_length=43)  # of the key that every token of it is bound to
    created_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class SeenToken(SQLModel, table=True):
    """The `jti` of a client assertion or DPoP proof: each is good once (RFC 7523 section 3, RFC 9449 section 11.1).

    Also the `jti` of an access token that its holder has revoked, until it would have expired (kind `revoked`).
    """

    __tablename__ = "seen_token"

    kind: str = Field(primary_key=True, max_length=10)
    issuer: str = Field(primary_key=True, max_length=100)
    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    expires_at: datetime = Field(sa_type=Moment, index=True)
