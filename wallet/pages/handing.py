"""A paper opened in Zalo's own viewer: a link back into the mini app with a secret that is good once, for two minutes.

The viewer sends no cookie, so the secret alone opens the document. The mini app gets it in its address
(`zalo.me/s/<mini app>/?giay=…&tep=…`) and hands it to `openDocument` or `downloadFile`.
"""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Path, Response

from wallet.identity.zalo.connection import Connected
from wallet.pages.paper import EXTENSIONS
from wallet.pages.visits import CitizenVisit
from wallet.records import links
from wallet.records.routes import streamed
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Call, Now

router = APIRouter()


@router.post("/giay-to/{record_id}/mo-trong-zalo")
def hand_over(zalo: Connected, vault: OpenVault, visit: CitizenVisit, record_id: UUID) -> Response:
    """A page with the link, not a redirect: browsers hold a form's redirects to `form-action 'self'`."""
    link = links.make(vault, visit.reader, record_id, now=visit.now)
    query = urlencode({"giay": link.secret, "tep": f"giay-to.{EXTENSIONS[link.media_type]}"})
    address = f"https://zalo.me/s/{zalo.agreement.mini_app_id}/?{query}"
    return visit.page("paper_in_zalo.html", record=record_id, link=address)


@router.get("/tai-ve/{secret}/{name}")
def give(
    _zalo: Connected,
    vault: OpenVault,
    call: Call,
    now: Now,
    secret: Annotated[str, Path(max_length=100)],
    name: Annotated[str, Path(max_length=20, pattern=r"^giay-to\.[a-z]{3,4}$")],
) -> Response:
    """The document, this once. LinkNotValidError. `name` is for viewers that go by the end of an address."""
    document = links.open_once(vault, secret, call, now=now)
    response = streamed(document.chunks, document.media_type, document.length)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
