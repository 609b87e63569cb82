"""Uploads as rows: whose they are, how they end."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, select

from storage.strongbox import Address, SealedObject
from wallet.identity.secrets import InstanceSecrets
from wallet.records.reader import Reader
from wallet.records.uploads.errors import UploadNotFoundError
from wallet.records.uploads.models import Upload, UploadPiece

LIFE = timedelta(days=3)
PIECE_VERSION = 1


def find(session: Session, reader: Reader, upload_id: UUID, *, now: datetime) -> Upload:
    """Raises UploadNotFoundError, which names the owner where it is somebody else's, or beyond a mandate."""
    upload = session.get(Upload, upload_id)
    if upload is None:
        raise UploadNotFoundError
    if upload.citizen_id != reader.citizen.id or not reader.scope.covers(upload.type):
        raise UploadNotFoundError(owner=upload.citizen_id)
    if upload.expires_at <= now:
        raise UploadNotFoundError
    return upload


def waiting(session: Session, reader: Reader, *, now: datetime) -> Sequence[Upload]:
    """What the reader could still go on with or keep, newest first."""
    mine = select(Upload).where(Upload.citizen_id == reader.citizen.id, col(Upload.expires_at) > now)
    found = session.exec(mine.order_by(col(Upload.created_at).desc(), col(Upload.id))).all()
    return [upload for upload in found if upload.answer is None and reader.scope.covers(upload.type)]


def mark_of(secrets: InstanceSecrets, citizen: UUID, sha256: bytes) -> bytes:
    """Tells the same file again, to nobody but this wallet: a bare digest would survive the document."""
    return hmac.digest(secrets.get("fingerprint"), b"upload\0" + citizen.bytes + sha256, "sha256")


def pieces_of(session: Session, upload_id: UUID) -> Sequence[UploadPiece]:
    """In the order of the paper."""
    mine = select(UploadPiece).where(UploadPiece.upload_id == upload_id)
    return session.exec(mine.order_by(col(UploadPiece.start))).all()


def as_sealed(piece: UploadPiece, citizen: UUID) -> SealedObject:
    return SealedObject(
        address=Address(citizen, piece.object_id, PIECE_VERSION),
        store_key=piece.store_key,
        suite=piece.suite,
        wrapped_dek=piece.wrapped_dek,
        citizen_key_version=piece.citizen_key_version,
        header=piece.header,
        plaintext_length=piece.plaintext_length,
        sealed_length=piece.sealed_length,
    )


def forget(session: Session, upload: Upload) -> list[str]:
    """Its rows, and with them the keys of its pieces; gives the store keys of what is to be destroyed after the commit.

    What a crash leaves there has no owner, and the sweeper finds it.
    """
    gone = forget_pieces(session, upload.id)
    session.connection().execute(delete(Upload).where(col(Upload.id) == upload.id))
    return gone


def forget_pieces(session: Session, upload_id: UUID) -> list[str]:
    gone = [piece.store_key for piece in pieces_of(session, upload_id)]
    session.connection().execute(delete(UploadPiece).where(col(UploadPiece.upload_id) == upload_id))
    return gone


def forget_expired(session: Session, *, now: datetime) -> None:
    """For housekeeping, a round before the sweeper comes."""
    _forget_where(session, col(Upload.expires_at) <= now)


def forget_all_of(session: Session, citizen: UUID) -> None:
    """For an erasure: the keys of all pieces go with the rows."""
    _forget_where(session, col(Upload.citizen_id) == citizen)


def _forget_where(session: Session, condition: ColumnElement[bool]) -> None:
    connection = session.connection()
    connection.execute(delete(UploadPiece).where(col(UploadPiece.upload_id).in_(select(Upload.id).where(condition))))
    connection.execute(delete(Upload).where(condition))
