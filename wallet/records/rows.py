"""Records and sealed objects as rows: what the database may know of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from storage.strongbox import Address, SealedObject
from wallet.records.errors import RecordNotFoundError
from wallet.records.models import About, Kind, Record, SealedObjectRow
from wallet.records.new_record import NewRecord

STANDING = ("active", "superseded", "revoked")
"""The states in which a record's owner still sees it."""

ENDED = ("superseded", "revoked")
"""The states in which it is shown to its owner and used for nothing more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next version goes: the ids are bound into its seal, so they are chosen before sealing."""

    record: UUID
    version: int
    objects: Mapping[Kind, UUID]


def next_place(session: Session, citizen: UUID, replaces: UUID | None) -> Place:
    """A fresh place, or the next version of a record that this citizen has."""
    if replaces is None:
        return Place(uuid4(), 1, {kind: uuid4() for kind in Kind})
    record = session.get(Record, replaces)
    if record is None or record.citizen_id != citizen or record.status == "deleted":
        raise RecordNotFoundError
    known = {row.kind: row.object_id for row in sealed_rows(session, record.id)}
    return Place(record.id, record.version + 1, {kind: known.get(kind) or uuid4() for kind in Kind})


def write_record(session: Session, new: NewRecord, place: Place, result_code: str | None, *, now: datetime) -> Record:
    """Insert the record's row, or move it to its next version; two writers of one version end in an IntegrityError."""
    if new.replaces is not None:
        record = session.get_one(Record, new.replaces)
        record.version, record.changed_at = place.version, now
        record.as_of, record.expires_on, record.assurance = new.as_of, new.expires_on, new.assurance
        record.about = new.about
    else:
        record = Record(
            id=place.record,
            citizen_id=new.citizen,
            type=new.type,
            assurance=new.assurance,
            source_service_id=new.depositor.id if new.depositor else None,
            issuer=new.depositor.organisation if new.depositor else "",
            dossier_id=new.dossier,
            result_code=result_code,
            bound_procedure=new.bound_procedure,
            about=new.about,
            as_of=new.as_of,
            expires_on=new.expires_on,
            created_at=now,
            changed_at=now,
        )
    session.add(record)
    session.flush()
    return record


def write_sealed(
    session: Session,
    record: Record,
    sealed: SealedObject,
    *,
    kind: Kind,
    now: datetime,
    names: Sequence[str] = (),
    copy: bytes | None = None,
    media_type: str = "application/json",
    flags: Sequence[str] = (),
) -> None:
    session.add(
        SealedObjectRow(
            object_id=sealed.address.object,
            version=sealed.address.version,
            record_id=record.id,
            kind=kind,
            store_key=sealed.store_key,
            suite=sealed.suite,
            wrapped_dek=sealed.wrapped_dek,
            citizen_key_version=sealed.citizen_key_version,
            header=sealed.header,
            plaintext_length=sealed.plaintext_length,
            sealed_length=sealed.sealed_length,
            media_type=media_type,
            attribute_names=list(names),
            flags=list(flags),
            sealed_copy=copy,
            created_at=now,
        )
    )
    session.flush()


def sealed_rows(session: Session, record: UUID) -> Sequence[SealedObjectRow]:
    """All versions of a record's objects, oldest first."""
    mine = select(SealedObjectRow).where(SealedObjectRow.record_id == record)
    return session.exec(mine.order_by(col(SealedObjectRow.version))).all()


def sealed_row(session: Session, record: Record, kind: str, version: int | None = None) -> SealedObjectRow | None:
    """The object of one version (default: the current one); None when that version has none or was destroyed."""
    wanted = select(SealedObjectRow).where(
        SealedObjectRow.record_id == record.id,
        SealedObjectRow.kind == kind,
        SealedObjectRow.version == (version or record.version),
        col(SealedObjectRow.wrapped_dek).is_not(None),
    )
    return session.exec(wanted).first()


def as_sealed(row: SealedObjectRow, citizen: UUID) -> SealedObject:
    """What storage needs to open it. Raises RecordNotFoundError when its key was destroyed."""
    if row.wrapped_dek is None:
        raise RecordNotFoundError
    return SealedObject(
        address=Address(citizen, row.object_id, row.version),
        store_key=row.store_key,
        suite=row.suite,
        wrapped_dek=row.wrapped_dek,
        citizen_key_version=row.citizen_key_version,
        header=row.header,
        plaintext_length=row.plaintext_length,
        sealed_length=row.sealed_length,
    )


def standing_records(session: Session, citizen: UUID) -> Sequence[Record]:
    """The citizen's records, newest first; deleted ones are gone."""
    mine = select(Record).where(Record.citizen_id == citizen, col(Record.status).in_(STANDING))
    return session.exec(mine.order_by(col(Record.created_at).desc(), col(Record.id))).all()


def current_data(session: Session, citizen: UUID) -> Sequence[tuple[Record, SealedObjectRow]]:
    """Active records with the sealed data of their current version: one query for a whole prefill."""
    return session.exec(_CURRENT_DATA, params={"citizen": citizen}).all()


_CURRENT_DATA = (
    select(Record, SealedObjectRow)
    .join(SealedObjectRow, col(SealedObjectRow.record_id) == col(Record.id))
    .where(
        col(Record.citizen_id) == bindparam("citizen"),
        col(Record.status) == "active",
        col(SealedObjectRow.kind) == "data",
        col(SealedObjectRow.version) == col(Record.version),
        col(SealedObjectRow.wrapped_dek).is_not(None),
    )
    .order_by(col(Record.id))
)


def readable(record: Record, data: SealedObjectRow) -> frozenset[str]:
    """The attributes that the record can give to a form: none where it speaks of somebody else than its owner."""
    return frozenset(data.attribute_names) if record.about == About.OWNER else frozenset()
