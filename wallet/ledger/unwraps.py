"""How often keys were opened, set against the entries that allowed it: values that left without an entry would show.

A key that opens stored values is unwrapped against a `Receipt` only, and the first use of each receipt is counted by
the operation of its entry. A process logs its counts as `key.unwrap` in the wallet's own chain, in `context.detail`:

    {"counts":{"record.read":17,"release":3},"epoch":"<32 hex digits, random for each process>"}

Counts only grow within an epoch, so of each epoch the last entry holds. What is reconciled, operation by operation:

    sum over the epochs of the last count  <=  entries of that operation that ended as `released`

The entry is durable before the key is opened, and the key is opened before it is counted. So a crash, wherever it
comes, can only lose counts: the left side is then too small and the comparison still holds. An excess has no innocent
cause. The shortfall is reported: entries whose values were never opened, or whose count a crash took.
"""

import secrets
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from prometheus_client import Counter as Metric
from sqlalchemy import select
from sqlalchemy.orm import Session

from wallet.ledger.canonical import canonical
from wallet.ledger.chain import OwnEntry
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, ActorKind, Circumstances, Entry, Operation, Outcome
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.header import parse_header
from wallet.ledger.log import Log, Receipt
from wallet.ledger.models import ENTRIES, PENDING

ROWS_AT_A_TIME = 5_000
UNWRAPS = Metric("wallet_key_unwraps", "Receipts under which a citizen's key was opened.", ("operation",))


class Unwraps:
    """The counts of this process. Safe between threads."""

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(16)
        self._counts: Counter[str] = Counter()
        self._logged: Mapping[str, int] = {}
        self._lock = threading.Lock()

    def count(self, receipt: Receipt) -> None:
        """One for each receipt, however many keys it opens."""
        if not receipt.is_first_use():
            return
        with self._lock:
            self._counts[receipt.operation] += 1
        UNWRAPS.labels(receipt.operation).inc()

    def counts(self) -> dict[str, int]:
        with self._lock:
            return dict(self._counts)

    def write_down(self, session: Session, log: Log, *, now: datetime) -> bool:
        """Log the counts, if they have grown since; in the caller's transaction."""
        counts = self.counts()
        if counts == self._logged:
            return False
        log.append(session, _entry(self.epoch, counts, now))
        self._logged = counts
        return True


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Operation by operation: receipts that opened keys, entries that allowed it. `excess` is what has no entry."""

    opened: Mapping[str, int]
    allowed: Mapping[str, int]
    epochs: int

    @property
    def excess(self) -> dict[str, int]:
        over = {name: count - self.allowed.get(name, 0) for name, count in self.opened.items()}
        return {name: count for name, count in over.items() if count > 0}

    @property
    def holds(self) -> bool:
        return not self.excess


def reconcile(session: Session, log: Log) -> Reconciliation:
    """Over everything this database holds, sequenced or waiting; a waiting entry is durable too."""
    own = log.history(session, SYSTEM_SUBJECT)
    return compare(own, allowed_by(_headers(session)) + _allowed_waiting(session))


def compare(system_chain: Iterable[OwnEntry], allowed: Mapping[str, int]) -> Reconciliation:
    """`system_chain`: SYSTEM_SUBJECT's entries, opened and in order; `allowed` as of `allowed_by`."""
    latest: dict[str, Mapping[str, int]] = {}
    for entry in system_chain:
        if entry.operation == Operation.KEY_UNWRAP and (said := _said(entry)) is not None:
            latest[said[0]] = said[1]
    opened: Counter[str] = Counter()
    for counts in latest.values():
        opened.update(counts)
    return Reconciliation(dict(opened), dict(allowed), len(latest))


def allowed_by(headers: Iterable[bytes]) -> Counter[str]:
    """Entries that allow values to be opened, by operation: from public headers alone."""
    found: Counter[str] = Counter()
    for stored in headers:
        header = parse_header(stored)
        if header.out == Outcome.RELEASED:
            found[header.op] += 1
    return found


def _headers(session: Session) -> Iterator[bytes]:
    query = select(ENTRIES.c.header).execution_options(yield_per=ROWS_AT_A_TIME)
    yield from session.connection().execute(query).scalars()


def _allowed_waiting(session: Session) -> Counter[str]:
    query = select(PENDING.c.operation).where(PENDING.c.outcome == Outcome.RELEASED.value)
    return Counter(session.connection().execute(query).scalars())


def _said(entry: OwnEntry) -> tuple[str, Mapping[str, int]] | None:
    """None for an entry whose body cannot be read; MalformedLogError for one that says something else."""
    if not entry.groups:
        return None
    try:
        said = orjson.loads(entry.groups["context"]["detail"])
        return str(said["epoch"]), {str(name): int(count) for name, count in said["counts"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MalformedLogError(f"entry {entry.n} of the wallet's own chain does not say what was counted") from error


def _entry(epoch: str, counts: Mapping[str, int], now: datetime) -> Entry:
    return Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.KEY_UNWRAP,
        outcome=Outcome.DONE,
        actor=Actor(kind=ActorKind.SYSTEM, id="wallet"),
        circumstances=Circumstances(detail=canonical({"counts": dict(counts), "epoch": epoch}).decode()),
        at=now,
    )
