"""The owner looks at, downloads and deletes their own records; each look is an entry before it is a value.

Somebody else's record answers exactly as an absent one, but the attempt stands in the owner's chain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wallet.ledger.entries import Entry, Operation, Outcome, Touched
from wallet.ledger.errors import SubjectErasedError
from wallet.ledger.log import Receipt, WaitingRow
from wallet.records import lines, opening, rows, second_step
from wallet.records.agreement import given_for
from wallet.records.errors import DocumentNotFoundError, RecordNotFoundError
from wallet.records.lines import PaperFile, RecordLine
from wallet.records.models import Agreement, Kind, Record, SealedObjectRow
from wallet.records.reader import Reader
from wallet.records.signatures import PaperSignature
from wallet.records.vault import Vault

__all__ = ["OpenedDocument", "OpenedRecord", "PreviewSize", "Reader"]


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record with the values of one version. `versions`: number and moment of each that can still be opened."""

    line: RecordLine
    values: dict[str, Any]
    versions: tuple[tuple[int, datetime], ...]
    file: PaperFile | None
    signatures: tuple[PaperSignature, ...]
    agreement: Agreement | None


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """`chunks` are authenticated one by one; `length` in bytes."""

    media_type: str
    length: int
    chunks: Iterator[bytes]


class PreviewSize(StrEnum):
    """`page`: its first page, large enough to read; `thumbnail`: small enough for a list."""

    PAGE = "page"
    THUMBNAIL = "thumbnail"


def list_records(vault: Vault, reader: Reader, *, now: datetime) -> Sequence[RecordLine]:
    """The owner's records, newest first; for a delegate, those that the mandate covers."""
    with vault.database.reading() as session:
        standing = rows.standing_records(session, reader.citizen.id)
        records = [record for record in standing if reader.scope.covers(record.type)]
        found = lines.lines_of(session, records)
        look = vault.log.sealed(session, _entry(reader, Operation.RECORD_LIST, (), now))
    vault.log.note(vault.database, look)
    return found


def read_record(
    vault: Vault, reader: Reader, record_id: UUID, *, now: datetime, version: int | None = None
) -> OpenedRecord:
    """Raises RecordNotFoundError; OwnerMustConfirmError where a helper reaches for something sensitive."""
    second_step.before_opening(vault, reader, record_id, now=now)
    with vault.database.reading() as session:
        record = session.get(Record, record_id)
        row = rows.sealed_row(session, record, Kind.DATA, version) if record else None
        look = _look(vault, session, reader, Operation.RECORD_READ, record, row, now)
        if record is not None and row is not None:
            line, file = lines.line_of(session, record), lines.file_of(session, record, version)
            agreed = given_for(session, record, version or record.version) if file else None
            versions = tuple(
                (one.version, one.created_at)
                for one in rows.sealed_rows(session, record.id)
                if one.kind == Kind.DATA and one.wrapped_dek is not None
            )
    receipt = _noted(vault, look)
    if receipt is None or row is None:
        raise RecordNotFoundError
    content = opening.open_content(vault, row, receipt)
    return OpenedRecord(line, content.values, versions, file, content.signatures, agreed)


def read_line(vault: Vault, reader: Reader, record_id: UUID, *, now: datetime) -> RecordLine:
    """What the list says of one record; no values."""
    with vault.database.reading() as session:
        record = session.get(Record, record_id)
        look = _look(vault, session, reader, Operation.RECORD_PREVIEW, record, None, now, opens=False)
        line = lines.line_of(session, record) if record else None
    if _noted(vault, look) is None or line is None:
        raise RecordNotFoundError
    return line


def read_document(
    vault: Vault, reader: Reader, record_id: UUID, *, now: datetime, version: int | None = None
) -> OpenedDocument:
    """The original, byte for byte. Raises RecordNotFoundError, DocumentNotFoundError."""
    return _opened(vault, reader, Operation.RECORD_DOWNLOAD, record_id, Kind.DOCUMENT, version, now)


def scan_document(vault: Vault, reader: Reader, record_id: UUID, *, now: datetime) -> OpenedDocument:
    """As `read_document`, for the wallet's own eyes on the owner's behalf: `scanning` reads it, or seals it again."""
    return _opened(vault, reader, Operation.RECORD_SCAN, record_id, Kind.DOCUMENT, None, now)


def read_preview(
    vault: Vault,
    reader: Reader,
    record_id: UUID,
    *,
    now: datetime,
    size: PreviewSize = PreviewSize.PAGE,
    version: int | None = None,
) -> OpenedDocument:
    """A WebP picture of the paper, made when it came in. Raises RecordNotFoundError, DocumentNotFoundError."""
    kind = Kind.THUMBNAIL if size is PreviewSize.THUMBNAIL else Kind.PREVIEW
    return _opened(vault, reader, Operation.RECORD_PREVIEW, record_id, kind, version, now)


def _opened(
    vault: Vault,
    reader: Reader,
    operation: Operation,
    record_id: UUID,
    kind: Kind,
    version: int | None,
    now: datetime,
) -> OpenedDocument:
    second_step.before_opening(vault, reader, record_id, now=now)
    with vault.database.reading() as session:
        record = session.get(Record, record_id)
        row = rows.sealed_row(session, record, kind, version) if record else None
        look = _look(vault, session, reader, operation, record, row, now)
    receipt = _noted(vault, look)
    if receipt is None:
        raise RecordNotFoundError
    if row is None:
        raise DocumentNotFoundError
    chunks = opening.open_document(vault, row, receipt)
    return OpenedDocument(row.media_type, row.plaintext_length, chunks)


def delete_record(vault: Vault, reader: Reader, record_id: UUID, *, now: datetime) -> None:
    """Destroy the keys of all versions in one transaction, then the sealed bytes; what fails there the sweeper does."""
    with vault.database.transaction() as session:
        record = session.get(Record, record_id, with_for_update=True)
        look = _look(vault, session, reader, Operation.RECORD_DELETE, record, None, now, opens=False)
        if look is not None:
            vault.log.append_sealed(session, look.sealed)
        is_mine = look is not None and look.is_mine
        store_keys = []
        if is_mine and record is not None:
            record.status, record.changed_at = "deleted", now
            session.add(record)
            for row in rows.sealed_rows(session, record.id):
                row.wrapped_dek, row.sealed_copy = None, None
                session.add(row)
                store_keys.append(row.store_key)
    if not is_mine:
        raise RecordNotFoundError
    for store_key in store_keys:
        vault.strongbox.destroy(store_key)


@dataclass(frozen=True, slots=True)
class _Look:
    """A look before it is in the log; at somebody else's record it becomes an entry of its owner's and no more."""

    sealed: WaitingRow
    is_mine: bool


def _look(
    vault: Vault,
    session: Session,
    reader: Reader,
    operation: Operation,
    record: Record | None,
    row: SealedObjectRow | None,
    now: datetime,
    *,
    opens: bool = True,
) -> _Look | None:
    entry = _entry_of_look(reader, operation, record, row, now, opens=opens)
    if entry is None:
        return None
    try:
        return _Look(vault.log.sealed(session, entry), entry.outcome is not Outcome.DENIED)
    except SubjectErasedError:
        if entry.outcome is not Outcome.DENIED:
            raise
        return None  # the owner has gone, and their chain with them: as if there had never been such a record


def _noted(vault: Vault, look: _Look | None) -> Receipt | None:
    """None where there is no such record for this reader; the attempt is durable all the same."""
    if look is None:
        return None
    receipt = vault.log.note(vault.database, look.sealed)
    return receipt if look.is_mine else None


def _entry_of_look(
    reader: Reader,
    operation: Operation,
    record: Record | None,
    row: SealedObjectRow | None,
    now: datetime,
    *,
    opens: bool = True,
) -> Entry | None:
    """None without a record. `opens`: whether `row` is to be opened; without a row that look fails."""
    if record is None:
        return None
    touched = Touched(
        record=str(record.id),
        type=record.type,
        version=row.version if row else record.version,
        attributes=tuple(row.attribute_names) if row else (),
        document=row is not None and row.kind != Kind.DATA,
        bytes=row.plaintext_length if row else 0,
    )
    mine = reader.may_see(record)
    opened = Outcome.RELEASED if row is not None else Outcome.FAILED
    outcome = opened if opens else Outcome.DONE
    return _entry(reader, operation, (touched,), now, outcome if mine else Outcome.DENIED, owner=record.citizen_id)


def _entry(
    reader: Reader,
    operation: Operation,
    touched: tuple[Touched, ...],
    now: datetime,
    outcome: Outcome = Outcome.RELEASED,
    *,
    owner: UUID | None = None,
) -> Entry:
    return Entry(
        citizen=owner or reader.citizen.id,
        operation=operation,
        outcome=outcome,
        actor=reader.actor,
        touched=touched,
        circumstances=reader.circumstances,
        at=now,
    )
