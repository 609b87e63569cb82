"""Dossiers over HTTP: what a dossier service does from opening one to handing in its result."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from sqlmodel import select

from wallet.consents.asking import Refused
from wallet.consents.dependencies import GrantedCaller, Handing, OpenGate
from wallet.consents.errors import ConsentEndedMeanwhileError, NothingAskedError
from wallet.consents.gate import Refusal
from wallet.consents.models import Consent
from wallet.dossiers import release as releasing
from wallet.dossiers import results, service, verifying
from wallet.dossiers.answers import coverage_read, refusal_problem, release_read, verification_read
from wallet.dossiers.errors import (
    DossierClosedError,
    DossierExistsError,
    DossierNotFoundError,
    ProcedureUnknownError,
    ReleaseEndedError,
    ReleaseProofInvalidError,
    ReleaseRefusedError,
    ResultTypeError,
)
from wallet.dossiers.schemas import (
    ConsentAsk,
    ConsentRead,
    CoverageRead,
    DossierOpen,
    DossierRead,
    ReleaseAsk,
    ReleaseRead,
    ResultDeposit,
    SubmissionVerify,
    VerificationRead,
)
from wallet.dossiers.verifying import Submitted
from wallet.identity.citizens import find_enrolled
from wallet.identity.dependencies import ServiceCaller, SignedInCitizen
from wallet.identity.errors import CitizenNotEnrolledError, InvalidIdNumberError
from wallet.identity.machine.errors import TokenOfConsentError
from wallet.records import incoming
from wallet.records.errors import (
    DEPOSITING,
    OPENING,
    IdempotencyKeyReusedError,
    RecordNotFoundError,
)
from wallet.records.routes import DOCUMENT, ContentType, IdempotencyKey, reader_of, streamed
from wallet.records.schemas import DepositReceipt
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Body, Call, Now, Reading, Transaction
from wallet.web.refusals import refuses

router = APIRouter()


@router.post("/v1/dossiers", status_code=201, tags=["services"])
@refuses(CitizenNotEnrolledError, DossierExistsError, InvalidIdNumberError, ProcedureUnknownError)
def open_dossier(
    session: Transaction, vault: OpenVault, caller: ServiceCaller, wanted: DossierOpen, now: Now
) -> DossierRead:
    """Open a dossier for a citizen; the same reference again gives the same dossier."""
    citizen = find_enrolled(session, vault.secrets, wanted.id_number)
    dossier = service.open_dossier(
        session,
        vault,
        caller.service,
        citizen,
        procedure=wanted.procedure,
        reference=wanted.reference,
        stands_as=wanted.stands_as,
        actor=caller.actor,
        how=caller.how,
        now=now,
    )
    return DossierRead.model_validate(dossier)


@router.get("/v1/dossiers/{dossier_id}", tags=["services"])
@refuses(DossierNotFoundError)
def read_dossier(session: Reading, caller: ServiceCaller, dossier_id: UUID) -> DossierRead:
    return DossierRead.model_validate(service.own_dossier(session, caller.service, dossier_id))


@router.post("/v1/dossiers/{dossier_id}/close", tags=["services"])
@refuses(DossierClosedError, DossierNotFoundError)
def close_dossier(
    session: Transaction, vault: OpenVault, caller: ServiceCaller, dossier_id: UUID, now: Now
) -> DossierRead:
    return DossierRead.model_validate(results.close(session, vault, caller, dossier_id, now=now))


@router.post("/v1/dossiers/{dossier_id}/consents", status_code=201, response_model=ConsentRead, tags=["services"])
@refuses(DossierClosedError, DossierNotFoundError, NothingAskedError, ReleaseRefusedError)
def ask_consent(
    session: Transaction,
    vault: OpenVault,
    gate: OpenGate,
    caller: ServiceCaller,
    dossier_id: UUID,
    wanted: ConsentAsk,
    now: Now,
) -> ConsentRead | Response:
    """Put a question before the citizen. Asking for more than the procedure needs is refused by name (403)."""
    answer = service.ask_consent(
        session, vault, gate, caller.service, dossier_id, wanted, actor=caller.actor, how=caller.how, now=now
    )
    if isinstance(answer, Refused):
        return refusal_problem(answer.deny, answer.names, caller.how.request)
    return _consent_read(answer)


@router.get("/v1/dossiers/{dossier_id}/consents", tags=["services"])
@refuses(DossierNotFoundError)
def list_consents(session: Reading, caller: ServiceCaller, dossier_id: UUID) -> list[ConsentRead]:
    """What became of the questions asked under this dossier."""
    dossier = service.own_dossier(session, caller.service, dossier_id)
    return [_consent_read(one) for one in session.exec(select(Consent).where(Consent.dossier_id == dossier.id))]


@router.post("/v1/dossiers/{dossier_id}/releases", status_code=201, response_model=ReleaseRead, tags=["services"])
@refuses(
    *OPENING,
    ConsentEndedMeanwhileError,
    DossierNotFoundError,
    IdempotencyKeyReusedError,
    RecordNotFoundError,
    ReleaseRefusedError,
    TokenOfConsentError,
)
def release(
    vault: OpenVault,
    gate: OpenGate,
    caller: GrantedCaller,
    dossier_id: UUID,
    wanted: ReleaseAsk,
    handing: Handing,
    now: Now,
    idempotency_key: IdempotencyKey = "",
) -> Response:
    """The form, prefilled from what was agreed, with the provenance of each value; or a refusal with its grounds.

    A retry with the same Idempotency-Key within fifteen minutes counts no second use.
    """
    answer = releasing.release(
        vault,
        gate,
        caller,
        dossier_id,
        wanted.consent,
        attributes=frozenset(wanted.attributes),
        documents=frozenset(wanted.documents),
        idempotency_key=idempotency_key,
        now=now,
    )
    if isinstance(answer, Refusal):
        return refusal_problem(answer.deny, answer.names, caller.how.request)
    read = release_read(answer).model_dump_json()
    handing.demand(wanted.consent, answer.records)
    return Response(read, 201, {"Audit-Receipt": str(answer.entry)}, "application/json")


@router.post("/v1/dossiers/{dossier_id}/verify-submission", tags=["services"])
@refuses(*OPENING, DossierNotFoundError, ReleaseProofInvalidError)
def verify_submission(
    vault: OpenVault, caller: ServiceCaller, dossier_id: UUID, wanted: SubmissionVerify, now: Now
) -> VerificationRead:
    """What became of each released field: unchanged, edited, superseded, or its consent no longer holds.

    An edit of an issuer's value becomes a correction that the issuer answers within ten days.
    """
    submitted = [Submitted(field.id, field.value, field.salt) for field in wanted.fields]
    return verification_read(verifying.verify(vault, caller, dossier_id, wanted.proof, submitted, now=now))


@router.get(
    "/v1/releases/{release_id}/documents/{record_id}",
    tags=["services"],
    response_class=StreamingResponse,
    responses=DOCUMENT,
)
@refuses(
    *OPENING,
    ConsentEndedMeanwhileError,
    RecordNotFoundError,
    ReleaseEndedError,
    ReleaseRefusedError,
    TokenOfConsentError,
)
def release_document(
    vault: OpenVault, gate: OpenGate, caller: GrantedCaller, release_id: UUID, record_id: UUID, now: Now
) -> Response:
    """A document of a release, within fifteen minutes of it; decided and logged anew."""
    answer = releasing.release_document(vault, gate, caller, release_id, record_id, now=now)
    if isinstance(answer, Refusal):
        return refusal_problem(answer.deny, answer.names, caller.how.request)
    response = streamed(answer.chunks, answer.media_type, answer.length)
    response.headers["Audit-Receipt"] = str(answer.entry)
    return response


@router.post(
    "/v1/dossiers/{dossier_id}/results",
    status_code=201,
    tags=["services"],
    openapi_extra=incoming.documented(ResultDeposit),
)
@refuses(*DEPOSITING, DossierClosedError, DossierNotFoundError, ResultTypeError)
def deposit_result(
    vault: OpenVault,
    caller: ServiceCaller,
    dossier_id: UUID,
    now: Now,
    body: Body,
    content_type: ContentType,
    idempotency_key: IdempotencyKey = "",
) -> DepositReceipt:
    """Hand in what the procedure produced; it gets the code `<reference>-KQ<n>` and can be reused."""
    arriving = incoming.read(body, content_type)
    wanted = arriving.as_(ResultDeposit)
    receipt: dict[str, Any] = results.deposit_result(
        vault,
        caller,
        dossier_id,
        record_type=wanted.type,
        values=wanted.values,
        as_of=wanted.as_of,
        expires_on=wanted.expires_on,
        bound_procedure=wanted.bound_procedure,
        document=arriving.document,
        idempotency_key=idempotency_key,
        now=now,
    )
    return DepositReceipt(**receipt)


@router.get("/v1/me/dossiers/{dossier_id}/coverage", tags=["citizens"])
@refuses(DossierNotFoundError)
def read_coverage(vault: OpenVault, citizen: SignedInCitizen, dossier_id: UUID, call: Call, now: Now) -> CoverageRead:
    """What of a dossier's form and papers the citizen's wallet can supply. The service never sees this."""
    return coverage_read(service.coverage(vault, reader_of(citizen, call), dossier_id, now=now))


def _consent_read(consent: Consent) -> ConsentRead:
    return ConsentRead(
        id=consent.id,
        dossier=consent.dossier_id,
        state=consent.state,
        version=consent.version,
        granted=consent.granted,
        valid_until=consent.valid_until,
        max_uses=consent.max_uses,
        uses=consent.uses,
    )
