"""The citizen's side: what was asked in their name, of whom, until when; and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.corrections import answering, rows
from wallet.corrections.answering import OpenedCorrection
from wallet.corrections.asking import withdraw as take_back
from wallet.corrections.errors import CorrectionStateError
from wallet.corrections.models import Correction
from wallet.corrections.rows import CorrectionLine
from wallet.corrections.states import State
from wallet.identity.models import Service
from wallet.ledger.entries import Entry, Operation, Outcome
from wallet.records.reading import Reader
from wallet.records.vault import Vault

PAGE = 200


@dataclass(frozen=True, slots=True)
class MyCorrection:
    """`asked_by`: the organisation in whose form the value was changed."""

    line: CorrectionLine
    asked_by: str


def list_corrections(vault: Vault, reader: Reader, *, now: datetime) -> Sequence[MyCorrection]:
    """At most 200, the open ones first. No values."""
    with vault.database.reading() as session:
        found = rows.lines(session, col(Correction.citizen_id) == reader.citizen.id, skip=0, limit=PAGE, now=now)
        names = _organisations(session, {line.correction.asked_by for line in found})
        look = vault.log.sealed(session, _look_at_list(reader, now))
    vault.log.note(vault.database, look)
    return [MyCorrection(line, names[line.correction.asked_by]) for line in found]


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


def _organisations(session: Session, services: set[UUID]) -> dict[UUID, str]:
    wanted = select(Service.id, Service.organisation).where(col(Service.id).in_(services))
    return dict(session.exec(wanted).all())


def _look_at_list(reader: Reader, now: datetime) -> Entry:
    return Entry(
        citizen=reader.citizen.id,
        operation=Operation.CORRECTION_LIST,
        outcome=Outcome.RELEASED,
        actor=reader.actor,
        circumstances=reader.circumstances,
        at=now,
    )
