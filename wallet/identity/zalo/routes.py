"""What the mini app calls. People see `wallet.pages.zalo`; Zalo's own servers call `wallet.notices.zalo_events`."""

from datetime import datetime

from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from wallet.identity.dependencies import Secrets
from wallet.identity.machine.rates import Rates
from wallet.identity.zalo import arriving, binding
from wallet.identity.zalo.connection import TOKEN_LETTERS, Connected
from wallet.identity.zalo.errors import TooManyArrivalsError, ZaloNotBelievedError, ZaloUnreachableError
from wallet.settings import Settings
from wallet.web.dependencies import Databases, Now
from wallet.web.refusals import refuses

ARRIVALS = "/v1/zalo/arrivals"
ORIGINS = ("https://h5.zdn.vn", "zbrowser://h5.zdn.vn")
"""Where a mini app runs: on Android and on iOS."""

router = APIRouter(tags=["zalo"])


class ZaloVisitor(BaseModel):
    """`sensitive`: `isSensitive` of the SDK's `getUserInfo`, where the person has allowed that."""

    model_config = ConfigDict(extra="forbid")

    access_token: str = Field(min_length=1, max_length=TOKEN_LETTERS)
    sensitive: bool = False


class ArrivalRead(BaseModel):
    """`path`: open it once in a webview, on the wallet's own host. `code`: to be shown in the mini app meanwhile, and
    typed there; empty where the account is bound already."""

    path: str
    code: str
    expires_at: datetime


@router.post(ARRIVALS, status_code=201)
@refuses(TooManyArrivalsError, ZaloNotBelievedError, ZaloUnreachableError)
def arrive(
    request: Request, zalo: Connected, database: Databases, secrets: Secrets, visitor: ZaloVisitor, now: Now
) -> ArrivalRead:
    """A one-time way in for whoever holds this access token. Zalo is asked outside any transaction."""
    user = zalo.whose(visitor.access_token)
    mark = binding.mark_of(secrets, zalo.agreement.app_id, user)
    arrivals: Rates = request.app.state.arrivals
    if seconds := arrivals.wait(mark):
        raise TooManyArrivalsError(seconds)
    with database.transaction() as session:
        found = binding.find(session, mark)
        arrival = arriving.arrive(session, found, user, sensitive=visitor.sensitive, now=now)
    return ArrivalRead(path=arrival.path, code=arrival.code, expires_at=arrival.expires_at)


class MiniAppOrigins:
    """ASGI middleware: lets the mini app's page read the answer of the one door it calls (CORS, no credentials)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open = CORSMiddleware(app, allow_origins=ORIGINS, allow_methods=["POST"], allow_headers=["content-type"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"] == ARRIVALS
        await (self._open if is_ours else self._app)(scope, receive, send)


def install(app: FastAPI, settings: Settings) -> None:
    """Call once, before the app serves."""
    if settings.zalo_app_id:
        app.add_middleware(MiniAppOrigins)
