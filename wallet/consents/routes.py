"""The citizen's own consents over HTTP: read the question, answer it, stop, pause and resume."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from wallet.consents import answering, deleting, receipts, viewing
from wallet.consents.errors import (
    ConsentNotFoundError,
    ConsentStateError,
    NoticeChangedError,
    RequiredItemsMissingError,
)
from wallet.consents.exports import details, dpv
from wallet.consents.models import Consent
from wallet.consents.schemas import Answer, MyConsentRead, QuestionItemRead, QuestionRead
from wallet.consents.standing import routes as standing
from wallet.consents.states import State
from wallet.consents.viewing import ConsentLine, Question
from wallet.identity.acting.errors import OwnerMustConfirmError
from wallet.identity.dependencies import SignedInCitizen, issuer
from wallet.identity.models import Service
from wallet.records.errors import OPENING, RecordNotFoundError
from wallet.records.routes import reader_of
from wallet.records.vault import OpenVault
from wallet.web.dependencies import AppSettings, Call, Now
from wallet.web.refusals import refuses
from wallet.web.signed import SignedResponse

router = APIRouter(tags=["citizens"])
router.include_router(standing.router)


class LinkedData(JSONResponse):
    media_type = dpv.MEDIA_TYPE


@router.get("/v1/me/consents")
def list_consents(vault: OpenVault, citizen: SignedInCitizen, call: Call, now: Now) -> list[MyConsentRead]:
    """Everything that was ever asked of this citizen, newest first."""
    return [_line(line) for line in viewing.list_consents(vault, reader_of(citizen, call), now=now)]


@router.get("/v1/me/consents/{consent_id}")
@refuses(*OPENING, ConsentNotFoundError, OwnerMustConfirmError, RecordNotFoundError)
def read_question(vault: OpenVault, citizen: SignedInCitizen, consent_id: UUID, call: Call, now: Now) -> QuestionRead:
    """The question with a preview of exactly what the service would see."""
    return _question(viewing.read_question(vault, reader_of(citizen, call), consent_id, now=now))


@router.post("/v1/me/consents/{consent_id}/answer")
@refuses(ConsentNotFoundError, ConsentStateError, NoticeChangedError, OwnerMustConfirmError, RequiredItemsMissingError)
def answer(
    vault: OpenVault, citizen: SignedInCitizen, consent_id: UUID, given: Answer, call: Call, now: Now
) -> MyConsentRead:
    """Agree, with the optional items named, or refuse."""
    reader = reader_of(citizen, call)
    consent = answering.answer(
        vault,
        reader,
        consent_id,
        agree=given.agree,
        chosen=given.chosen,
        confirmed=given.confirmed,
        notice_hash=given.notice_hash,
        now=now,
    )
    return _line(_with_service(vault, consent))


@router.post("/v1/me/consents/{consent_id}/revoke")
@refuses(ConsentNotFoundError, ConsentStateError)
def revoke(vault: OpenVault, citizen: SignedInCitizen, consent_id: UUID, call: Call, now: Now) -> MyConsentRead:
    """Stop it; it takes effect before this answers."""
    reader = reader_of(citizen, call)
    return _line(_with_service(vault, answering.change(vault, reader, consent_id, State.REVOKED, now=now)))


@router.post("/v1/me/consents/{consent_id}/pause")
@refuses(ConsentNotFoundError, ConsentStateError)
def pause(vault: OpenVault, citizen: SignedInCitizen, consent_id: UUID, call: Call, now: Now) -> MyConsentRead:
    """Nothing leaves until it is resumed."""
    reader = reader_of(citizen, call)
    return _line(_with_service(vault, answering.change(vault, reader, consent_id, State.PAUSED, now=now)))


@router.post("/v1/me/consents/{consent_id}/resume")
@refuses(ConsentNotFoundError, ConsentStateError)
def resume(vault: OpenVault, citizen: SignedInCitizen, consent_id: UUID, call: Call, now: Now) -> MyConsentRead:
    """Let a paused consent go on."""
    reader = reader_of(citizen, call)
    return _line(_with_service(vault, answering.change(vault, reader, consent_id, State.ACTIVE, now=now)))


@router.get("/v1/me/consents/{consent_id}/artefact", response_class=SignedResponse)
@refuses(ConsentNotFoundError)
def read_artefact(vault: OpenVault, citizen: SignedInCitizen, consent_id: UUID, call: Call, now: Now) -> SignedResponse:
    """The signed artefact (JWS) of the version that holds now; 404 while nothing was decided."""
    _, signed = viewing.read_consent(vault, reader_of(citizen, call), consent_id, now=now)
    if not signed:
        raise ConsentNotFoundError
    return SignedResponse(signed)


@router.get("/v1/me/consents/{consent_id}/receipt", response_class=LinkedData)
@refuses(ConsentNotFoundError)
def read_receipt(
    vault: OpenVault, citizen: SignedInCitizen, consent_id: UUID, settings: AppSettings, call: Call, now: Now
) -> LinkedData:
    """A receipt of ISO/IEC TS 27560:2023 in JSON-LD, with the signed artefact inside; 404 while nothing was decided."""
    kept = receipts.read(vault, reader_of(citizen, call), consent_id, now=now)
    receipt = dpv.receipt_of(kept.body, kept.signed, kept.shown, issuer=issuer(settings.public_url), now=now)
    return LinkedData(receipt, headers={"Content-Disposition": f'attachment; filename="bien-nhan-{consent_id}.jsonld"'})


@router.get("/v1/me/consents/{consent_id}/authorization-details")
@refuses(ConsentNotFoundError)
def read_details(
    vault: OpenVault, citizen: SignedInCitizen, consent_id: UUID, call: Call, now: Now
) -> list[dict[str, Any]]:
    """The same as `authorization_details` of RFC 9396, nothing left out; 404 while nothing was decided."""
    return details.full(receipts.read(vault, reader_of(citizen, call), consent_id, now=now).body)


@router.post("/v1/me/consents/{consent_id}/defer")
@refuses(ConsentNotFoundError, ConsentStateError)
def defer(vault: OpenVault, citizen: SignedInCitizen, consent_id: UUID, call: Call, now: Now) -> MyConsentRead:
    """Answer later; nothing is seen meanwhile."""
    return _line(_with_service(vault, answering.defer(vault, reader_of(citizen, call), consent_id, now=now)))


@router.delete("/v1/me/records/{record_id}", status_code=204)
@refuses(RecordNotFoundError)
def delete_record(vault: OpenVault, citizen: SignedInCitizen, record_id: UUID, call: Call, now: Now) -> None:
    """Destroys the keys; nobody can read it again, the wallet's operator included. Consents to it end."""
    deleting.delete_record(vault, reader_of(citizen, call), record_id, now=now)


def _with_service(vault: OpenVault, consent: Consent) -> ConsentLine:
    with vault.database.reading() as session:
        return ConsentLine(consent, session.get_one(Service, consent.service_id))


def _line(line: ConsentLine) -> MyConsentRead:
    consent = line.consent
    return MyConsentRead(
        id=consent.id,
        organisation=line.service.organisation,
        service=line.service.name,
        procedure=consent.procedure,
        state=consent.state,
        valid_until=consent.valid_until,
        max_uses=consent.max_uses,
        uses=consent.uses,
        created_at=consent.created_at,
        granted=consent.granted,
    )


def _question(question: Question) -> QuestionRead:
    return QuestionRead(
        consent=_line(ConsentLine(question.consent, question.service)),
        title=question.notice.title,
        lines=list(question.notice.lines),
        promise=question.notice.promise,
        notice_hash=question.consent.notice_hash,
        binding_message=question.consent.binding_message,
        items=[QuestionItemRead.model_validate(item) for item in question.items],
    )
