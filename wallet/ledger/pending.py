"""From "written in this transaction" to "durable": the only way to a receipt leads through the session's own commit.

A `Pending` becomes durable when the outermost transaction of its session has committed; a rollback of the transaction
or savepoint in which it was written ends it for good. Whoever releases data asks it for a `Receipt` first.
"""

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from enum import Enum, auto
from itertools import count
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from wallet.database import Database
from wallet.ledger.errors import NotDurableError
from wallet.ledger.waiting import WaitingRow, insert_waiting

_MINT = object()
_WAITING = "wallet.ledger.pending"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A durable entry says so. Only a commit makes one; holding it is the right to unwrap and to release.

    Where the entry's outcome is not `released`, it is the right to go on and no more: no key opens against it.
    """

    entry_id: UUID
    citizen: UUID
    operation: str
    outcome: str
    mint: InitVar[object]
    _uses: "count[int]" = field(default_factory=count, init=False, repr=False, compare=False)

    def __post_init__(self, mint: object) -> None:
        if mint is not _MINT:
            raise TypeError("a receipt comes from a committed log entry only")

    def is_first_use(self) -> bool:
        """True once, however many threads ask."""
        return next(self._uses) == 0


def commit_together(database: Database, waiting: WaitingRow) -> Receipt:
    """The entry as an act of its own, in a commit shared with others; durable once this returns. NotReadyError."""
    database.together(insert_waiting, waiting)
    return _receipt_of(waiting)


def _receipt_of(row: WaitingRow) -> Receipt:
    return Receipt(row.id, row.citizen_id, row.operation, row.outcome, _MINT)


class _State(Enum):
    OPEN = auto()
    DURABLE = auto()
    LOST = auto()


class Pending:
    """An entry that was written in a transaction which has not ended yet."""

    __slots__ = ("_on_durable", "_row", "_state", "_within")

    def __init__(self, session: Session, row: WaitingRow, on_durable: Callable[[], None]) -> None:
        self._row = row
        self._on_durable = on_durable
        self._state = _State.OPEN
        self._within = _enclosing(session)
        _watch(session).append(self)

    @property
    def entry_id(self) -> UUID:
        return self._row.id

    @property
    def citizen(self) -> UUID:
        return self._row.citizen_id

    def receipt(self) -> Receipt:
        """NotDurableError before the commit and after a rollback."""
        if self._state is not _State.DURABLE:
            raise NotDurableError("the log entry has not been committed")
        return _receipt_of(self._row)

    def _settle(self) -> None:
        if self._state is _State.OPEN:
            self._state = _State.DURABLE
            self._on_durable()

    def _lose(self, ended: SessionTransaction) -> bool:
        if ended in self._within:
            self._state = _State.LOST
        return self._state is _State.LOST


def _enclosing(session: Session) -> tuple[SessionTransaction, ...]:
    """The savepoint and every transaction around it; the rollback of any of them undoes what is written now."""
    found = []
    transaction = session.get_nested_transaction() or session.get_transaction()
    while transaction is not None:
        found.append(transaction)
        transaction = transaction.parent
    return tuple(found)


def _watch(session: Session) -> list[Pending]:
    if _WAITING not in session.info:
        session.info[_WAITING] = []
        event.listen(session, "after_commit", _after_commit)
        event.listen(session, "after_soft_rollback", _after_rollback)
    waiting: list[Pending] = session.info[_WAITING]
    return waiting


def _after_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return  # SQLAlchemy tells of a released savepoint too, and that is not durable
    for pending in session.info[_WAITING]:
        pending._settle()
    session.info[_WAITING].clear()


def _after_rollback(session: Session, ended: SessionTransaction) -> None:
    session.info[_WAITING] = [pending for pending in session.info[_WAITING] if not pending._lose(ended)]
