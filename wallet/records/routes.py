"""Records over HTTP: services deposit, citizens keep, read, download and delete their own."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import StreamingResponse

from policies.release import Assurance
from wallet.catalogue.shelf import CatalogueInForce
from wallet.database import GREATEST_VERSION
from wallet.errors import InvalidRequestError
from wallet.identity.acting.errors import NotDelegatedError, OwnerMustConfirmError
from wallet.identity.actors import circumstances, service_actor
from wallet.identity.citizens import find_enrolled
from wallet.identity.dependencies import AuthenticatedService, SignedInCitizen
from wallet.identity.errors import CitizenNotEnrolledError, InvalidIdNumberError
from wallet.identity.models import Citizen
from wallet.identity.preferences import Language
from wallet.intake.headers import MEDIA_TYPES
from wallet.records import incoming, reading
from wallet.records.agreement import text_for
from wallet.records.deposit import Sender, deposit
from wallet.records.errors import (
    DEPOSITING,
    OPENING,
    AgreementRequiredError,
    DepositNotAllowedError,
    DocumentNotFoundError,
    RecordChangedError,
    RecordNotFoundError,
    RecordTypeUnknownError,
)
from wallet.records.new_record import NewRecord
from wallet.records.reading import PreviewSize, Reader
from wallet.records.schemas import (
    AgreementGiven,
    AgreementText,
    DepositReceipt,
    RecordDeposit,
    RecordOpened,
    RecordRead,
    RecordSearch,
    RecordUpload,
    UploadReceipt,
)
from wallet.records.searching import matching
from wallet.records.sender import sender_of
from wallet.records.suggesting import can_be_read
from wallet.records.uploads import keeping
from wallet.records.uploads.errors import UploadAlteredError, UploadNotFoundError, UploadUnfinishedError
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Body, Call, Now
from wallet.web.refusals import refuses

router = APIRouter()
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]
ContentType = Annotated[str, Header(alias="Content-Type")]
TypeName = Annotated[str, Path(max_length=60)]
BINARY = {"schema": {"type": "string", "format": "binary"}}
DOCUMENT: dict[int | str, Any] = {200: {"content": dict.fromkeys(MEDIA_TYPES, BINARY)}}
PREVIEW: dict[int | str, Any] = {200: {"content": {"image/webp": BINARY}}}
Version = Annotated[int | None, Query(ge=1, le=GREATEST_VERSION)]


def reader_of(citizen: SignedInCitizen, call: Call) -> Reader:
    return Reader(citizen.citizen, citizen.actor, circumstances(call), citizen.scope)


@router.post("/v1/records", status_code=201, tags=["services"], openapi_extra=incoming.documented(RecordDeposit))
@refuses(*DEPOSITING, CitizenNotEnrolledError, DepositNotAllowedError, InvalidIdNumberError)
def deposit_record(
    vault: OpenVault,
    caller: AuthenticatedService,
    call: Call,
    now: Now,
    body: Body,
    content_type: ContentType,
    idempotency_key: IdempotencyKey = "",
) -> DepositReceipt:
    """A service deposits a record, with or without its document."""
    arriving = incoming.read(body, content_type)
    wanted = arriving.as_(RecordDeposit)
    with vault.database.reading() as session:
        citizen = find_enrolled(session, vault.secrets, wanted.id_number)
    new = NewRecord(
        citizen=citizen.id,
        type=wanted.type,
        values=wanted.values,
        as_of=wanted.as_of,
        expires_on=wanted.expires_on,
        assurance=Assurance.ISSUER_ASSERTED,
        depositor=caller,
        bound_procedure=wanted.bound_procedure,
    )
    sender = Sender(caller.id, service_actor(caller), circumstances(call), idempotency_key)
    return DepositReceipt(**deposit(vault, new, arriving.document, sender, now=now))


@router.get("/v1/me/records", tags=["citizens"])
def list_records(vault: OpenVault, citizen: SignedInCitizen, call: Call, now: Now) -> list[RecordRead]:
    """The citizen's own records, newest first; no values."""
    return [RecordRead.model_validate(line) for line in reading.list_records(vault, reader_of(citizen, call), now=now)]


@router.post("/v1/me/records/search", tags=["citizens"])
def search_records(
    vault: OpenVault, citizen: SignedInCitizen, wanted: RecordSearch, call: Call, now: Now
) -> list[RecordRead]:
    """The citizen's own records that hold all the words, accents or not, in Vietnamese order of their names."""
    lines = reading.list_records(vault, reader_of(citizen, call), now=now)
    found = matching(vault.catalogue, lines, words=wanted.words, record_type=wanted.type, issuer=wanted.issuer)
    return [RecordRead.model_validate(line) for line in found]


@router.post("/v1/me/records", status_code=201, tags=["citizens"], openapi_extra=incoming.documented(RecordUpload))
@refuses(
    *DEPOSITING, AgreementRequiredError, NotDelegatedError, OwnerMustConfirmError,
    RecordChangedError, UploadAlteredError, UploadNotFoundError, UploadUnfinishedError,
)  # fmt: skip
def upload_record(
    vault: OpenVault,
    citizen: SignedInCitizen,
    call: Call,
    now: Now,
    body: Body,
    content_type: ContentType,
    idempotency_key: IdempotencyKey = "",
) -> UploadReceipt:
    """The citizen keeps a paper of their own; it counts as self-declared."""
    arriving = incoming.read(body, content_type)
    wanted = arriving.as_(RecordUpload)
    new, reader = self_declared(citizen.citizen, wanted), reader_of(citizen, call)
    sender = sender_of(reader, idempotency_key)
    if wanted.upload is None:
        receipt = deposit(vault, new, arriving.document, sender, now=now)
    elif arriving.document is None:
        receipt = keeping.keep(vault, reader, wanted.upload, new, sender, now=now)
    else:
        raise InvalidRequestError(fields=(("/upload", "comes with a document in the body"),))
    has_document = arriving.document is not None or wanted.upload is not None
    is_readable = has_document and can_be_read(vault.catalogue, new.type)
    return UploadReceipt(
        **receipt, suggestions=f"/v1/me/records/{receipt['record']}/suggestions" if is_readable else ""
    )


def self_declared(citizen: Citizen, wanted: RecordUpload) -> NewRecord:
    return NewRecord(
        citizen=citizen.id,
        type=wanted.type,
        values=wanted.values,
        as_of=wanted.as_of,
        expires_on=wanted.expires_on,
        assurance=Assurance.SELF_DECLARED,
        agreement=wanted.agreement,
    )


@router.get("/v1/me/records/{record_id}", tags=["citizens"])
@refuses(*OPENING, OwnerMustConfirmError, RecordNotFoundError)
def read_record(
    vault: OpenVault, citizen: SignedInCitizen, record_id: UUID, call: Call, now: Now, version: Version = None
) -> RecordOpened:
    """One record with its values, after the log entry that says so is durable."""
    opened = reading.read_record(vault, reader_of(citizen, call), record_id, now=now, version=version)
    line: dict[str, Any] = RecordRead.model_validate(opened.line).model_dump()
    given = AgreementGiven.model_validate(opened.agreement) if opened.agreement else None
    versions = [number for number, _ in opened.versions]
    return RecordOpened(**line, values=opened.values, versions=versions, agreement=given)


@router.get("/v1/record-types/{record_type}/agreement", tags=["citizens"])
@refuses(RecordTypeUnknownError)
def read_agreement(
    catalogue: CatalogueInForce, record_type: TypeName, language: Language = Language.VIETNAMESE
) -> AgreementText:
    """What a citizen has to agree to before a document of this kind is kept. Public: it says nothing of anybody."""
    if record_type not in catalogue.record_types:
        raise RecordTypeUnknownError
    text = text_for(catalogue.record_types[record_type], language)
    if text is None:
        return AgreementText(hash="", language=language, version=0, lines=[])
    return AgreementText(hash=text.hash, language=language, version=text.version, lines=list(text.lines))


@router.get(
    "/v1/me/records/{record_id}/document", tags=["citizens"], response_class=StreamingResponse, responses=DOCUMENT
)
@refuses(*OPENING, DocumentNotFoundError, OwnerMustConfirmError, RecordNotFoundError)
def download_document(
    vault: OpenVault, citizen: SignedInCitizen, record_id: UUID, call: Call, now: Now, version: Version = None
) -> StreamingResponse:
    """The document as it was deposited, byte for byte."""
    document = reading.read_document(vault, reader_of(citizen, call), record_id, now=now, version=version)
    return streamed(document.chunks, document.media_type, document.length)


@router.get(
    "/v1/me/records/{record_id}/preview", tags=["citizens"], response_class=StreamingResponse, responses=PREVIEW
)
@refuses(*OPENING, DocumentNotFoundError, OwnerMustConfirmError, RecordNotFoundError)
def preview_document(
    vault: OpenVault,
    citizen: SignedInCitizen,
    record_id: UUID,
    call: Call,
    now: Now,
    size: PreviewSize = PreviewSize.PAGE,
    version: Version = None,
) -> StreamingResponse:
    """A WebP picture of the document: of its first page, if it has several."""
    picture = reading.read_preview(vault, reader_of(citizen, call), record_id, now=now, size=size, version=version)
    return streamed(picture.chunks, picture.media_type, picture.length)


def streamed(chunks: Iterator[bytes], media_type: str, length: int) -> StreamingResponse:
    """Announces its length, so that a stream that breaks off is seen as broken."""
    headers = {"Content-Length": str(length), "Content-Disposition": "attachment"}
    return StreamingResponse(chunks, media_type=media_type, headers=headers)
