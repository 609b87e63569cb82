"""Corrections as rows, and the two who may touch one: the issuer of the record and the citizen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from wallet.corrections.errors import CorrectionNotFoundError
from wallet.corrections.models import Correction
from wallet.corrections.states import State, is_overdue
from wallet.identity.actors import Caller
from wallet.ledger.entries import Actor, Circumstances, Entry, Operation, Outcome, Purpose, Touched
from wallet.records.models import Record
from wallet.records.reading import Reader


@dataclass(frozen=True, slots=True)
class Party:
    """Who comes to a correction, as the log names them; one of `issuer` and `citizen` is set."""

    actor: Actor
    how: Circumstances
    issuer: UUID | None = None
    citizen: UUID | None = None

    def may_touch(self, correction: Correction, record: Record) -> bool:
        """What the citizen has deleted is gone for its issuer, the proposals for it included."""
        if self.citizen is not None:
            return correction.citizen_id == self.citizen
        return correction.issuer_id == self.issuer and record.status != "deleted"


def issuer_of(caller: Caller) -> Party:
    return Party(caller.actor, caller.how, issuer=caller.service.id)


def citizen_of(reader: Reader) -> Party:
    return Party(reader.actor, reader.circumstances, citizen=reader.citizen.id)


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction as a list shows it: names and dates, no value."""

    correction: Correction
    record: Record
    overdue: bool


def line_of(correction: Correction, record: Record, now: datetime) -> CorrectionLine:
    return CorrectionLine(correction, record, is_overdue(correction, now))


def lines(
    session: Session, *conditions: ColumnElement[bool] | bool, skip: int, limit: int, now: datetime
) -> Sequence[CorrectionLine]:
    """The open ones first, by the day they are due."""
    wanted = (
        select(Correction, Record)
        .join(Record, col(Record.id) == col(Correction.record_id))
        .where(*conditions)
        .order_by(col(Correction.state) != State.OPEN, col(Correction.due_at), col(Correction.id))
        .offset(skip)
        .limit(limit)
    )
    return [line_of(correction, record, now) for correction, record in session.exec(wanted)]


def claim(session: Session, party: Party, correction_id: UUID, *, now: datetime) -> CorrectionLine:
    """The correction, locked. Raises CorrectionNotFoundError, which names its citizen when it is not the party's."""
    correction = session.get(Correction, correction_id, with_for_update=True)
    if correction is None:
        raise CorrectionNotFoundError
    record = session.get_one(Record, correction.record_id)
    if not party.may_touch(correction, record):
        raise CorrectionNotFoundError(owner=correction.citizen_id)
    return line_of(correction, record, now)


def entry_of(line: CorrectionLine, operation: Operation, outcome: Outcome, party: Party, now: datetime) -> Entry:
    correction, record = line.correction, line.record
    touched = Touched(
        record=str(record.id), type=record.type, version=correction.version, attributes=(correction.attribute,)
    )
    return Entry(
        citizen=correction.citizen_id,
        operation=operation,
        outcome=outcome,
        actor=party.actor,
        touched=(touched,),
        purpose=Purpose(dossier=str(correction.dossier_id or "")),
        circumstances=party.how,
        at=now,
    )
