"""How far entries have come, for the operator's charts: durable, sequenced, published, witnessed; how long one waits.

wallet_log_entries{stage="durable|sequenced|published|witnessed"}   sizes; each stage is at most the one before it
wallet_log_oldest_waiting_seconds                         age of the entry that has waited longest for its place
wallet_log_stopped                                        1 while an alarm stops the log
wallet_log_refused_total                                  acts that were refused because too many entries waited
"""

from datetime import datetime

from prometheus_client import Counter, Gauge
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wallet.ledger.head import read_head
from wallet.ledger.levels import newest_size
from wallet.ledger.models import CHECKPOINTS, PENDING, WITNESSED

ENTRIES = Gauge("wallet_log_entries", "Entries of the access log that have come this far.", ("stage",))
OLDEST = Gauge("wallet_log_oldest_waiting_seconds", "Age of the entry that has waited longest for its place.")
STOPPED = Gauge("wallet_log_stopped", "1 while an alarm stops the access log.")
REFUSED = Counter("wallet_log_refused", "Acts refused because too many entries waited.")


def observe(session: Session, origin: str, *, now: datetime) -> None:
    """Reads counts only."""
    connection = session.connection()
    head = read_head(session, origin)
    sequenced = head.size if head else 0
    waiting, oldest = connection.execute(select(func.count(), func.min(PENDING.c.seconds)).select_from(PENDING)).one()
    ENTRIES.labels("durable").set(sequenced + waiting)
    ENTRIES.labels("sequenced").set(sequenced)
    ENTRIES.labels("published").set(newest_size(session, CHECKPOINTS, origin))
    ENTRIES.labels("witnessed").set(newest_size(session, WITNESSED, origin))
    OLDEST.set(0 if oldest is None else max(0.0, now.timestamp() - oldest))
    STOPPED.set(bool(head and head.alarm))
