"""Records as a list shows them, and what is known of the document of one version; nothing is opened for either."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.intake.refusals import Flag
from wallet.records import rows
from wallet.records.models import Kind, Record, SealedObjectRow


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record as a list shows it: no values. `has_picture`: there are a preview and a thumbnail of its document."""

    id: UUID
    type: str
    status: str
    assurance: str
    issuer: str
    result_code: str | None
    as_of: date
    expires_on: date | None
    version: int
    has_document: bool
    created_at: datetime
    revoked_at: datetime | None
    revocation_reason: str
    superseded_by: UUID | None
    has_picture: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperFile:
    """The document of one version. `flags`: what a reader of a PDF should know."""

    media_type: str
    bytes: int
    flags: tuple[Flag, ...]
    has_picture: bool


def line_of(session: Session, record: Record) -> RecordLine:
    (line,) = lines_of(session, [record])
    return line


def lines_of(session: Session, records: Sequence[Record]) -> list[RecordLine]:
    """In their order, with one query for all of them."""
    current = {record.id: record.version for record in records}
    wanted = select(SealedObjectRow.record_id, SealedObjectRow.version, SealedObjectRow.kind, SealedObjectRow.flags)
    found = session.exec(
        wanted.where(
            col(SealedObjectRow.record_id).in_(current),
            col(SealedObjectRow.kind).in_((Kind.DOCUMENT, Kind.THUMBNAIL)),
            col(SealedObjectRow.wrapped_dek).is_not(None),
        )
    )
    kinds: dict[UUID, dict[str, tuple[str, ...]]] = {}
    for record_id, version, kind, flags in found:
        if version == current[record_id]:
            kinds.setdefault(record_id, {})[kind] = tuple(flags)
    return [_line(record, kinds.get(record.id, {})) for record in records]


def file_of(session: Session, record: Record, version: int | None = None) -> PaperFile | None:
    """Of one version, the current one by default; None where it has none, or where it was destroyed."""
    row = rows.sealed_row(session, record, Kind.DOCUMENT, version)
    if row is None:
        return None
    picture = rows.sealed_row(session, record, Kind.PREVIEW, version)
    return PaperFile(row.media_type, row.plaintext_length, tuple(Flag(flag) for flag in row.flags), picture is not None)


def _line(record: Record, kinds: Mapping[str, tuple[str, ...]]) -> RecordLine:
    return RecordLine(
        id=record.id,
        type=record.type,
        status=record.status,
        assurance=record.assurance,
        issuer=record.issuer,
        result_code=record.result_code,
        as_of=record.as_of,
        expires_on=record.expires_on,
        version=record.version,
        has_document=Kind.DOCUMENT in kinds,
        created_at=record.created_at,
        revoked_at=record.revoked_at,
        revocation_reason=record.revocation_reason,
        superseded_by=record.superseded_by,
        has_picture=Kind.THUMBNAIL in kinds,
        flags=kinds.get(Kind.DOCUMENT, ()),
    )
