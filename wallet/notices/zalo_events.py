"""Zalo's webhook: somebody took their permission back there. Their sessions from Zalo end, nothing is sent there any
more, and they are told; whether the papers stay is theirs to decide, and they stay until then."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from wallet.identity.actors import circumstances
from wallet.identity.dependencies import AccessLog, Secrets
from wallet.identity.zalo import binding, events
from wallet.identity.zalo.connection import Connected
from wallet.notices import service
from wallet.web.dependencies import Call, Databases, Now

router = APIRouter(tags=["zalo"])


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post("/v1/zalo/events", status_code=200, include_in_schema=False)
def take_event(
    zalo: Connected,
    database: Databases,
    secrets: Secrets,
    log: AccessLog,
    call: Call,
    now: Now,
    body: Annotated[bytes, Depends(_body)],
    signature: Annotated[str, Header(alias="X-ZEvent-Signature", max_length=200)] = "",
) -> Response:
    """The answer is the same whether somebody was unbound or not. ZaloEventNotBelievedError."""
    event = events.read(body, signature, zalo.agreement.api_key)
    if event is not None and event.app_id == zalo.agreement.app_id:
        mark = binding.mark_of(secrets, event.app_id, event.user)
        with database.transaction() as session:
            citizen = binding.revoked(session, log, mark, event.at, circumstances(call), now=now)
            if citizen is not None:
                service.tell_citizen(session, citizen, "zalo.revoked", {}, now=now)
    return Response()
