"""An operator at a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import HTMLResponse

from wallet.identity.actors import circumstances, staff_actor
from wallet.identity.dependencies import CurrentSession, SignedInOperator
from wallet.ledger.entries import Actor, Circumstances
from wallet.pages.rendering import render
from wallet.settings import Settings
from wallet.web.dependencies import AppSettings, Call, Now


@dataclass(frozen=True, slots=True)
class OperatorVisit:
    actor: Actor
    how: Circumstances
    csrf: str
    settings: Settings
    now: datetime

    def page(self, template: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
        return render(f"running/{template}", self.settings, status=status, csrf=self.csrf, moment_now=self.now, **shown)


async def _visit(
    operator: SignedInOperator, row: CurrentSession, settings: AppSettings, call: Call, now: Now
) -> OperatorVisit:
    return OperatorVisit(staff_actor(operator), circumstances(call), row.csrf, settings, now)


Running = Annotated[OperatorVisit, Depends(_visit)]
