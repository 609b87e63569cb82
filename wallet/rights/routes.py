"""Requests of people over HTTP: the person asks, sees and withdraws; the operator has a work list and answers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from wallet.identity.actors import circumstances, staff_actor
from wallet.identity.dependencies import AccessLog, SignedInCitizen, SignedInOperator
from wallet.identity.errors import CitizenErasedError
from wallet.records.errors import RecordNotFoundError
from wallet.records.routes import reader_of
from wallet.records.vault import OpenVault
from wallet.rights import answering, asking, mine, worklist
from wallet.rights.answering import Desk
from wallet.rights.asking import Wish
from wallet.rights.errors import (
    NothingToObjectToError,
    NotProlongedError,
    RequestNotFoundError,
    RequestStateError,
)
from wallet.rights.kinds import RefusalGround
from wallet.rights.rows import RequestLine
from wallet.rights.schemas import DutyRead, Extension, Refusal, RequestOpenRead, RequestRead, WishMade
from wallet.web.dependencies import Call, Now, Transaction
from wallet.web.refusals import refuses

router = APIRouter()


async def _desk(operator: SignedInOperator, log: AccessLog, call: Call) -> Desk:
    return Desk(log, staff_actor(operator), circumstances(call))


OperatorDesk = Annotated[Desk, Depends(_desk)]


@router.post("/v1/me/requests", status_code=201, tags=["citizens"])
@refuses(CitizenErasedError, NothingToObjectToError, RecordNotFoundError)
def ask(vault: OpenVault, citizen: SignedInCitizen, wish: WishMade, call: Call, now: Now) -> RequestRead:
    """Ask by right. A restriction or an objection holds before this answers; the same again is the same request."""
    wanted = Wish(wish.kind, wish.record, wish.client_id)
    return _full(asking.ask(vault, reader_of(citizen, call), wanted, now=now))


@router.get("/v1/me/requests", tags=["citizens"])
def list_requests(vault: OpenVault, citizen: SignedInCitizen, call: Call, now: Now) -> list[RequestRead]:
    """The newest first, each with what is due by when."""
    return [_full(line) for line in mine.list_requests(vault, reader_of(citizen, call), now=now)]


@router.get("/v1/me/requests/{request_id}", tags=["citizens"])
@refuses(RequestNotFoundError)
def read_request(vault: OpenVault, citizen: SignedInCitizen, request_id: UUID, call: Call, now: Now) -> RequestRead:
    """One request of one's own."""
    return _full(mine.read(vault, reader_of(citizen, call), request_id, now=now))


@router.post("/v1/me/requests/{request_id}/withdraw", tags=["citizens"])
@refuses(RequestNotFoundError, RequestStateError)
def withdraw(vault: OpenVault, citizen: SignedInCitizen, request_id: UUID, call: Call, now: Now) -> RequestRead:
    """Take it back; what it had restricted is lifted."""
    return _full(mine.withdraw(vault, reader_of(citizen, call), request_id, now=now))


@router.get("/v1/operator/work", tags=["operators"])
def read_work(session: Transaction, desk: OperatorDesk, now: Now) -> list[DutyRead]:
    """What is due, overdue first: requests, corrections of issuers, proofs of deletion. Whose, stays unsaid."""
    return [
        DutyRead(
            what=one.what,
            id=one.id,
            kind=one.kind,
            who=one.who,
            since=one.since,
            due_at=one.due_at,
            overdue=one.overdue,
            days_overdue=one.days_overdue,
        )
        for one in worklist.read(session, desk, now=now)
    ]


@router.post("/v1/operator/requests/{request_id}/acknowledge", tags=["operators"])
@refuses(RequestNotFoundError, RequestStateError)
def acknowledge(session: Transaction, desk: OperatorDesk, request_id: UUID, now: Now) -> RequestOpenRead:
    """Tell the person that it came, within two working days."""
    return RequestOpenRead.model_validate(_open(answering.acknowledge(session, desk, request_id, now=now)))


@router.post("/v1/operator/requests/{request_id}/extend", tags=["operators"])
@refuses(NotProlongedError, RequestNotFoundError, RequestStateError)
def extend(session: Transaction, desk: OperatorDesk, request_id: UUID, given: Extension, now: Now) -> RequestOpenRead:
    """Take more time, once, with a reason, where the law gives it."""
    return RequestOpenRead.model_validate(_open(answering.extend(session, desk, request_id, given.reason, now=now)))


@router.post("/v1/operator/requests/{request_id}/complete", tags=["operators"])
@refuses(RequestNotFoundError, RequestStateError)
def complete(session: Transaction, desk: OperatorDesk, request_id: UUID, now: Now) -> RequestOpenRead:
    """It is done."""
    return RequestOpenRead.model_validate(_open(answering.complete(session, desk, request_id, now=now)))


@router.post("/v1/operator/requests/{request_id}/refuse", tags=["operators"])
@refuses(RequestNotFoundError, RequestStateError)
def refuse(session: Transaction, desk: OperatorDesk, request_id: UUID, given: Refusal, now: Now) -> RequestOpenRead:
    """Refuse with the legal ground, which the person reads."""
    return RequestOpenRead.model_validate(_open(answering.refuse(session, desk, request_id, given.ground, now=now)))


def _open(line: RequestLine) -> dict[str, object]:
    request, ground = line.request, _ground(line)
    return {
        "id": request.id,
        "kind": request.kind,
        "state": request.state,
        "made_at": request.made_at,
        "answer_by": request.answer_by,
        "due_at": request.due_at,
        "next_due": line.due,
        "overdue": line.overdue,
        "acknowledged_at": request.acknowledged_at,
        "extended_at": request.extended_at,
        "extension_reason": request.extension_reason,
        "may_extend": line.may_extend,
        "ended_at": request.ended_at,
        "refusal_ground": request.refusal_ground,
        "basis": ground.basis if ground else line.kind.duty.source,
        "organisation": line.service.organisation if line.service else "",
    }


def _full(line: RequestLine) -> RequestRead:
    ground = _ground(line)
    about: dict[str, object] = {
        "record": line.request.record_id,
        "client_id": line.service.client_id if line.service else "",
        "refusal_vi": ground.label_vi if ground else "",
        "refusal_en": ground.label_en if ground else "",
    }
    return RequestRead.model_validate(_open(line) | about)


def _ground(line: RequestLine) -> RefusalGround | None:
    return RefusalGround(line.request.refusal_ground) if line.request.refusal_ground else None
