"""A sample at the desk: drawn from the newest published checkpoint, logged with its nonce, shown as sightings."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from wallet.audit.cases import Desk
from wallet.audit.errors import SampleNotPossibleError
from wallet.audit.sampling import sample
from wallet.audit.searching import log_look
from wallet.audit.sightings import Filters, Sighting, scan
from wallet.ledger.entries import Operation
from wallet.ledger.models import LogCheckpoint


@dataclass(frozen=True, slots=True)
class Sample:
    """`root` and `size` of the checkpoint; `lines` in the order in which they were drawn."""

    root: bytes
    size: int
    nonce: str
    lines: tuple[Sighting, ...]


def draw(desk: Desk, nonce: str, count: int, *, size: int | None = None, now: datetime) -> Sample:
    """`size`: of an older checkpoint, to draw again what was drawn then. Raises SampleNotPossibleError."""
    with desk.vault.database.reading() as session:
        checkpoint = _checkpoint(session, desk.vault.log.origin, size)
    indexes = sample(checkpoint.root, checkpoint.size, nonce, count)
    words = {"sample": nonce, "size": str(checkpoint.size), "count": str(count)}
    log_look(desk, Operation.AUDIT_LIST, words, now=now)
    with desk.vault.database.reading() as session:
        lines = [line for index in indexes for line in scan(session, desk, Filters(), beyond=index - 1, limit=1).lines]
    return Sample(checkpoint.root, checkpoint.size, nonce, tuple(lines))


def _checkpoint(session: Session, origin: str, size: int | None) -> LogCheckpoint:
    wanted = select(LogCheckpoint).where(LogCheckpoint.origin == origin)
    if size is not None:
        wanted = wanted.where(LogCheckpoint.size == size)
    found = session.exec(wanted.order_by(col(LogCheckpoint.size).desc())).first()
    if found is None:
        raise SampleNotPossibleError
    return found
