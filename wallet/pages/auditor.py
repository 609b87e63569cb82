"""The auditor's table: public headers of the log, filtered by the URL. Whose an entry is, nobody can tell from it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from wallet.audit import service as audit
from wallet.database import GREATEST_NUMBER
from wallet.identity.actors import circumstances
from wallet.identity.dependencies import AccessLog, CurrentSession, SignedInAuditor
from wallet.ledger.entries import Operation, Outcome
from wallet.pages.rendering import render
from wallet.web.dependencies import AppSettings, Call, Now, Transaction

OperationWord = Annotated[Operation | Literal[""], Query(alias="viec")]
OutcomeWord = Annotated[Outcome | Literal[""], Query(alias="ket-qua")]
After = Annotated[Annotated[int, Field(ge=0, le=GREATEST_NUMBER)] | Literal[""], Query(alias="sau")]

FROM_THE_START = -1

router = APIRouter()


@router.get("/kiem-tra")
def list_entries(
    session: Transaction,
    log: AccessLog,
    auditor: SignedInAuditor,
    row: CurrentSession,
    settings: AppSettings,
    call: Call,
    now: Now,
    operation: OperationWord = "",
    outcome: OutcomeWord = "",
    after: After = "",
) -> Response:
    """This look is an entry of the wallet's own chain."""
    lines = audit.list_entries(
        session,
        log,
        auditor,
        circumstances(call),
        operation=operation,
        outcome=outcome,
        after=FROM_THE_START if after == "" else after,
        now=now,
    )
    return render(
        "auditor.html",
        settings,
        csrf=row.csrf,
        lines=lines,
        more=len(lines) == audit.PAGE,
        operation=operation,
        outcome=outcome,
        after=after,
        operations=list(Operation),
        outcomes=list(Outcome),
        size=audit.published_size(session, log.origin),
        origin=log.origin,
        public_url=settings.public_url.rstrip("/"),
        auditor=auditor,
        now=now,
    )
