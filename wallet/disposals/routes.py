"""Disposals over HTTP: services list what they owe and prove it, citizens read the proof, auditors see who is late."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from wallet.database import GREATEST_NUMBER
from wallet.disposals import confirming, viewing
from wallet.disposals.errors import DisposalNotFoundError, DisposalStateError, InvalidReceiptError
from wallet.disposals.owing import write_entry
from wallet.disposals.schemas import DisposalOpenRead, DisposalRead, ReceiptGiven
from wallet.disposals.viewing import DisposalLine
from wallet.identity.actors import circumstances, citizen_actor, staff_actor
from wallet.identity.dependencies import AccessLog, ServiceCaller, SignedInAuditor, SignedInCitizen, issuer
from wallet.ledger.entries import SYSTEM_SUBJECT, Entry, Operation, Outcome
from wallet.web.dependencies import AppSettings, Call, Now, Reading, Transaction
from wallet.web.refusals import refuses
from wallet.web.signed import SignedResponse

router = APIRouter()

Skip = Annotated[int, Query(ge=0, le=GREATEST_NUMBER)]


@router.get("/v1/disposals", tags=["services"])
def list_disposals(
    session: Reading, caller: ServiceCaller, now: Now, state: Literal["", "owed", "confirmed"] = "", skip: Skip = 0
) -> list[DisposalRead]:
    """What this service has to delete and to prove, what is due first; at most 100 after `skip`."""
    return [_full(line) for line in viewing.of_service(session, caller.service.id, state=state, skip=skip, now=now)]


@router.post("/v1/disposals/{disposal_id}/receipt", tags=["services"])
@refuses(DisposalNotFoundError, DisposalStateError, InvalidReceiptError)
def confirm_disposal(
    session: Transaction,
    log: AccessLog,
    caller: ServiceCaller,
    settings: AppSettings,
    disposal_id: UUID,
    given: ReceiptGiven,
    now: Now,
) -> DisposalRead:
    """Hand in the signed receipt. The same one again changes nothing; a late one is still taken."""
    wallet = issuer(settings.public_url)
    disposal = confirming.confirm(session, log, caller, disposal_id, given.receipt, wallet=wallet, now=now)
    return _full(viewing.line_of(disposal, caller.service, now))


@router.get("/v1/me/disposals", tags=["citizens"])
def list_own_disposals(
    session: Transaction, log: AccessLog, citizen: SignedInCitizen, call: Call, now: Now
) -> list[DisposalRead]:
    """Who has to delete what the citizen once allowed, and who has proven it."""
    entry = Entry(
        citizen=citizen.id,
        operation=Operation.CONSENT_LIST,
        outcome=Outcome.RELEASED,
        actor=citizen_actor(citizen),
        circumstances=circumstances(call),
        at=now,
    )
    log.append(session, entry)
    return [_full(line) for line in viewing.of_citizen(session, citizen.id, now=now)]


@router.get("/v1/me/disposals/{disposal_id}/receipt", tags=["citizens"], response_class=SignedResponse)
@refuses(DisposalNotFoundError)
def read_receipt(
    session: Transaction, log: AccessLog, citizen: SignedInCitizen, disposal_id: UUID, now: Now
) -> SignedResponse:
    """The service's signed receipt (JWS) as it came; 404 while there is none."""
    line = viewing.own(session, citizen.id, disposal_id, now=now)
    if not line.disposal.receipt:
        raise DisposalNotFoundError
    write_entry(session, log, line.disposal, Operation.CONSENT_VIEW, citizen_actor(citizen), now=now)
    return SignedResponse(line.disposal.receipt)


@router.get("/v1/audit/disposals", tags=["auditors"])
def list_everybodys_disposals(
    session: Transaction,
    log: AccessLog,
    auditor: SignedInAuditor,
    call: Call,
    now: Now,
    overdue: bool = True,
    skip: Skip = 0,
) -> list[DisposalOpenRead]:
    """Which services owe a receipt, the longest overdue first; whose consents they were stays unsaid."""
    entry = Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.AUDIT_LIST,
        outcome=Outcome.DONE,
        actor=staff_actor(auditor),
        circumstances=circumstances(call),
        at=now,
    )
    log.append(session, entry)
    return [_open(line) for line in viewing.of_everybody(session, overdue=overdue, skip=skip, now=now)]


def _open(line: DisposalLine) -> DisposalOpenRead:
    disposal = line.disposal
    return DisposalOpenRead(
        id=disposal.id,
        cause=disposal.cause,
        state=disposal.state,
        arisen_at=disposal.arisen_at,
        due_at=disposal.due_at,
        overdue=line.overdue,
        days_overdue=line.days_overdue,
        deleted_at=disposal.deleted_at,
        confirmed_at=disposal.confirmed_at,
        artefact=disposal.artefact_hash,
        client_id=line.service.client_id,
        organisation=line.service.organisation,
    )


def _full(line: DisposalLine) -> DisposalRead:
    return DisposalRead(**_open(line).model_dump(), consent=line.disposal.consent_id, owed=list(line.disposal.owed))
