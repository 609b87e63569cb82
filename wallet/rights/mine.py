"""What the person asked for, how far it has come, and taking it back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from wallet.ledger.entries import Entry, Operation, Outcome
from wallet.records.reader import Reader
from wallet.records.vault import Vault
from wallet.restrictions import standing as restrictions
from wallet.rights import rows
from wallet.rights.errors import RequestNotFoundError, RequestStateError
from wallet.rights.kinds import OPEN, State
from wallet.rights.models import RightsRequest
from wallet.rights.rows import RequestLine

AT_MOST = 200


def list_requests(vault: Vault, reader: Reader, *, now: datetime) -> Sequence[RequestLine]:
    """At most 200, the newest first."""
    with vault.database.reading() as session:
        found = rows.of_citizen(session, reader.citizen.id, limit=AT_MOST, now=now)
        look = Entry(
            citizen=reader.citizen.id,
            operation=Operation.RIGHT_LIST,
            outcome=Outcome.RELEASED,
            actor=reader.actor,
            circumstances=reader.circumstances,
            at=now,
        )
        sealed = vault.log.sealed(session, look)
    vault.log.note(vault.database, sealed)
    return found


def read(vault: Vault, reader: Reader, request_id: UUID, *, now: datetime) -> RequestLine:
    """Raises RequestNotFoundError."""
    with vault.database.reading() as session:
        request = session.get(RightsRequest, request_id)
        if request is None or request.citizen_id != reader.citizen.id:
            raise RequestNotFoundError(owner=request.citizen_id if request else None)
        line = rows.line_of(session, request, now)
        entry = rows.entry_of(
            line, Operation.RIGHT_LIST, reader.actor, reader.circumstances, now, outcome=Outcome.RELEASED
        )
        sealed = vault.log.sealed(session, entry)
    vault.log.note(vault.database, sealed)
    return line


def withdraw(vault: Vault, reader: Reader, request_id: UUID, *, now: datetime) -> RequestLine:
    """What it had restricted may be seen again under consents that hold. RequestNotFoundError, RequestStateError."""
    with vault.database.transaction() as session:
        request = session.get(RightsRequest, request_id, with_for_update=True)
        if request is None or request.citizen_id != reader.citizen.id:
            raise RequestNotFoundError(owner=request.citizen_id if request else None)
        stands = request.state == State.DONE and request.restriction_id is not None
        if request.state not in OPEN and not stands:
            raise RequestStateError
        if request.restriction_id is not None:
            restrictions.lift(session, request.restriction_id, now=now)
        request.state, request.ended_at = State.WITHDRAWN, now
        session.add(request)
        line = rows.line_of(session, request, now)
        entry = rows.entry_of(line, Operation.RIGHT_WITHDRAW, reader.actor, reader.circumstances, now)
        pending = vault.log.append(session, entry)
    pending.receipt()
    return line
