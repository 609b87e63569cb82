"""What operators see, as it goes over the wire."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class KeyRead(BaseModel):
    """`id`: the sender's own name for it; `thumbprint`: RFC 7638."""

    id: str
    algorithm: str
    thumbprint: str


class ServiceRead(BaseModel):
    client_id: str
    name: str
    organisation: str
    contact: str
    active: bool
    procedures: list[str]
    deposits: list[str]
    keys: list[KeyRead]
    created_at: datetime


class SwitchAsk(BaseModel):
    """`reason`: 10 to 500 letters, kept in the log."""

    model_config = ConfigDict(extra="forbid")

    client_id: str = Field(max_length=100)
    active: bool
    reason: str = Field(default="", max_length=2_000)


class WitnessRead(BaseModel):
    """`at`: of its newest cosignature that counted; null: none."""

    witness: str
    at: datetime | None


class BehindRead(BaseModel):
    """Events that a service has not acknowledged: still tried, or given up (`parked`) since the oldest of them."""

    client_id: str
    organisation: str
    contact: str
    waiting: int
    parked: int
    oldest_at: datetime
    failure: str
    is_off: bool


class HealthRead(BaseModel):
    """Sizes of the stages of the log; `alarm`: why it stopped, empty while all is well. `behind`: services whose
    events are late, the longest first."""

    origin: str
    alarm: str
    durable: int
    sequenced: int
    published: int
    witnessed: int
    waited_seconds: float
    published_at: datetime | None
    witnesses: list[WitnessRead]
    behind: list[BehindRead]


class EpochRead(BaseModel):
    """`citizens`, `secrets`: keys that it wraps; `erasures`: those that wait for its end."""

    kek_id: str
    current: bool
    living: bool
    citizens: int
    secrets: int
    erasures: int
