"""What is cleared away behind an erasure: objects, what rows still say of the papers, sealed bodies of the log.

Every step begins from the rows that are left, is done in small pieces, and may be done twice: a crash anywhere only
means that the next round goes on. What a call that overlapped with the erasure committed after it is found here too.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from wallet.corrections.models import Correction
from wallet.erasure.models import Erasure
from wallet.ledger.erasing import drop_bodies, forget_seals, is_named_whole, write_manifests
from wallet.notices import service as notices
from wallet.records.models import Agreement, Record, SealedObjectRow
from wallet.records.vault import Vault

AT_ONCE = 200
"""Objects between two commits."""

ERASED_TYPE = "erased"


def finish_all(vault: Vault, *, now: datetime) -> int:
    """Clear away behind every erasure that is not finished, and behind what came late; how many were."""
    with vault.database.reading() as session:
        erasures = session.exec(select(Erasure).order_by(col(Erasure.erased_at))).all()
        due = [one for one in erasures if one.finished_at is None or not _is_clear(session, one.citizen_id)]
    for erasure in due:
        _finish(vault, erasure, now)
    return len(due)


def _finish(vault: Vault, erasure: Erasure, now: datetime) -> None:
    citizen = erasure.citizen_id
    while _remove_objects(vault, citizen):
        pass
    with vault.database.transaction() as session:
        write_manifests(session, vault.log, citizen, erasure.id, now=now)
        drop_bodies(session, citizen)
        forget_seals(session, citizen)
        _forget_papers(session, citizen, now)
        notices.forget_citizen(session, citizen)
        row = session.get_one(Erasure, erasure.id)
        row.finished_at = row.finished_at or now
        session.add(row)


def _is_clear(session: Session, citizen: UUID) -> bool:
    return not _objects(session, citizen, 1) and is_named_whole(session, citizen)


def _objects(session: Session, citizen: UUID, limit: int) -> list[SealedObjectRow]:
    mine = select(SealedObjectRow).join(Record, col(Record.id) == col(SealedObjectRow.record_id))
    return list(session.exec(mine.where(Record.citizen_id == citizen).limit(limit)).all())


def _remove_objects(vault: Vault, citizen: UUID) -> int:
    """Delete the sealed bytes first and their rows after, so that no object loses the row that names it."""
    with vault.database.reading() as session:
        found = [(row.object_id, row.version, row.store_key) for row in _objects(session, citizen, AT_ONCE)]
    for _, _, store_key in found:
        vault.strongbox.destroy(store_key)
    with vault.database.transaction() as session:
        for object_id, version, _ in found:
            row = session.get(SealedObjectRow, (object_id, version))
            if row is not None:
                session.delete(row)
    return len(found)


def _forget_papers(session: Session, citizen: UUID, now: datetime) -> None:
    """Rows to which others point stay, and say nothing: neither which paper it was nor who issued it."""
    mine = select(Record.id).where(Record.citizen_id == citizen)
    connection = session.connection()
    connection.execute(delete(Agreement).where(col(Agreement.record_id).in_(mine)))
    connection.execute(
        update(Correction)
        .where(col(Correction.citizen_id) == citizen)
        .values(sealed=b"", mark=b"", attribute=ERASED_TYPE, citizen_key_version=0)
    )
    connection.execute(
        update(Record)
        .where(col(Record.citizen_id) == citizen)
        .values(
            type=ERASED_TYPE, status="deleted", issuer="", source_service_id=None, result_code=None, dossier_id=None,
            bound_procedure=None, expires_on=None, as_of=now.date(), revocation_reason="", changed_at=now,
        )
    )  # fmt: skip
