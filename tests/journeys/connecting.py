"""A portal as its makers configure it: an address, a client id, a key, a redirect URI; and a citizen with a browser."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwskate
import requests

from scripts.story.cast import BIRTH_RECORD, PERMANENT_RESIDENCE
from scripts.story.people import Caller
from tests.journeys.conftest import Office
from tests.papers import agreement_hash
from tests.world import fresh_number

REDIRECT_URI = "http://127.0.0.1:9/callback"
"""Nobody listens there: the tests only look where the browser is sent."""


@dataclass(frozen=True)
class Connection:
    """Everything that the portal's makers are told; the rest they read from the wallet's description."""

    issuer: str
    client_id: str
    redirect_uri: str
    private_key: dict[str, Any]

    def details(self) -> dict[str, Any]:
        """Two attributes for a dossier of the portal's own reference."""
        return {
            "type": "dossier",
            "procedure": PERMANENT_RESIDENCE,
            "reference": f"KẾT-NỐI-{fresh_number()}",
            "items": [{"attributes": ["person.full_name", "person.dob"]}],
            "max_uses": 3,
        }


def connect(office: Office, folder: Path, **more: Any) -> Connection:
    """What the operator does: `wallet register service`, twice, since doing it again must change nothing."""
    key = jwskate.Jwk.generate(alg="ES256").with_kid_thumbprint()
    described = {
        "client_id": "cong-ket-noi",
        "name": "Cổng dịch vụ công",
        "organisation": "Cổng dịch vụ công tỉnh Thử",
        "jwks": {"keys": [dict(key.public_jwk())]},
        "procedures": [PERMANENT_RESIDENCE],
        "redirect_uris": [REDIRECT_URI],
        **more,
    }
    file = folder / "cong-ket-noi.json"
    file.write_text(json.dumps(described), encoding="utf-8")
    for _ in range(2):
        done = office.place.wallet("register", "service", str(file))
        assert done.returncode == 0, done.stderr
    return Connection(office.place.address, "cong-ket-noi", REDIRECT_URI, dict(key))


def browse(citizen: Caller, address: str) -> str:
    """The citizen's browser from the portal's link to the portal's page: sees the question, agrees, goes back."""
    citizen.send_paper("/v1/me/records", BIRTH_RECORD, agreement=agreement_hash(BIRTH_RECORD.type))
    question = _follow(citizen.session, address)
    consent = urlsplit(question).path.rpartition("/")[2]
    shown = citizen.get(f"/v1/me/consents/{consent}")
    answer = {"agree": True, "notice_hash": shown["notice_hash"]}
    citizen.post(f"/v1/me/consents/{consent}/answer", answer, expected=200)
    return _follow(citizen.session, f"{citizen.address}/cau-hoi/{consent}/tro-lai")


def _follow(session: requests.Session, address: str) -> str:
    """Where one redirect leads; it is not followed."""
    answer = session.get(address, headers={"Accept": "text/html"}, allow_redirects=False, timeout=30)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])
