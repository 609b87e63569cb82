"""What the operator has agreed with Zalo, and the HTTP client that reaches it.

    GET graph/v2.0/me            headers access_token, appsecret_proof = hex HMAC-SHA256(app secret, access token)
    POST openapi/notification/template   headers X-Api-Key, X-User-Id, X-MiniApp-Id

Both answer with HTTP 200 and `error` other than 0 when something is wrong: that is a failure like any other. Requests
have to come from an address in Vietnam (error -501), and the second from one on the mini app's list (-113).
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import httpx2
from fastapi import Depends, Request

from wallet.identity.zalo.errors import ZaloAbsentError, ZaloNotBelievedError, ZaloUnreachableError
from wallet.settings import Settings
from wallet.web.refusals import refuses

WHOLE_SECONDS = 10.0
ANSWER_BYTES = 65_536
TOKEN_LETTERS = 2000
USER_ID_LETTERS = 64
NOT_A_TOKEN = frozenset({-216, 452, 190})
"""Expired or unknown access token; every other error is Zalo's or the operator's to mend."""


@dataclass(frozen=True, slots=True, repr=False)
class Agreement:
    """`api_key`: of the mini app's open API; it signs events, and sends notifications by `template`."""

    app_id: str
    app_secret: str
    mini_app_id: str
    api_key: str
    template: str
    graph: str
    openapi: str


class ZaloRefusedError(Exception):
    """Zalo answered, and said no: `number` is its error."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


class Zalo:
    """Safe to share between threads."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self._client = httpx2.Client(timeout=WHOLE_SECONDS, trust_env=False, follow_redirects=False)

    def close(self) -> None:
        self._client.close()

    def whose(self, access_token: str) -> str:
        """The Zalo user id of an access token. Only the id is asked for: no name, no picture.

        ZaloNotBelievedError, ZaloUnreachableError. The proof says that we ask, not that the token was made for our
        app; that is why an id counts for nothing before somebody has bound it.
        """
        if not (access_token.isascii() and access_token.isprintable()):
            raise ZaloNotBelievedError
        proof = hmac.digest(self.agreement.app_secret.encode(), access_token.encode(), hashlib.sha256).hex()
        headers = {"access_token": access_token, "appsecret_proof": proof}
        try:
            answer = self._ask("GET", f"{self.agreement.graph}/v2.0/me", params={"fields": "id"}, headers=headers)
        except ZaloRefusedError as refusal:
            if refusal.number in NOT_A_TOKEN:
                raise ZaloNotBelievedError from None
            raise ZaloUnreachableError(f"zalo: error {refusal.number}") from None
        user = answer.get("id")
        if not isinstance(user, str) or not 0 < len(user) <= USER_ID_LETTERS:
            raise ZaloUnreachableError("zalo: an answer without an id")
        return user

    def notify(self, user: str, shown: Mapping[str, str]) -> None:
        """Send the template. ZaloRefusedError (-109 quota, -111 cannot notify this user), ZaloUnreachableError."""
        headers = {
            "X-Api-Key": f"Bearer {self.agreement.api_key}",
            "X-User-Id": user,
            "X-MiniApp-Id": self.agreement.mini_app_id,
        }
        body = {"templateId": self.agreement.template, "templateData": dict(shown)}
        self._ask("POST", f"{self.agreement.openapi}/notification/template", headers=headers, json=body)

    def _ask(self, method: str, address: str, **more: Any) -> Mapping[str, Any]:
        try:
            answer = self._client.request(method, address, **more)
            answer.raise_for_status()
            found = answer.json() if len(answer.content) <= ANSWER_BYTES else None
        except (httpx2.HTTPError, ValueError) as error:
            raise ZaloUnreachableError(f"zalo: {type(error).__name__}") from None
        if not isinstance(found, dict):
            raise ZaloUnreachableError("zalo: no JSON object")
        number = found.get("error", 0)
        if number != 0:
            raise ZaloRefusedError(number if isinstance(number, int) else -1)
        return found


def from_settings(settings: Settings) -> Zalo | None:
    """None where the operator has not set it up."""
    if not settings.zalo_app_id:
        return None
    return Zalo(
        Agreement(
            app_id=settings.zalo_app_id,
            app_secret=settings.zalo_app_secret.get_secret_value(),
            mini_app_id=settings.zalo_mini_app_id,
            api_key=settings.zalo_api_key.get_secret_value(),
            template=settings.zalo_template_id,
            graph=settings.zalo_graph_url.rstrip("/"),
            openapi=settings.zalo_openapi_url.rstrip("/"),
        )
    )


@refuses(ZaloAbsentError)
async def _connected(request: Request) -> Zalo:
    zalo: Zalo | None = request.app.state.zalo
    if zalo is None:
        raise ZaloAbsentError
    return zalo


Connected = Annotated[Zalo, Depends(_connected)]
"""ZaloAbsentError where there is none."""
