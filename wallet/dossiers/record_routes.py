"""What the service that deposited a record does with it later, over HTTP: a new version, or its end."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from wallet.dossiers import renewing, revoking
from wallet.identity.dependencies import ServiceCaller
from wallet.records import incoming
from wallet.records.errors import (
    DEPOSITING,
    DepositNotAllowedError,
    RecordChangedError,
    RecordEndedError,
    RecordNotFoundError,
    SupersedingRecordError,
)
from wallet.records.routes import ContentType, IdempotencyKey
from wallet.records.schemas import DepositReceipt, RecordVersion, Revocation, RevocationRead
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Body, Now
from wallet.web.refusals import refuses

router = APIRouter()


@router.post(
    "/v1/records/{record_id}/versions",
    status_code=201,
    tags=["services"],
    openapi_extra=incoming.documented(RecordVersion),
)
@refuses(*DEPOSITING, DepositNotAllowedError, RecordChangedError, RecordEndedError, RecordNotFoundError)
def deposit_version(
    vault: OpenVault,
    caller: ServiceCaller,
    record_id: UUID,
    now: Now,
    body: Body,
    content_type: ContentType,
    idempotency_key: IdempotencyKey = "",
) -> DepositReceipt:
    """The service that deposited a record gives it new content; the earlier versions stay readable to their owner."""
    arriving = incoming.read(body, content_type)
    receipt: dict[str, Any] = renewing.deposit_version(
        vault,
        caller,
        record_id,
        arriving.as_(RecordVersion),
        arriving.document,
        idempotency_key=idempotency_key,
        now=now,
    )
    return DepositReceipt(**receipt)


@router.post("/v1/records/{record_id}/revoke", tags=["services"])
@refuses(RecordEndedError, RecordNotFoundError, SupersedingRecordError)
def revoke_record(
    vault: OpenVault, caller: ServiceCaller, record_id: UUID, wanted: Revocation, now: Now
) -> RevocationRead:
    """The service that deposited a record ends it: its owner still sees it, nobody reuses it."""
    record = revoking.revoke(
        vault, caller, record_id, reason=wanted.reason, superseded_by=wanted.superseded_by, now=now
    )
    return RevocationRead.model_validate(record)
