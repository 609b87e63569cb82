"""The access log over HTTP, for the citizen it is about and for auditors."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from wallet.audit import bundle_routes, desk_routes, service
from wallet.audit.schemas import HeaderRead, OwnEntryRead, OwnLogRead
from wallet.database import GREATEST_NUMBER
from wallet.identity.actors import circumstances
from wallet.identity.dependencies import SignedInAuditor, SignedInCitizen
from wallet.ledger.chain import OwnEntry
from wallet.ledger.errors import NO_LOG
from wallet.ledger.log import Log
from wallet.records.routes import reader_of
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Call, Now, Transaction
from wallet.web.refusals import refuses

router = APIRouter()
router.include_router(desk_routes.router)
router.include_router(bundle_routes.router)


@refuses(*NO_LOG)
def _log(request: Request) -> Log:
    log: Log = request.app.state.log
    return log


AccessLog = Annotated[Log, Depends(_log)]


@router.get("/v1/me/access-log", tags=["citizens"])
def read_own_log(vault: OpenVault, citizen: SignedInCitizen, call: Call, now: Now) -> OwnLogRead:
    """Everyone who looked, oldest first, each entry checked against what the log commits to."""
    own = service.own_log(vault, reader_of(citizen, call), now=now)
    return OwnLogRead(
        entries=[_entry(one) for one in own.entries],
        complete=own.complete,
        checked_at=own.checked_at,
        published_size=own.size,
    )


@router.get("/v1/audit/entries", tags=["auditors"])
def list_entries(
    session: Transaction,
    log: AccessLog,
    auditor: SignedInAuditor,
    call: Call,
    now: Now,
    operation: Annotated[str, Query(max_length=40)] = "",
    outcome: Annotated[str, Query(max_length=10)] = "",
    after: Annotated[int, Query(ge=-1, le=GREATEST_NUMBER)] = -1,
    limit: Annotated[int, Query(ge=1, le=1000)] = service.PAGE,
) -> list[HeaderRead]:
    """Public headers of the log; whose they are, nobody can tell from them."""
    lines = service.list_entries(
        session,
        log,
        auditor,
        circumstances(call),
        operation=operation,
        outcome=outcome,
        after=after,
        limit=limit,
        now=now,
    )
    return [
        HeaderRead(index=one.index, at=one.at, operation=one.operation, outcome=one.outcome, leaf=one.leaf.hex())
        for one in lines
    ]


def _entry(one: OwnEntry) -> OwnEntryRead:
    return OwnEntryRead(
        id=one.id,
        index=one.index,
        n=one.n,
        at=one.at,
        operation=one.operation,
        outcome=one.outcome,
        state=one.state,
        groups={name: dict(group) for name, group in one.groups.items()},
        leaf=one.leaf.hex() if one.leaf else None,
        holds=one.holds,
    )
