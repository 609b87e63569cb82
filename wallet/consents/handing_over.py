"""No byte leaves after a consent was ended, or what it gives was restricted: what is about to leave holds the consent's
row until it has left.

Whoever ends a consent waits for that row. So every piece was on its way before the end took effect, or stays here; this
holds across workers. A piece is one answer, or 64 KiB of a document, whose reader has by then taken what came before:
who reads slowly, or not at all, makes nobody wait. SQLite has no row locks: there each piece looks at the state in the
moment before it leaves, and no later.
"""

from collections.abc import Collection, Iterator
from contextlib import ExitStack
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from wallet.consents.errors import ConsentEndedMeanwhileError
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.database import Database
from wallet.restrictions import standing as restrictions

MAY_LEAVE = frozenset({State.ACTIVE, State.EXHAUSTED})
"""Used up is enough: the use was counted for what leaves now."""

NOTHING_YET = b""
"""Sent first: the server takes it only when the reader has taken what was sent before."""


class HandingOver:
    """One answer on its way out; `let_go` once it has left."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held = ExitStack()
        self.holds = False

    def demand(self, consent: UUID, records: Collection[UUID] = ()) -> None:
        """Raises ConsentEndedMeanwhileError when it was ended, or one of the records restricted, since the decision."""
        self.holds = True
        _demand(self._held.enter_context(self._database.holding()), consent, records)

    def let_go(self) -> None:
        self._held.close()


def while_agreed(
    database: Database, consent: UUID, pieces: Iterator[bytes], records: Collection[UUID] = ()
) -> Iterator[bytes]:
    """The pieces as long as the consent holds and nobody restricted the records.

    Then ConsentEndedMeanwhileError, and the answer must break off.
    """
    for piece in pieces:
        yield NOTHING_YET
        with database.holding() as session:
            _demand(session, consent, records)
            yield piece


_STATE = (
    select(Consent.state, Consent.citizen_id).where(col(Consent.id) == bindparam("consent")).with_for_update(read=True)
)


def _demand(session: Session, consent: UUID, records: Collection[UUID]) -> None:
    state, citizen = session.exec(_STATE, params={"consent": consent}).one()
    if state not in MAY_LEAVE or restrictions.holding(session, citizen).keeps_in(records):
        raise ConsentEndedMeanwhileError
