"""Events of a dossier service, polled with a cursor."""

from typing import Annotated

from fastapi import APIRouter, Query

from wallet.database import GREATEST_NUMBER
from wallet.identity.dependencies import AuthenticatedService
from wallet.notices import service, zalo_events
from wallet.notices.schemas import EventRead
from wallet.web.dependencies import Databases, Now

router = APIRouter(tags=["events"])
router.include_router(zalo_events.router)


@router.get("/v1/events")
def poll(
    database: Databases,
    caller: AuthenticatedService,
    now: Now,
    after: Annotated[int, Query(ge=0, le=GREATEST_NUMBER)] = 0,
) -> list[EventRead]:
    """At most 100 events after the cursor, oldest first; an empty list when there are no more."""
    return [
        EventRead(
            id=event.id, cursor=event.position or 0, kind=event.kind, payload=event.payload, created_at=event.created_at
        )
        for event in service.for_service(database, caller.id, after=after, now=now)
    ]
