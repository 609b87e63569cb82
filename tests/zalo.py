"""A wallet that is connected with Zalo, against a stand-in of Zalo's endpoints in a process of its own."""

import json
from dataclasses import dataclass
from typing import Any

import requests
from sqlmodel import select

from tests.pages.browser import Browser, Page
from tests.servers import ZALO_API_KEY, ZALO_SECRET
from tests.world import CALL_SECONDS, World, answered, fresh_number
from wallet.identity.models import Citizen, SignInSession
from wallet.identity.zalo import events
from wallet.identity.zalo.models import ZaloArrival, ZaloBinding

APP, MINI, API_KEY = "1234567890", "987654", ZALO_API_KEY


def connected(zalo: str) -> dict[str, Any]:
    """Settings of a wallet that finds Zalo's endpoints there."""
    return {
        "zalo_app_id": APP,
        "zalo_app_secret": ZALO_SECRET,
        "zalo_mini_app_id": MINI,
        "zalo_api_key": API_KEY,
        "zalo_template_id": "mau",
        "zalo_graph_url": zalo,
        "zalo_openapi_url": zalo,
    }


def fresh_user() -> str:
    """A Zalo account of nobody's so far."""
    return f"9{fresh_number():>018}"


def revocation(user: str, at: float, *, app: str = APP, key: str = API_KEY) -> dict[str, Any]:
    """As Zalo sends it, for a call: body and headers."""
    event = {"event": "user.revoke.consent", "appId": app, "userId": user, "timestamp": int(at * 1000)}
    return {"data": json.dumps(event), "headers": {"X-ZEvent-Signature": events.signature_of(event, key)}}


@dataclass(frozen=True)
class Mini:
    """The wallet, the stand-in, and what a mini app does."""

    world: World
    zalo: str

    def arrive(self, user: str, **more: Any) -> requests.Response:
        token = more.pop("token", f"token-of-{user}")
        return self.world.nobody().post("/v1/zalo/arrivals", json={"access_token": token, **more})

    def bind(self, user: str, id_number: str, **more: Any) -> Browser:
        """A citizen who has bound this account, in the browser where they did it."""
        told = answered(self.arrive(user, **more), 201).json()
        browser = self.browser()
        browser.enter(kind="citizen", id_number=id_number, form_of_address="bà")
        page = browser.press(browser.open(told["path"]), "Nối Zalo", filled={"ma": told["code"]})
        assert "Đã nối" in page.text
        return browser

    def enter(self, user: str) -> tuple[Browser, Page]:
        """From the mini app straight in."""
        told = answered(self.arrive(user), 201).json()
        browser = self.browser()
        return browser, browser.press(browser.open(told["path"]), "Vào ví")

    def browser(self) -> Browser:
        browser = Browser(self.world.url)
        self.world.callers.append(browser)
        return browser

    def revoke(self, user: str, *, at: float, app: str = APP, key: str = API_KEY) -> requests.Response:
        return self.world.nobody().post("/v1/zalo/events", **revocation(user, at, app=app, key=key))

    def rows(self, table: type[ZaloBinding] | type[ZaloArrival] | type[SignInSession]) -> list[Any]:
        with self.world.wallet.database.reading() as session:
            return list(session.exec(select(table)).all())

    def citizen(self, id_number: str) -> Citizen:
        with self.world.wallet.database.reading() as session:
            return session.get_one(Citizen, self.world.citizen_id(id_number))

    def told(self, user: str) -> list[dict[str, Any]]:
        """What this account was sent."""
        sent = answered(requests.get(f"{self.zalo}/sent", timeout=CALL_SECONDS), 200).json()
        return [one["templateData"] for one in sent if one["user"] == user]

    def now(self) -> float:
        return self.world.wallet.clock().timestamp()
