"""The two endpoints that the wallet calls, and the mini app's place.

GET  /v2.0/me                access token `token-of-<user id>` is that user's; `expired` and `abroad` are refused as
                             Zalo refuses: HTTP 200 with `error`
POST /notification/template  kept in memory, read back at GET /sent
GET  /                       what the mini app does, for a user id that one types: ask the wallet for a way in
"""

import hashlib
import hmac
import html
from typing import Any

import requests
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

TOKEN = "token-of-"  # noqa: S105  (the beginning of a made-up one)
REFUSALS = {
    "expired": (-216, "Invalid access token"),
    "abroad": (-501, "Personal information is limited due to IP address not inside Vietnam"),
}
CANNOT_NOTIFY = "-111"
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Zalo (thử)</title><h1>Ví Giấy Tờ trong Zalo (thử)</h1>{said}
<form method="post"><label>Mã người dùng Zalo <input name="user" value="9000000000000000001"></label>
<button>Mở ví</button></form></html>"""


class StandIn:
    """`secret`, `api_key`: what the wallet was configured with; a call that does not know them is refused."""

    def __init__(self, secret: str, api_key: str, wallet: str) -> None:
        self._secret = secret
        self._api_key = api_key
        self._wallet = wallet
        self._sent: list[dict[str, Any]] = []

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v2.0/me", self.me),
                Route("/notification/template", self.notify, methods=["POST"]),
                Route("/sent", self.sent),
                Route("/", self.mini_app, methods=["GET", "POST"]),
            ]
        )

    async def me(self, request: Request) -> Response:
        token = request.headers.get("access_token", "")
        proof = hmac.digest(self._secret.encode(), token.encode(), hashlib.sha256).hex()
        if not hmac.compare_digest(proof, request.headers.get("appsecret_proof", "")):
            return _refused(-204, "Invalid appsecret_proof")
        if token in REFUSALS or not token.startswith(TOKEN):
            return _refused(*REFUSALS.get(token, REFUSALS["expired"]))
        return JSONResponse({"id": token.removeprefix(TOKEN), "error": 0, "message": "Success"})

    async def notify(self, request: Request) -> Response:
        if request.headers.get("x-api-key") != f"Bearer {self._api_key}":
            return _refused(-104, "Invalid api key")
        user = request.headers.get("x-user-id", "")
        if user.endswith(CANNOT_NOTIFY):
            return _refused(-111, "Cannot notify this user")
        self._sent.append({"user": user, **await request.json()})
        return JSONResponse({"error": 0, "message": "Success", "data": {}})

    async def sent(self, _request: Request) -> Response:
        return JSONResponse(self._sent)

    async def mini_app(self, request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse(PAGE.format(said=""))
        user = str((await request.form()).get("user", ""))
        answer = await run_in_threadpool(self._arrive, user)
        if answer.status_code != 201:
            return HTMLResponse(PAGE.format(said=f"<p>{html.escape(answer.text)}</p>"))
        told = answer.json()
        code = f"<p>Số để gõ trong ví: <strong>{html.escape(told['code'])}</strong></p>" if told["code"] else ""
        link = f'<p><a href="{html.escape(self._wallet + told["path"])}">Mở ví (cửa sổ web của Zalo)</a></p>'
        return HTMLResponse(PAGE.format(said=code + link))

    def _arrive(self, user: str) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            token = {"access_token": TOKEN + user}
            return session.post(f"{self._wallet}/v1/zalo/arrivals", json=token, timeout=30)


def _refused(error: int, message: str) -> Response:
    return JSONResponse({"error": error, "message": message})
