"""Who talks to the wallet, over HTTP only: people with a cookie, offices with an OAuth client of others' making."""

import hashlib
import json
from typing import Any

import requests
from requests_oauth2client import OAuth2Client, OAuth2ClientCredentialsAuth, PrivateKeyJwt

from scripts.story.cast import Office, Paper
from scripts.story.errors import StoryStoppedError
from scripts.story.server import DESCRIPTION, Place

TIMEOUT_SECONDS = 30
FORBIDDEN = 403


class Caller:
    """One client of the wallet. An answer that the story does not expect stops it."""

    def __init__(self, address: str, session: requests.Session) -> None:
        self.address = address
        self.session = session

    def get(self, path: str, **query: str | int) -> Any:
        return self._ask("GET", path, 200, params=query).json()

    def post(self, path: str, content: dict[str, Any] | None = None, *, expected: int = 201) -> Any:
        return self._ask("POST", path, expected, json=content).json()

    def fetch(self, path: str) -> bytes:
        return self._ask("GET", path, 200).content

    def send_paper(self, path: str, paper: Paper, *, occasion: str = "", **members: Any) -> Any:
        """The record's JSON, then its document. The same paper on the same occasion is kept once (Idempotency-Key)."""
        record = {"type": paper.type, "values": paper.values, "as_of": paper.as_of, **paper.fields, **members}
        text = json.dumps(record, ensure_ascii=False, sort_keys=True)
        parts = {
            "record": (None, text.encode(), "application/json"),
            "document": (paper.file, paper.document, paper.media_type),
        }
        key = hashlib.sha256(occasion.encode() + text.encode() + paper.document).hexdigest()
        return self._ask("POST", path, 201, files=parts, headers={"Idempotency-Key": key}).json()

    def refused(self, method: str, path: str, content: dict[str, Any] | None = None) -> Any:
        """The problem document of a refusal that the story is about."""
        return self._ask(method, path, FORBIDDEN, json=content).json()

    def _ask(self, method: str, path: str, expected: int, **content: Any) -> requests.Response:
        answer = self.session.request(method, self.address + path, timeout=TIMEOUT_SECONDS, **content)
        if answer.status_code != expected:
            raise StoryStoppedError(
                f"Ví trả lời {answer.status_code} khi câu chuyện chờ {expected}: {method} {path}",
                f"The wallet answered {answer.status_code} where the story expects {expected}. {_reason(answer)}",
            )
        return answer


def sign_in(place: Place, who: dict[str, str]) -> Caller:
    """A browser of somebody who has just signed in. `who`: as the development door takes it."""
    session = _session()
    caller = Caller(place.address, session)
    ticket = caller.post("/v1/development/tickets", dict(who))["ticket"]
    session.headers["X-CSRF-Token"] = caller.post("/v1/sign-in", {"ticket": ticket}, expected=200)["csrf"]
    return caller


def sign_in_link(place: Place, who: dict[str, str]) -> str:
    """A link that signs in again and again, for whoever watches the demo."""
    caller = Caller(place.address, _session())
    path: str = caller.post("/v1/development/tickets", {**who, "reusable": True})["path"]
    return place.address + path


def office_at_work(place: Place, office: Office, private_key: dict[str, Any]) -> Caller:
    """private_key_jwt and DPoP-bound tokens by configuration: the client reads the wallet's own description."""
    session = _session()
    client = OAuth2Client.from_discovery_document(
        Caller(place.address, session).get(DESCRIPTION),
        issuer=place.address,
        auth=PrivateKeyJwt(office.client_id, private_key),
        session=_session(),
        testing=True,  # the client would refuse plain http, which is right for everything but loopback
    )
    session.auth = OAuth2ClientCredentialsAuth(client, dpop=True)
    return Caller(place.address, session)


def _session() -> requests.Session:
    """Takes no proxy and no password file from its environment: it only ever talks to loopback."""
    session = requests.Session()
    session.trust_env = False
    return session


def _reason(answer: requests.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return "It is no JSON."
    told = (problem.get(member) for member in ("code", "title_en", "title", "detail", "error_description"))
    return " · ".join(str(one) for one in told if one)
