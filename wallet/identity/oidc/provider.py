"""An identity provider, reached over its own endpoints: discovery (Discovery 1.0 section 4), keys, token, userinfo.

The provider is named by the operator, so its addresses are trusted as far as they stay with its own description. What
it says is kept for an hour; a key that is not among those kept is looked for once more (keys are rotated).
"""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import httpx2
import jwt

from wallet.identity.oidc.attempt import Attempt
from wallet.identity.oidc.errors import ProviderNotBelievedError, ProviderUnreachableError, SignInNotCompletedError
from wallet.identity.oidc.registration import Registration
from wallet.identity.oidc.tokens import Proven, believe

WHOLE_SECONDS = 10.0
KEPT_SECONDS = 3600.0
ANSWER_BYTES = 262_144
WELL_KNOWN = "/.well-known/openid-configuration"
BAD_REQUEST, UNAUTHORIZED = 400, 401


class Provider:
    """Safe to share between threads. Every call may raise ProviderUnreachableError."""

    def __init__(self, registration: Registration, *, https_only: bool) -> None:
        self.registration = registration
        self._https_only = https_only
        self._client = httpx2.Client(
            timeout=WHOLE_SECONDS, trust_env=False, follow_redirects=False, headers={"Accept": "application/json"}
        )
        self._lock = Lock()
        self._kept: dict[str, tuple[float, Mapping[str, Any]]] = {}

    def close(self) -> None:
        self._client.close()

    def door(self, attempt: Attempt, *, again: bool) -> str:
        """Where to send the browser. `again`: the provider shall ask the person anew, signed in there or not."""
        registration = self.registration
        asked = {
            "response_type": "code",
            "client_id": registration.client_id,
            "redirect_uri": registration.redirect_uri,
            "scope": registration.scope,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
            "ui_locales": "vi en",
        }
        if registration.wanted_acr():
            asked["acr_values"] = registration.wanted_acr()
        if again:
            asked |= {"prompt": "login", "max_age": "0"}
        endpoint = self._endpoint("authorization_endpoint")
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def prove(self, code: str, attempt: Attempt, *, now: datetime) -> Proven:
        """Redeem the code. SignInNotCompletedError for a code that is not taken; ProviderNotBelievedError."""
        answer = self._redeem(code, attempt)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderNotBelievedError
        proven = believe(token, self._keys_for(token), self.registration, nonce=attempt.nonce, now=now)
        if self.registration.person_claim in proven.claims or "access_token" not in answer:
            return proven
        more = self._ask("GET", self._endpoint("userinfo_endpoint"), headers=_bearer(str(answer["access_token"])))
        if more.get("sub") != proven.subject:  # Core section 5.3.2: a userinfo of somebody else
            raise ProviderNotBelievedError
        return Proven(proven.subject, proven.level, proven.authenticated_at, {**more, **proven.claims})

    def check_sender(self, issuer: str | None) -> None:
        """The `iss` of an answer (RFC 9207): another provider's is a mix-up; ours must come where we were told so."""
        promised = self._described().get("authorization_response_iss_parameter_supported") is True
        if issuer != self.registration.issuer and (promised or issuer is not None):
            raise SignInNotCompletedError

    def _redeem(self, code: str, attempt: Attempt) -> Mapping[str, Any]:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.registration.redirect_uri,
            "code_verifier": attempt.verifier,
        }
        secret = httpx2.BasicAuth(self.registration.client_id, self.registration.client_secret)
        return self._ask("POST", self._endpoint("token_endpoint"), data=sent, auth=secret)

    def _keys_for(self, token: str) -> Sequence[jwt.PyJWK]:
        """The keys that the header may mean; fetched anew, once, when it names one that is not known."""
        try:
            wanted = jwt.get_unverified_header(token).get("kid")
        except jwt.InvalidTokenError:
            raise ProviderNotBelievedError from None
        uri = self._endpoint("jwks_uri")
        for fresh in (False, True):
            known = _read_keys(self._remembered(uri, fresh=fresh))
            fitting = [key for key in known if wanted is None or key.key_id == wanted]
            if fitting:
                return fitting
        raise ProviderNotBelievedError

    def _described(self) -> Mapping[str, Any]:
        issuer = self.registration.issuer
        described = self._remembered(issuer.rstrip("/") + WELL_KNOWN)
        if described.get("issuer") != issuer:  # Discovery section 4.3
            raise ProviderUnreachableError("the identity provider describes another issuer")
        return described

    def _endpoint(self, name: str) -> str:
        address = self._described().get(name)
        schemes = ("https://",) if self._https_only else ("https://", "http://")
        if not isinstance(address, str) or not address.startswith(schemes):
            raise ProviderUnreachableError(f"the identity provider has no usable {name}")
        return address

    def _remembered(self, address: str, *, fresh: bool = False) -> Mapping[str, Any]:
        with self._lock:
            at, known = self._kept.get(address, (float("-inf"), {}))
            if fresh or time.monotonic() - at > KEPT_SECONDS:
                known = self._ask("GET", address)
                self._kept[address] = (time.monotonic(), known)
            return known

    def _ask(self, method: str, address: str, **more: Any) -> Mapping[str, Any]:
        try:
            answer = self._client.request(method, address, **more)
            if answer.status_code in {BAD_REQUEST, UNAUTHORIZED} and method == "POST":
                raise SignInNotCompletedError
            answer.raise_for_status()
            found = answer.json() if len(answer.content) <= ANSWER_BYTES else None
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderUnreachableError(f"the identity provider: {type(error).__name__}") from None
        if not isinstance(found, dict):
            raise ProviderUnreachableError("the identity provider answered something else than JSON")
        return found


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _read_keys(jwks: Mapping[str, Any]) -> list[jwt.PyJWK]:
    """Keys for signatures; those that cannot be read are not there."""
    keys = []
    for one in jwks.get("keys", []):
        try:
            if isinstance(one, dict) and one.get("use", "sig") == "sig":
                keys.append(jwt.PyJWK(one))
        except jwt.PyJWTError:
            continue
    return keys
