"""Somebody reaches for what is not theirs: they get the same 404 as for an absent thing, the owner gets an entry.

Called once for each refusal that names an owner, after the refused transaction was rolled back and before the answer
leaves. If the entry cannot be written, the answer is that error instead.
"""

from uuid import UUID

from fastapi import Request

from wallet.identity.actors import circumstances
from wallet.ledger.entries import Actor, Entry, Operation, Outcome
from wallet.ledger.errors import SubjectErasedError
from wallet.ledger.log import Log
from wallet.web.calls import call_of


def note_stranger(request: Request, owner: UUID, code: str) -> None:
    """`code`: of the refusal. Nothing happens where the owner has been erased: their chain has ended."""
    log: Log = request.app.state.log
    actor: Actor = request.state.actor
    entry = Entry(
        citizen=owner,
        operation=Operation.AUTH_DENIED,
        outcome=Outcome.DENIED,
        actor=actor,
        circumstances=circumstances(call_of(request.scope), detail=code),
        at=request.app.state.clock(),
    )
    try:
        with request.app.state.database.reading() as session:
            attempt = log.sealed(session, entry)
        log.note(request.app.state.database, attempt)
    except SubjectErasedError:
        return
