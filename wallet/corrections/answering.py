"""The issuer's side: see what is asked, read a proposed value after its entry is durable, answer.

An issuer learns which attribute of which record and which value, never in whose form or dossier it was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col

from wallet.corrections import proposal, rows
from wallet.corrections.asking import tell_asker
from wallet.corrections.errors import CorrectionStateError
from wallet.corrections.models import Correction
from wallet.corrections.rows import CorrectionLine, Party
from wallet.corrections.states import Reason, State
from wallet.errors import InvalidRequestError
from wallet.identity.actors import Caller
from wallet.identity.models import Service
from wallet.ledger.entries import Operation, Outcome
from wallet.notices import service as notices
from wallet.records.models import Record
from wallet.records.vault import Vault

PAGE = 100


@dataclass(frozen=True, slots=True)
class OpenedCorrection:
    """A correction with the value that its citizen proposes; `entry`: the entry that says so."""

    line: CorrectionLine
    value: Any
    entry: UUID


@dataclass(frozen=True, slots=True)
class Answer:
    """`version`: the version of the record in which it was corrected, where there is one already."""

    accept: bool
    reason: Reason
    version: int | None = None

    @property
    def state(self) -> State:
        return State.ACCEPTED if self.accept else State.REJECTED


def list_corrections(session: Session, issuer: Service, *, skip: int = 0, now: datetime) -> Sequence[CorrectionLine]:
    """At most 100 of its own records', the open ones first by due date. No values."""
    conditions = (col(Correction.issuer_id) == issuer.id, col(Record.status) != "deleted")
    return rows.lines(session, *conditions, skip=skip, limit=PAGE, now=now)


def read(vault: Vault, party: Party, correction_id: UUID, *, now: datetime) -> OpenedCorrection:
    """The proposed value, for the issuer or the citizen. Raises CorrectionNotFoundError."""
    with vault.database.transaction() as session:
        line = rows.claim(session, party, correction_id, now=now)
        entry = rows.entry_of(line, Operation.CORRECTION_READ, Outcome.RELEASED, party, now)
        pending = vault.log.append(session, entry)
    receipt = pending.receipt()
    return OpenedCorrection(line, proposal.reveal(vault, line.correction, receipt), receipt.entry_id)


def answer(vault: Vault, caller: Caller, correction_id: UUID, given: Answer, *, now: datetime) -> CorrectionLine:
    """Accept or reject; the record itself changes only by a new version. The same answer again changes nothing.

    Raises CorrectionNotFoundError, CorrectionStateError, InvalidRequestError.
    """
    if given.reason.accepts is not given.accept:
        raise InvalidRequestError(fields=(("/reason", "does not fit the answer"),))
    party = rows.issuer_of(caller)
    with vault.database.transaction() as session:
        line = rows.claim(session, party, correction_id, now=now)
        if not _is_answered_so(line.correction, given):
            _settle(session, vault, party, line, given, now)
    return rows.line_of(line.correction, line.record, now)


def _is_answered_so(correction: Correction, given: Answer) -> bool:
    same = (given.state, given.reason, given.version)
    return (correction.state, correction.reason, correction.corrected_version) == same


def _settle(session: Session, vault: Vault, party: Party, line: CorrectionLine, given: Answer, now: datetime) -> None:
    correction, record = line.correction, line.record
    if correction.state != State.OPEN:
        raise CorrectionStateError
    if given.version is not None and not (given.accept and correction.version < given.version <= record.version):
        raise InvalidRequestError(fields=(("/version", "is no later version of this record"),))
    correction.state, correction.reason, correction.answered_at = given.state, given.reason, now
    correction.corrected_version = given.version
    session.add(correction)
    vault.log.append(session, rows.entry_of(line, Operation.CORRECTION_ANSWER, Outcome.DONE, party, now))
    told = {"correction": str(correction.id), "record": str(record.id), "type": record.type}
    told |= {"organisation": record.issuer, "state": given.state, "reason": given.reason}
    notices.tell_citizen(session, correction.citizen_id, "correction.answered", told, now=now)
    tell_asker(session, correction, now=now)
