"""A complete upload becomes a paper: its pieces are opened once, and stream through the same deposit as any document.

The record and the end of the upload are one transaction: either both stand or neither, and of two calls that keep the
same upload one makes the paper and the other gets its answer.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col

from wallet.errors import UnsupportedMediaTypeError
from wallet.intake.errors import DocumentRefusedError
from wallet.ledger.entries import Entry, Operation, Outcome, Touched
from wallet.records.deposit import deposit
from wallet.records.errors import RecordChangedError
from wallet.records.new_record import NewRecord
from wallet.records.opening import open_pieces
from wallet.records.pieces import Pieces
from wallet.records.reader import Reader
from wallet.records.sealing import IncomingDocument
from wallet.records.sender import Sender
from wallet.records.uploads import rows
from wallet.records.uploads.errors import UploadAlteredError, UploadUnfinishedError
from wallet.records.uploads.models import Upload, UploadPiece
from wallet.records.vault import Vault

SNIFFED = "application/octet-stream"
"""What a phone calls its file is often wrong; the content decides."""


def keep(
    vault: Vault, reader: Reader, upload_id: UUID, new: NewRecord, sender: Sender, *, now: datetime
) -> dict[str, Any]:
    """As `deposit`, with what was uploaded as the document; a second time gives the same receipt.

    Raises UploadNotFoundError, UploadUnfinishedError, UploadAlteredError, and what `deposit` raises. What is refused
    for what it is goes at once, as a document does that came whole; after any other error it waits for another try.
    """
    with vault.database.reading() as session:
        upload = rows.find(session, reader, upload_id, now=now)
        pieces = rows.pieces_of(session, upload_id)
    if upload.answer is not None:
        return upload.answer
    if not upload.is_complete:
        raise UploadUnfinishedError
    document = IncomingDocument(Pieces(_checked(vault, upload, _opened(vault, reader, upload, pieces, now))), SNIFFED)
    try:
        answer = deposit(vault, new, document, sender, now=now, within=partial(_end, upload))
    except RecordChangedError:
        return _answer_of_the_other(vault, reader, upload_id, now)
    except (DocumentRefusedError, UnsupportedMediaTypeError, UploadAlteredError):
        _forget(vault, upload)
        raise
    _destroy(vault, pieces)
    return answer


def _opened(
    vault: Vault, reader: Reader, upload: Upload, pieces: Sequence[UploadPiece], now: datetime
) -> Iterator[bytes]:
    """Nothing is opened before its entry is durable, nor before somebody reads."""
    look = Entry(
        citizen=upload.citizen_id,
        operation=Operation.UPLOAD_OPEN,
        outcome=Outcome.RELEASED,
        actor=reader.actor,
        touched=(Touched(record="", type=upload.type, version=0, document=True, bytes=upload.length),),
        circumstances=reader.circumstances,
        at=now,
    )
    with vault.database.reading() as session:
        sealed = vault.log.sealed(session, look)
    receipt = vault.log.note(vault.database, sealed)
    yield from open_pieces(vault, [rows.as_sealed(piece, upload.citizen_id) for piece in pieces], receipt)


def _checked(vault: Vault, upload: Upload, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, and UploadAlteredError in place of an end where this is not the file that was announced."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if upload.mark is not None:
        arrived = rows.mark_of(vault.secrets, upload.citizen_id, digest.digest())
        if not hmac.compare_digest(arrived, upload.mark):
            raise UploadAlteredError


def _end(upload: Upload, session: Session, answer: dict[str, Any]) -> None:
    """In the transaction of the deposit. RecordChangedError: another call has kept it, or it was thrown away."""
    ended = session.connection().execute(
        update(Upload).where(col(Upload.id) == upload.id, col(Upload.answer).is_(None)).values(answer=answer)
    )
    if not (isinstance(ended, CursorResult) and ended.rowcount == 1):
        raise RecordChangedError
    rows.forget_pieces(session, upload.id)


def _answer_of_the_other(vault: Vault, reader: Reader, upload_id: UUID, now: datetime) -> dict[str, Any]:
    with vault.database.reading() as session:
        answer = rows.find(session, reader, upload_id, now=now).answer
    if answer is None:
        raise RecordChangedError
    return answer


def _forget(vault: Vault, upload: Upload) -> None:
    with vault.database.transaction() as session:
        gone = rows.forget(session, upload)
    for store_key in gone:
        vault.strongbox.destroy(store_key)


def _destroy(vault: Vault, pieces: Sequence[UploadPiece]) -> None:
    for piece in pieces:
        vault.strongbox.destroy(piece.store_key)
