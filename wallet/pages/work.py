"""The operator's work list: what is due from whom, overdue first, and the steps on each request of a person."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Response

from wallet.identity.dependencies import CurrentSession
from wallet.pages.language import label, later
from wallet.pages.rendering import render
from wallet.pages.visits import go
from wallet.rights import answering, worklist
from wallet.rights.kinds import ExtensionReason, Kind, RefusalGround
from wallet.rights.routes import OperatorDesk
from wallet.web.dependencies import AppSettings, Now, Transaction

router = APIRouter()

KINDS = {
    "correction": later("Nơi cấp trả lời đề nghị sửa"),
    "disposal": later("Nộp bằng chứng đã xóa"),
    "claim": later("Cha, mẹ hoặc người giám hộ xin làm thay"),
}


@router.get("/viec-phai-lam")
def show_work(
    session: Transaction, desk: OperatorDesk, row: CurrentSession, settings: AppSettings, now: Now
) -> Response:
    """Whose it is stays unsaid; the look is an entry of the wallet's own chain."""
    return render(
        "running/work.html",
        settings,
        csrf=row.csrf,
        due=worklist.read(session, desk, now=now),
        said=lambda one: label(Kind(one.kind)) if one.line else str(KINDS[one.what]),
        reasons=list(ExtensionReason),
        grounds=list(RefusalGround),
        now=now,
    )


@router.post("/viec-phai-lam/{request_id}")
def take_step(
    session: Transaction,
    desk: OperatorDesk,
    request_id: UUID,
    step: Annotated[Literal["nhan", "gia-han", "xong", "tu-choi"], Form(alias="buoc")],
    now: Now,
    reason: Annotated[ExtensionReason, Form(alias="ly-do")] = ExtensionReason.MUCH_DATA,
    ground: Annotated[RefusalGround, Form(alias="can-cu")] = RefusalGround.REQUIRED_BY_LAW,
) -> Response:
    """Each step stands in the citizen's own log."""
    if step == "nhan":
        answering.acknowledge(session, desk, request_id, now=now)
    elif step == "gia-han":
        answering.extend(session, desk, request_id, reason, now=now)
    elif step == "xong":
        answering.complete(session, desk, request_id, now=now)
    else:
        answering.refuse(session, desk, request_id, ground, now=now)
    return go("/viec-phai-lam")
