"""From the button to the filled form, with an OAuth client of others' making (requests_oauth2client).

1 begin    a pushed authorization request (RFC 9126) with what the procedure needs (RFC 9396); the browser goes there
2          the citizen reads the question in their wallet and answers it; the wallet sends them back with a code
3 finish   the code becomes a token bound to this site's key (PKCE, DPoP), and with it one release
4 verify   when the form is handed in: does everything still hold, and what did the citizen change?
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any

import requests
from requests_oauth2client import (
    AuthorizationRequest,
    AuthorizationResponseError,
    BearerToken,
    InvalidUseDPoPNonceResponse,
    OAuth2Client,
    OAuth2ClientCredentialsAuth,
    OAuth2Error,
    PrivateKeyJwt,
)

from scripts.example_site.form import FROM_WALLET, PROCEDURE, Sheet, filled
from scripts.example_site.registration import Registration

DESCRIPTION = "/.well-known/oauth-authorization-server"
TIMEOUT_SECONDS = 30
FAILURES = (
    OAuth2Error,
    AuthorizationResponseError,
    InvalidUseDPoPNonceResponse,  # what this client makes of every 401
    requests.RequestException,
    ValueError,
)


class NotGivenError(Exception):
    """The citizen said no, or what came back cannot be used. The form can be filled by hand all the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way: what to compare with when the browser comes back."""

    request: AuthorizationRequest
    link: str


class WalletOffice:
    """This site's side of the wallet. `NotGivenError` wherever nothing came of it."""

    def __init__(self, registration: Registration) -> None:
        self._issuer = registration.issuer
        self._http = requests.Session()
        self._http.trust_env = False  # loopback goes through no proxy
        self._client = OAuth2Client.from_discovery_endpoint(
            registration.issuer + DESCRIPTION,
            issuer=registration.issuer,
            auth=PrivateKeyJwt(registration.client_id, registration.private_key),
            redirect_uri=registration.redirect_uri,
            dpop_bound_access_tokens=True,
            session=self._http,
            testing=True,  # the client would refuse plain http, which is right for everything but loopback
        )

    def close(self) -> None:
        self._http.close()

    def begin(self) -> Asked:
        details = {
            "type": "dossier",
            "procedure": PROCEDURE,
            "reference": f"NGHIEM-{secrets.token_hex(6).upper()}",
            "items": [{"attributes": FROM_WALLET}],
            "valid_days": 7,
            "max_uses": 1,
        }
        request = self._client.authorization_request(
            scope="wallet", authorization_details=json.dumps([details], ensure_ascii=False)
        )
        try:
            return Asked(request, str(self._client.pushed_authorization_request(request)))
        except FAILURES as error:
            raise NotGivenError(type(error).__name__) from error

    def finish(self, asked: Asked, address: str) -> Sheet:
        """`address`: where the browser came back to, with its query."""
        try:
            answer = asked.request.validate_callback(address)
            token = self._client.authorization_code(answer, validate=False, dpop_key=asked.request.dpop_key)
            return self._release(token)
        except FAILURES as error:
            raise NotGivenError(type(error).__name__) from error

    def verify(self, sheet: Sheet) -> dict[str, str]:
        """What became of each field since: unchanged, edited, superseded …"""
        body = {"proof": sheet.proof, "fields": sheet.submitted()}
        own = OAuth2ClientCredentialsAuth(self._client, dpop=True)
        try:
            said = self._post(f"/v1/dossiers/{sheet.dossier}/verify-submission", body, own)
        except FAILURES as error:
            raise NotGivenError(type(error).__name__) from error
        return {one["id"]: one["answer"] for one in said["fields"]}

    def _release(self, token: BearerToken) -> Sheet:
        (granted,) = token.authorization_details
        body = {"consent": granted["consent"]}
        return filled(granted["dossier"], self._post(f"/v1/dossiers/{granted['dossier']}/releases", body, token))

    def _post(self, path: str, body: dict[str, Any], auth: Any) -> Any:
        answer = self._http.post(self._issuer + path, json=body, auth=auth, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return answer.json()
