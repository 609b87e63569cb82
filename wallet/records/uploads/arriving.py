"""Pieces come in: each is sealed before the next is read, and counts from the commit of its row.

    1  the piece, at most PIECE_BYTES, is in memory and nowhere else
    2  it is sealed under a key of its own, durable in the store
    3  one transaction: `received` moves on, if it still stands where the piece begins, and the piece's row
    4  commit; only then is the next piece read

A crash before 4 leaves a sealed object that no row names, and the sender sends that piece again. When the network
breaks off in the middle of a piece, what came of it is kept as a shorter one.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col

from storage.strongbox import Address, SealedObject
from wallet.errors import BodyTooLargeError, TruncatedBodyError
from wallet.identity import leaving
from wallet.identity.errors import CitizenErasedError
from wallet.records import agreement
from wallet.records.errors import RecordTypeUnknownError
from wallet.records.reader import Reader
from wallet.records.sender import sender_of
from wallet.records.uploads import rows
from wallet.records.uploads.errors import UploadInTooManyPiecesError, UploadOffsetError
from wallet.records.uploads.models import Upload, UploadPiece
from wallet.records.vault import Vault
from wallet.web.streaming import RequestBody

PIECE_BYTES = 1024 * 1024
LEAST_BYTES = 16 * 1024
"""Of a piece that broke off: less is not worth an object."""
PIECES_AT_MOST = 500
AT_ONCE = 5
"""Papers on their way into one wallet; a sixth takes the place of the oldest."""


@dataclass(frozen=True, slots=True)
class Announced:
    """`length` in bytes; `sha256`: of the whole file, or empty; `agreement`: as a deposit of this type demands it."""

    type: str
    length: int
    sha256: bytes = b""
    agreement: str = ""


def begin(vault: Vault, reader: Reader, announced: Announced, *, limit: int, now: datetime) -> Upload:
    """What would keep the paper from being kept is said before its first byte is sent; `limit` in bytes.

    Raises RecordTypeUnknownError, BodyTooLargeError, AgreementRequiredError, NotDelegatedError, OwnerMustConfirmError,
    CitizenErasedError.
    """
    kind = vault.catalogue.record_types.get(announced.type)
    if kind is None:
        raise RecordTypeUnknownError
    if announced.length > limit:
        raise BodyTooLargeError
    sender = sender_of(reader, "")
    sender.check_kind(announced.type)
    agreement.agreed_text(kind, announced.agreement)
    sender.check_sensitive(vault, announced.type, now=now)
    mark = rows.mark_of(vault.secrets, reader.citizen.id, announced.sha256) if announced.sha256 else None
    upload = Upload(
        citizen_id=reader.citizen.id,
        type=announced.type,
        length=announced.length,
        mark=mark,
        created_at=now,
        expires_at=now + rows.LIFE,
    )
    with vault.database.transaction() as session:
        if leaving.hold(session, reader.citizen.id) is None:
            raise CitizenErasedError
        earlier = rows.waiting(session, reader, now=now)
        gone = [key for one in earlier[AT_ONCE - 1 :] for key in rows.forget(session, one)]
        session.add(upload)
    for store_key in gone:
        vault.strongbox.destroy(store_key)
    return upload


def receive(vault: Vault, reader: Reader, upload_id: UUID, start: int, body: RequestBody, *, now: datetime) -> Upload:
    """Take what the body brings from byte `start` on; answers with how far the upload has come.

    Raises UploadNotFoundError, UploadOffsetError, BodyTooLargeError where it brings more than was announced,
    UploadInTooManyPiecesError, TruncatedBodyError, CitizenErasedError. Whatever is raised, what was counted stays.
    """
    with vault.database.reading() as session:
        upload = rows.find(session, reader, upload_id, now=now)
    if start != upload.received:
        raise UploadOffsetError
    is_whole = False
    while not is_whole:
        piece, is_whole = _read_piece(body, upload.length - upload.received)
        if piece:
            _keep(vault, upload, piece, now)
            upload.received, upload.pieces = upload.received + len(piece), upload.pieces + 1
    return upload


def _read_piece(body: RequestBody, missing: int) -> tuple[bytearray, bool]:
    """The next piece, and whether the body has ended. BodyTooLargeError as soon as there is a byte too many."""
    piece = bytearray()
    try:
        while len(piece) < PIECE_BYTES:
            chunk = body.read1(PIECE_BYTES - len(piece))
            if not chunk:
                return piece, True
            piece += chunk
            if len(piece) > missing:
                raise BodyTooLargeError
    except TruncatedBodyError:
        if len(piece) < LEAST_BYTES:
            raise
        return piece, False  # reading on meets the break again, with nothing in hand
    return piece, False


def _keep(vault: Vault, upload: Upload, piece: bytearray, now: datetime) -> None:
    """Lines 2 to 4."""
    if upload.pieces >= PIECES_AT_MOST:
        raise UploadInTooManyPiecesError
    with vault.database.reading() as session:
        key = vault.citizen_keys.to_seal(session, upload.citizen_id)
    address = Address(upload.citizen_id, uuid4(), rows.PIECE_VERSION)
    sealed, _ = vault.strongbox.seal_bytes(key, address, bytes(piece))
    try:
        with vault.database.transaction() as session:
            _count(session, upload, sealed, now)
    except UploadOffsetError:
        vault.strongbox.destroy(sealed.store_key)
        raise


def _count(session: Session, upload: Upload, sealed: SealedObject, now: datetime) -> None:
    """Only one of two calls that bring the same bytes moves the upload on."""
    still_there = (col(Upload.id) == upload.id, col(Upload.received) == upload.received, col(Upload.expires_at) > now)
    moved = session.connection().execute(
        update(Upload)
        .where(*still_there, col(Upload.answer).is_(None))
        .values(received=upload.received + sealed.plaintext_length, pieces=upload.pieces + 1)
    )
    if not (isinstance(moved, CursorResult) and moved.rowcount == 1):
        raise UploadOffsetError
    session.add(
        UploadPiece(
            object_id=sealed.address.object,
            upload_id=upload.id,
            start=upload.received,
            store_key=sealed.store_key,
            suite=sealed.suite,
            wrapped_dek=sealed.wrapped_dek,
            citizen_key_version=sealed.citizen_key_version,
            header=sealed.header,
            plaintext_length=sealed.plaintext_length,
            sealed_length=sealed.sealed_length,
        )
    )
    session.flush()


def give_up(vault: Vault, reader: Reader, upload_id: UUID, *, now: datetime) -> None:
    """Throw away what has come. Raises UploadNotFoundError."""
    with vault.database.transaction() as session:
        gone = rows.forget(session, rows.find(session, reader, upload_id, now=now))
    for store_key in gone:
        vault.strongbox.destroy(store_key)
