"""Which records a release gave something of, so that the end of a record reaches the dossiers that hold its values."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, select

from wallet.dossiers.models import Dossier, Release, ReleasedRecord
from wallet.records.models import Record


def hold(session: Session, citizen: UUID) -> None:
    """Let no record of the citizen's be revoked until this transaction ends.

    So a release is either decided after the revocation, or known to it: no dossier keeps a revoked value untold.
    SQLite has one writer at a time and needs no lock.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(_HOLD, {"citizen": citizen})


_HOLD = (
    select(Record.id)
    .where(col(Record.citizen_id) == bindparam("citizen"), col(Record.status) == "active")
    .order_by(col(Record.id))
    .with_for_update(read=True, key_share=True)
)


def note(session: Session, release: Release, records: Iterable[Record], *, is_new: bool) -> None:
    """Remember what the release covers; a retry of one that is not new may cover a later version as well."""
    session.flush()
    covered = dict.fromkeys((record.id, record.version) for record in records)
    known = set() if is_new else set(session.exec(_KNOWN, params={"release": release.id}))
    rows = [
        {"release_id": release.id, "record_id": record_id, "version": version}
        for record_id, version in covered
        if (record_id, version) not in known
    ]
    if rows:
        session.connection().execute(insert(ReleasedRecord), rows)


_KNOWN = select(ReleasedRecord.record_id, ReleasedRecord.version).where(
    col(ReleasedRecord.release_id) == bindparam("release")
)


def open_dossiers(session: Session, record_id: UUID) -> Sequence[Dossier]:
    """Dossiers still open to which something of the record was released, in any version."""
    wanted = (
        select(Dossier)
        .join(Release, col(Release.dossier_id) == col(Dossier.id))
        .join(ReleasedRecord, col(ReleasedRecord.release_id) == col(Release.id))
        .where(ReleasedRecord.record_id == record_id, Dossier.state == "open")
        .distinct()
        .order_by(col(Dossier.id))
    )
    return session.exec(wanted).all()
