"""The pages: the form, empty or filled; the button "Dùng ví"; the way back from the wallet; what was handed in.

What a visitor has so far is kept in this process's memory only, under a cookie of the session's, and goes with it.
"""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from scripts.example_site.asking import Asked, NotGivenError, WalletOffice
from scripts.example_site.form import SHEET, Sheet
from scripts.example_site.registration import RETURN_PATH, Registration

HERE = Path(__file__).parent
COOKIE = "nghiem"
"""Its own name: on loopback the wallet's cookies have the same host, and ports do not tell cookies apart."""

SEE_OTHER = 303
MOST_VISITORS = 1000


class Site:
    """Pages over one `WalletOffice`."""

    def __init__(self, registration: Registration, office: WalletOffice) -> None:
        self._office = office
        self._registration = registration
        self._asked: dict[str, Asked] = {}
        self._sheets: dict[str, Sheet] = {}
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self.show),
                Route("/dung-vi", self.ask, methods=["POST"]),
                Route(RETURN_PATH, self.come_back),
                Route("/nop", self.hand_in, methods=["POST"]),
                Mount("/static", StaticFiles(directory=HERE / "static")),
            ]
        )

    async def show(self, request: Request) -> Response:
        return self._form(self._sheets.get(request.cookies.get(COOKIE, ""), Sheet()))

    async def ask(self, request: Request) -> Response:
        """A button, not a link: browsers fetch links that nobody has pressed."""
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return self._form(Sheet(), said="Xin bấm nút trên trang này.", status=403)
        try:
            asked = await run_in_threadpool(self._office.begin)
        except NotGivenError:
            return self._form(Sheet(), said="Ví chưa trả lời được. Xin thử lại, hoặc tự điền.", status=502)
        visitor = secrets.token_urlsafe(24)
        if len(self._asked) >= MOST_VISITORS:
            self._asked.clear()
        self._asked[visitor] = asked
        response = RedirectResponse(asked.link, SEE_OTHER)
        response.set_cookie(COOKIE, visitor, httponly=True, samesite="lax")
        return response

    async def come_back(self, request: Request) -> Response:
        """One use: loading this address again shows the form as it is."""
        visitor = request.cookies.get(COOKIE, "")
        asked = self._asked.pop(visitor, None)
        if asked is None:
            return RedirectResponse("/", SEE_OTHER)
        try:
            sheet = await run_in_threadpool(self._office.finish, asked, str(request.url))
        except NotGivenError:
            return self._form(Sheet(), said="Ví không cho xem gì. Không sao: xin tự điền tờ khai dưới đây.")
        if len(self._sheets) >= MOST_VISITORS:
            self._sheets.clear()
        self._sheets[visitor] = sheet
        return RedirectResponse("/", SEE_OTHER)

    async def hand_in(self, request: Request) -> Response:
        typed = await request.form()
        visitor = request.cookies.get(COOKIE, "")
        sheet = self._sheets.get(visitor, Sheet())
        sheet.typed = {name: str(typed.get(name, ""))[:500] for name, _, _ in SHEET}
        try:
            answers = await run_in_threadpool(self._office.verify, sheet) if sheet.proof else {}
        except NotGivenError:
            return self._form(sheet, said="Chưa nộp được, chưa mất gì. Xin bấm Nộp lại.", status=502)
        self._sheets.pop(visitor, None)
        changed = [label for name, label, _ in SHEET if answers.get(_id(sheet, name)) == "edited"]
        return self._page("received.html", sheet=sheet, kept=len(answers) - len(changed), changed=changed)

    def _form(self, sheet: Sheet, *, said: str = "", status: int = 200) -> HTMLResponse:
        return self._page("form.html", status=status, sheet=sheet, rows=SHEET, said=said)

    def _page(self, template: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
        return HTMLResponse(self._templates.get_template(template).render(**shown), status, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        """The form of "Dùng ví" is sent here and led on to the wallet, so the wallet is named too (CSP level 3)."""
        wallet = "{0.scheme}://{0.netloc}".format(urlsplit(self._registration.issuer))
        policy = f"default-src 'none'; style-src 'self'; form-action 'self' {wallet}; frame-ancestors 'none'"
        return {"Content-Security-Policy": policy, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def _id(sheet: Sheet, name: str) -> str:
    return sheet.sources[name].id if name in sheet.sources else ""
