"""A paper in pieces over HTTP, for its owner and whoever adds papers for them. `protocol` says what headers mean."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response

from wallet.errors import BodyTooLargeError, UnsupportedMediaTypeError
from wallet.identity.acting.errors import NotDelegatedError, OwnerMustConfirmError
from wallet.identity.dependencies import SignedInCitizen
from wallet.identity.errors import CitizenErasedError
from wallet.records.errors import AgreementRequiredError, RecordTypeUnknownError
from wallet.records.routes import reader_of
from wallet.records.uploads import arriving, rows
from wallet.records.uploads.errors import (
    TUS_VERSION,
    UploadInTooManyPiecesError,
    UploadNotFoundError,
    UploadOffsetError,
)
from wallet.records.uploads.models import MOST_BYTES
from wallet.records.uploads.protocol import (
    EXTENSIONS,
    METADATA_LETTERS,
    PIECE_TYPE,
    Spoken,
    TusRoute,
    announced,
    headers_of,
)
from wallet.records.uploads.schemas import UploadRead, UploadSearch, as_read
from wallet.records.vault import OpenVault
from wallet.web.dependencies import AppSettings, Body, Call, Now
from wallet.web.refusals import refuses

router = APIRouter(route_class=TusRoute, tags=["citizens"])
Length = Annotated[int, Header(alias="Upload-Length", ge=1, le=MOST_BYTES)]
Offset = Annotated[int, Header(alias="Upload-Offset", ge=0, le=MOST_BYTES)]
Metadata = Annotated[str, Header(alias="Upload-Metadata", max_length=METADATA_LETTERS)]
ContentType = Annotated[str, Header(alias="Content-Type")]
BYTES: dict[str, Any] = {
    "requestBody": {"required": True, "content": {PIECE_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.options("/v1/me/uploads", status_code=204)
async def read_what_is_spoken(settings: AppSettings) -> Response:
    """How a paper may be sent in pieces. Public."""
    said = {"Tus-Version": TUS_VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(settings.document_limit_bytes)}
    return Response(status_code=204, headers=said)


@router.get("/v1/me/uploads")
def list_uploads(vault: OpenVault, citizen: SignedInCitizen, call: Call, now: Now) -> list[UploadRead]:
    """Papers that are on their way, newest first."""
    with vault.database.reading() as session:
        return [as_read(upload) for upload in rows.waiting(session, reader_of(citizen, call), now=now)]


@router.post("/v1/me/uploads/search")
def search_uploads(
    vault: OpenVault, citizen: SignedInCitizen, wanted: UploadSearch, call: Call, now: Now
) -> list[UploadRead]:
    """Those of the same file: to go on after the page, or the telephone, was closed."""
    mark = rows.mark_of(vault.secrets, citizen.citizen.id, bytes.fromhex(wanted.sha256))
    with vault.database.reading() as session:
        found = rows.waiting(session, reader_of(citizen, call), now=now)
    return [as_read(upload) for upload in found if (upload.mark, upload.length) == (mark, wanted.length)]


@router.post("/v1/me/uploads", status_code=201, dependencies=[Spoken])
@refuses(
    AgreementRequiredError, BodyTooLargeError, CitizenErasedError, NotDelegatedError, OwnerMustConfirmError,
    RecordTypeUnknownError,
)  # fmt: skip
def begin_upload(
    vault: OpenVault,
    citizen: SignedInCitizen,
    settings: AppSettings,
    call: Call,
    now: Now,
    response: Response,
    length: Length,
    metadata: Metadata = "",
) -> UploadRead:
    """Say how long the paper is and of which type; its bytes then go to the address in `Location`.

    Five papers may be on their way at once: a sixth takes the place of the oldest. Each waits for three days.
    """
    limit = settings.document_limit_bytes
    upload = arriving.begin(vault, reader_of(citizen, call), announced(length, metadata), limit=limit, now=now)
    response.headers.update({"Location": f"/v1/me/uploads/{upload.id}", **headers_of(upload)})
    return as_read(upload)


@router.get("/v1/me/uploads/{upload_id}")
@router.head("/v1/me/uploads/{upload_id}", include_in_schema=False, dependencies=[Spoken])
@refuses(UploadNotFoundError)
def read_upload(
    vault: OpenVault, citizen: SignedInCitizen, upload_id: UUID, call: Call, now: Now, response: Response
) -> UploadRead:
    """How far it has come. HEAD says the same in `Upload-Offset`, as tus does."""
    with vault.database.reading() as session:
        upload = rows.find(session, reader_of(citizen, call), upload_id, now=now)
    response.headers.update(headers_of(upload))
    return as_read(upload)


@router.patch("/v1/me/uploads/{upload_id}", status_code=204, dependencies=[Spoken], openapi_extra=BYTES)
@refuses(CitizenErasedError, UploadInTooManyPiecesError, UploadNotFoundError, UploadOffsetError)
def send_piece(
    vault: OpenVault,
    citizen: SignedInCitizen,
    upload_id: UUID,
    call: Call,
    now: Now,
    body: Body,
    content_type: ContentType,
    offset: Offset,
) -> Response:
    """The bytes from `Upload-Offset` on. What arrived before the network broke off stays."""
    if content_type.partition(";")[0].strip().lower() != PIECE_TYPE:
        raise UnsupportedMediaTypeError(f"a piece comes as {PIECE_TYPE}")
    upload = arriving.receive(vault, reader_of(citizen, call), upload_id, offset, body, now=now)
    return Response(status_code=204, headers=headers_of(upload))


@router.delete("/v1/me/uploads/{upload_id}", status_code=204, dependencies=[Spoken])
@refuses(UploadNotFoundError)
def give_up_upload(vault: OpenVault, citizen: SignedInCitizen, upload_id: UUID, call: Call, now: Now) -> Response:
    """Throw away what has come; a paper that it became stays."""
    arriving.give_up(vault, reader_of(citizen, call), upload_id, now=now)
    return Response(status_code=204)
