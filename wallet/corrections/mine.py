"""The citizen's side: asking, what was asked in their name, of whom, until when; and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from policies.assurance import Assurance
from wallet.corrections import answering, asking, rows
from wallet.corrections.answering import OpenedCorrection
from wallet.corrections.asking import Edit
from wallet.corrections.asking import withdraw as take_back
from wallet.corrections.errors import CorrectionNotPossibleError, CorrectionStateError
from wallet.corrections.models import Correction
from wallet.corrections.rows import CorrectionLine
from wallet.corrections.states import State
from wallet.identity.models import Service
from wallet.ledger.entries import Entry, Operation, Outcome
from wallet.records import rows as rows_of_records
from wallet.records.errors import RecordNotFoundError, RecordValuesInvalidError
from wallet.records.models import Kind, Record
from wallet.records.reading import Reader
from wallet.records.vault import Vault
from wallet.records.wording import composed

PAGE = 200


@dataclass(frozen=True, slots=True)
class MyCorrection:
    """`asked_by`: the organisation in whose form the value was changed; empty where the citizen asked themselves."""

    line: CorrectionLine
    asked_by: str


def list_corrections(vault: Vault, reader: Reader, *, now: datetime) -> Sequence[MyCorrection]:
    """At most 200, the open ones first. No values."""
    with vault.database.reading() as session:
        found = rows.lines(session, col(Correction.citizen_id) == reader.citizen.id, skip=0, limit=PAGE, now=now)
        names = _organisations(session, {line.correction.asked_by for line in found})
        look = vault.log.sealed(session, _look_at_list(reader, now))
    vault.log.note(vault.database, look)
    return [MyCorrection(line, names.get(line.correction.asked_by, "")) for line in found]


def ask(vault: Vault, reader: Reader, record_id: UUID, *, attribute: str, value: Any, now: datetime) -> CorrectionLine:
    """Ask the issuer of one's own record to correct a value; the same again is the correction that is there.

    Raises RecordNotFoundError, CorrectionNotPossibleError, RecordValuesInvalidError.
    """
    with vault.database.transaction() as session:
        record = session.get(Record, record_id, with_for_update=True)
        if record is None or record.status == "deleted":
            raise RecordNotFoundError
        if record.citizen_id != reader.citizen.id:
            raise RecordNotFoundError(owner=record.citizen_id)
        if attribute not in correctable(session, record):
            raise CorrectionNotPossibleError
        mistakes = vault.catalogue.check_values(record.type, {attribute: composed(value)})
        if mistakes:
            raise RecordValuesInvalidError(fields=tuple(("/value", mistake.reason) for mistake in mistakes))
        edit = Edit(record=record, attribute=attribute, value=composed(value))
        correction = asking.ask(session, vault, rows.citizen_of(reader), edit, now=now)
        if correction is None:
            raise CorrectionNotPossibleError
    return rows.line_of(correction, record, now)


def correctable(session: Session, record: Record) -> frozenset[str]:
    """The attributes of the current version of which an issuer can be asked; none of a record that is no issuer's."""
    vouched = record.source_service_id and Assurance(record.assurance) >= Assurance.ISSUER_ASSERTED
    row = rows_of_records.sealed_row(session, record, Kind.DATA) if vouched and record.status == "active" else None
    return frozenset(row.attribute_names) if row else frozenset()


def of_record(session: Session, citizen: UUID, record_id: UUID, *, now: datetime) -> Sequence[CorrectionLine]:
    """What was asked about a citizen's own record, the open ones first; for callers with an entry of their own."""
    wanted = (col(Correction.citizen_id) == citizen, col(Correction.record_id) == record_id)
    return rows.lines(session, *wanted, skip=0, limit=PAGE, now=now)


def read(vault: Vault, reader: Reader, correction_id: UUID, *, now: datetime) -> OpenedCorrection:
    """The value that stands in the citizen's name. Raises CorrectionNotFoundError."""
    return answering.read(vault, rows.citizen_of(reader), correction_id, now=now)


def withdraw(vault: Vault, reader: Reader, correction_id: UUID, *, now: datetime) -> CorrectionLine:
    """Raises CorrectionNotFoundError; CorrectionStateError when it was answered before. Twice is once."""
    party = rows.citizen_of(reader)
    with vault.database.transaction() as session:
        line = rows.claim(session, party, correction_id, now=now)
        if line.correction.state == State.OPEN:
            take_back(session, vault, line, party, now=now)
        elif line.correction.state != State.WITHDRAWN:
            raise CorrectionStateError
    return rows.line_of(line.correction, line.record, now)


def _organisations(session: Session, services: set[UUID | None]) -> dict[UUID | None, str]:
    wanted = select(Service).where(col(Service.id).in_(services))
    return {service.id: service.organisation for service in session.exec(wanted)}


def _look_at_list(reader: Reader, now: datetime) -> Entry:
    return Entry(
        citizen=reader.citizen.id,
        operation=Operation.CORRECTION_LIST,
        outcome=Outcome.RELEASED,
        actor=reader.actor,
        circumstances=reader.circumstances,
        at=now,
    )
