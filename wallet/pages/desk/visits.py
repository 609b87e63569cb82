"""An auditor at a page: the desk with its case, their session's token, the settings and the hour."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Form, Query
from fastapi.responses import HTMLResponse

from wallet.audit.cases import CASE_PATTERN, Desk
from wallet.identity.actors import circumstances, staff_actor
from wallet.identity.dependencies import CurrentSession, SignedInAuditor
from wallet.pages.desk import said
from wallet.pages.rendering import render
from wallet.records.vault import OpenVault
from wallet.settings import Settings
from wallet.web.dependencies import AppSettings, Call, Now


@dataclass(frozen=True, slots=True)
class AuditorVisit:
    desk: Desk
    organisation: str
    csrf: str
    settings: Settings
    now: datetime

    def page(self, template: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
        """`say`: the words of the desk; `address`: a path with the case kept in it."""
        return render(
            f"desk/{template}",
            self.settings,
            status=status,
            csrf=self.csrf,
            case=self.desk.case,
            organisation=self.organisation,
            say=said,
            address=self.address,
            now=self.now,
            **shown,
        )

    def address(self, path: str, **query: object) -> str:
        """A page of the desk; what is empty stays out of its address."""
        wanted = {"vu": self.desk.case, **query}
        asked = urlencode({name.replace("_", "-"): value for name, value in wanted.items() if value not in {"", None}})
        return f"{path}?{asked}" if asked else path


CaseInAddress = Annotated[str, Query(alias="vu", pattern=CASE_PATTERN)]
CaseInForm = Annotated[str, Form(alias="vu", pattern=CASE_PATTERN)]


async def _looking(
    vault: OpenVault,
    auditor: SignedInAuditor,
    row: CurrentSession,
    settings: AppSettings,
    call: Call,
    now: Now,
    case: CaseInAddress = "",
) -> AuditorVisit:
    desk = Desk(vault, auditor.id, staff_actor(auditor), circumstances(call), case)
    return AuditorVisit(desk, auditor.organisation, row.csrf, settings, now)


async def _sending(
    vault: OpenVault,
    auditor: SignedInAuditor,
    row: CurrentSession,
    settings: AppSettings,
    call: Call,
    now: Now,
    case: CaseInForm = "",
) -> AuditorVisit:
    return await _looking(vault, auditor, row, settings, call, now, case)


AtDesk = Annotated[AuditorVisit, Depends(_looking)]
SendingAtDesk = Annotated[AuditorVisit, Depends(_sending)]
"""The case came with the form."""
