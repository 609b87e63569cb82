"""What handlers of the desk ask for by type: the auditor at work on a case, and what they look for."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query

from wallet.audit.cases import CASE_PATTERN, Desk
from wallet.audit.sightings import Filters
from wallet.identity.actors import circumstances, staff_actor
from wallet.identity.dependencies import SignedInAuditor
from wallet.ledger.entries import Operation, Outcome
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Call

Word = Annotated[str, Query(max_length=100)]


async def _desk(
    vault: OpenVault, auditor: SignedInAuditor, call: Call, case: Annotated[str, Query(pattern=CASE_PATTERN)] = ""
) -> Desk:
    return Desk(vault, auditor.id, staff_actor(auditor), circumstances(call), case)


async def _filters(
    since: datetime | None = None,
    until: datetime | None = None,
    operation: Operation | None = None,
    outcome: Outcome | None = None,
    service: Word = "",
    procedure: Word = "",
    ground: Word = "",
    who: Word = "",
) -> Filters:
    return Filters(
        since=since.astimezone() if since else None,
        until=until.astimezone() if until else None,
        operation=operation or "",
        outcome=outcome or "",
        service=service,
        procedure=procedure,
        ground=ground,
        who=who,
    )


OpenDesk = Annotated[Desk, Depends(_desk)]
Wanted = Annotated[Filters, Depends(_filters)]
