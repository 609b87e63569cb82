"""How far the access log is, from what is stored: the same on every worker. `ledger.stages` has it as metrics."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from wallet.ledger.head import read_head
from wallet.ledger.levels import newest_size
from wallet.ledger.models import CHECKPOINTS, PENDING, WITNESSED
from wallet.ledger.policy import Policy


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness of the policy; `at`: of its cosignature under the newest witnessed checkpoint, None if it has none."""

    witness: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class LogHealth:
    """Sizes of the four stages, each at most the one before. `waited_seconds`: age of what waits longest."""

    origin: str
    alarm: str
    durable: int
    sequenced: int
    published: int
    witnessed: int
    waited_seconds: float
    published_at: datetime | None
    witnesses: tuple[Cosigned, ...]


def log_health(session: Session, origin: str, policy: Policy, *, now: datetime) -> LogHealth:
    """Reads counts and the two newest checkpoints only."""
    head = read_head(session, origin)
    sequenced = head.size if head else 0
    waiting, oldest = (
        session.connection().execute(select(func.count(), func.min(PENDING.c.seconds)).select_from(PENDING)).one()
    )
    return LogHealth(
        origin=origin,
        alarm=head.alarm if head else "",
        durable=sequenced + waiting,
        sequenced=sequenced,
        published=newest_size(session, CHECKPOINTS, origin),
        witnessed=newest_size(session, WITNESSED, origin),
        waited_seconds=0.0 if oldest is None else max(0.0, now.timestamp() - oldest),
        published_at=_newest(session, CHECKPOINTS, origin, "published_at"),
        witnesses=_witnesses(session, origin, policy),
    )


def _witnesses(session: Session, origin: str, policy: Policy) -> tuple[Cosigned, ...]:
    note = _newest(session, WITNESSED, origin, "note")
    seconds = policy.cosigned(note) if note else {}
    return tuple(
        Cosigned(label, datetime.fromtimestamp(seconds[label], UTC) if label in seconds else None)
        for label in sorted(policy.witnesses)
    )


def _newest(session: Session, checkpoints: Table, origin: str, column: str) -> Any:
    wanted = select(checkpoints.c[column]).where(checkpoints.c.origin == origin)
    return session.connection().execute(wanted.order_by(checkpoints.c.size.desc()).limit(1)).scalar()
