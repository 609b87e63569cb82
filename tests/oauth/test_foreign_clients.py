"""Two clients that nobody here wrote, against a wallet that asks every proof for a nonce: rightly, then wrongly.

The same two go the whole way without a nonce in `tests/journeys/test_code_clients.py`.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwskate
import pytest
import requests
from requests_oauth2client import (
    BaseClientAuthenticationMethod,
    DPoPToken,
    InvalidClient,
    InvalidGrant,
    MismatchingIssuer,
    MissingIssuer,
    OAuth2Client,
    PrivateKeyJwt,
    UnauthorizedClient,
)

from tests.oauth.portal import CALLBACK, details
from tests.world import MAI, PROCEDURE, Person, World, agree, answered, open_world
from wallet.identity import services

NODE_CLIENT = Path(__file__).parent / "openid_client"
CLIENT_ID = "cong-ben-ngoai"
CHALLENGED = "OAUTH_WWW_AUTHENTICATE_CHALLENGE"
"""What openid-client calls a 401."""


@dataclass(frozen=True)
class Outside:
    """A portal's own key, and the citizen it asks."""

    world: World
    key: jwskate.Jwk
    citizen: Person

    def client(self, auth: BaseClientAuthenticationMethod | None = None) -> OAuth2Client:
        session = requests.Session()
        session.trust_env = False
        return OAuth2Client.from_discovery_endpoint(
            f"{self.world.url}/.well-known/oauth-authorization-server",
            issuer=self.world.url,
            auth=auth or PrivateKeyJwt(CLIENT_ID, self.key, alg="ES256"),
            redirect_uri=CALLBACK,
            dpop_bound_access_tokens=True,
            session=session,
            testing=True,
        )

    def sent_back(self, link: str) -> str:
        """The citizen follows the portal's link, agrees, and goes back."""
        place = urlsplit(link)
        asked = answered(self.citizen.get(f"{place.path}?{place.query}"), 303).headers["Location"]
        consent = asked.rpartition("/")[2]
        agree(self.citizen, consent)
        return answered(self.citizen.get(f"/cau-hoi/{consent}/tro-lai"), 303).headers["Location"]

    def node(self, script: str) -> dict[str, Any]:
        """What openid-client says in the end."""
        told = {"issuer": self.world.url, "client_id": CLIENT_ID, "redirect_uri": CALLBACK, "details": details()}
        node = shutil.which("node")
        assert node is not None
        process = subprocess.Popen(
            [node, str(NODE_CLIENT / script), json.dumps(told | {"private_key": dict(self.key)})],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            back = self.sent_back(process.stdout.readline().strip())
            said, _ = process.communicate(back + "\n", timeout=60)
        finally:
            process.kill()
            process.wait()
        found: dict[str, Any] = json.loads(said)
        return found


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with open_world(tmp_path_factory.mktemp("outside"), dpop_nonce=True) as world:
        key = jwskate.Jwk.generate(alg="ES256").with_kid_thumbprint()
        registration = services.RegisterService(
            client_id=CLIENT_ID,
            name="Cổng dịch vụ công",
            organisation="UBND xã Mẫu",
            jwks={"keys": [dict(key.public_jwk())]},
            procedures=(PROCEDURE,),
            redirect_uris=(CALLBACK,),
        )
        with world.wallet.database.transaction() as session:
            services.register(session, registration, now=world.wallet.clock())
        citizen = world.citizen(MAI)
        world.service().deposit(MAI)
        yield Outside(world, key, citizen)


def test_requests_oauth2client_brings_the_nonce_that_it_is_asked_for(outside: Outside) -> None:
    stock = outside.client()
    request = stock.authorization_request(scope="wallet", authorization_details=json.dumps([details()]))
    callback = request.validate_callback(outside.sent_back(str(stock.pushed_authorization_request(request))))
    tokens = stock.authorization_code(callback, validate=False, dpop_key=request.dpop_key)
    assert isinstance(tokens, DPoPToken)
    (granted,) = tokens.authorization_details
    where = f"{outside.world.url}/v1/dossiers/{granted['dossier']}/releases"
    released = requests.post(where, json={"consent": granted["consent"]}, auth=tokens, timeout=30)
    assert answered(released, 201).json()["fields"]


@pytest.mark.node
def test_openid_client_brings_the_nonce_that_it_is_asked_for(outside: Outside) -> None:
    assert outside.node("code.js") == {
        "attributes": ["person.full_name", "person.dob"],
        "type": "dpop",
        "active": [True, False],
        "refused": 401,
    }


@pytest.mark.node
def test_openid_client_is_refused_whatever_it_does_wrongly_and_takes_no_wrong_answer(outside: Outside) -> None:
    assert outside.node("wrong.js") == {
        "wrong verifier": "invalid_grant",
        "no proof": "invalid_dpop_proof",
        "another door than the proof is for": "invalid_dpop_proof",
        "expired assertion": CHALLENGED,
        "assertion for another server": CHALLENGED,
        "alg none": CHALLENGED,
        "alg HS256 over the public key": CHALLENGED,
        "answer of another issuer": "OAUTH_INVALID_RESPONSE",
        "answer without issuer": "OAUTH_INVALID_RESPONSE",
        "answer with another state": "OAUTH_INVALID_RESPONSE",
        "description of another issuer": "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
        "nothing wrong": "taken",
        "replayed proof": "invalid_dpop_proof",
    }


def test_requests_oauth2client_is_refused_and_takes_no_answer_of_another_issuer(outside: Outside) -> None:
    stock = outside.client()
    request = stock.authorization_request(
        scope="wallet",
        authorization_details=json.dumps([details()]),
        authorization_response_iss_parameter_supported=True,
    )
    link = str(stock.pushed_authorization_request(request))
    back = outside.sent_back(link)
    address, _, query = back.partition("?")
    other = dict(parse_qsl(query)) | {"iss": "https://other.example"}
    without = {name: value for name, value in other.items() if name != "iss"}

    with pytest.raises(MismatchingIssuer):
        request.validate_callback(f"{address}?{urlencode(other)}")
    with pytest.raises(MissingIssuer):
        request.validate_callback(f"{address}?{urlencode(without)}")
    code = request.validate_callback(back).code
    with pytest.raises(InvalidGrant):
        stock.authorization_code(
            code, validate=False, dpop_key=request.dpop_key, redirect_uri=CALLBACK, code_verifier="w" * 43
        )
    late = outside.client(PrivateKeyJwt(CLIENT_ID, outside.key, alg="ES256", lifetime=-3600))
    with pytest.raises((InvalidClient, UnauthorizedClient)):
        late.client_credentials()
    again = urlsplit(link)
    assert outside.citizen.get(f"{again.path}?{again.query}").json()["code"] == "request-not-valid"
