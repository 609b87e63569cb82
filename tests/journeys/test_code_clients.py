"""Two OAuth clients that nobody here wrote go the whole way by configuration alone.

discovery -> pushed request -> the citizen's answer -> tokens -> release -> refresh -> revocation
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests
from requests_oauth2client import DPoPToken, MissingDPoPNonce, OAuth2Client, PrivateKeyJwt

from tests.journeys.conftest import Office
from tests.journeys.connecting import Connection, browse, connect

NODE_CLIENT = Path(__file__).parents[1] / "oauth" / "openid_client"


@pytest.fixture(scope="module")
def connection(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Connection:
    return connect(office, tmp_path_factory.mktemp("portal"))


@pytest.fixture
def stock(connection: Connection) -> OAuth2Client:
    session = requests.Session()
    session.trust_env = False
    return OAuth2Client.from_discovery_endpoint(
        f"{connection.issuer}/.well-known/oauth-authorization-server",
        issuer=connection.issuer,
        auth=PrivateKeyJwt(connection.client_id, connection.private_key),
        redirect_uri=connection.redirect_uri,
        dpop_bound_access_tokens=True,
        session=session,
        testing=True,
    )


def test_requests_oauth2client_goes_the_whole_way(stock: OAuth2Client, connection: Connection, office: Office) -> None:
    request = stock.authorization_request(scope="wallet", authorization_details=json.dumps([connection.details()]))
    link = stock.pushed_authorization_request(request)
    callback = request.validate_callback(browse(office.citizen, str(link)))
    tokens = stock.authorization_code(callback, validate=False, dpop_key=request.dpop_key)
    assert isinstance(tokens, DPoPToken)
    released = _release(connection, tokens)
    renewed = stock.refresh_token(tokens)
    active = stock.introspect_token(renewed)["active"]
    assert stock.revoke_token(renewed)
    with pytest.raises(MissingDPoPNonce) as refused:  # this client takes every 401 for a demand for a nonce
        _release(connection, renewed)

    assert [field["attribute"] for field in released.json()["fields"]] == ["person.full_name", "person.dob"]
    assert (active, stock.introspect_token(renewed)["active"]) == (True, False)
    assert refused.value.response.json()["code"] == "token-revoked"


@pytest.mark.node
def test_openid_client_goes_the_whole_way(connection: Connection, office: Office) -> None:
    told = vars(connection) | {"details": connection.details()}
    process = _node("code.js", told)
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        back = browse(office.citizen, process.stdout.readline().strip())
        said, _ = process.communicate(back + "\n", timeout=60)
    finally:
        process.kill()
        process.wait()

    assert json.loads(said) == {
        "attributes": ["person.full_name", "person.dob"],
        "type": "dpop",
        "active": [True, False],
        "refused": 401,
    }


def _node(script: str, told: dict[str, Any]) -> subprocess.Popen[str]:
    node = shutil.which("node")
    assert node is not None
    return subprocess.Popen(
        [node, str(NODE_CLIENT / script), json.dumps(told)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


def _release(connection: Connection, tokens: Any) -> requests.Response:
    (granted,) = tokens.authorization_details
    where = f"{connection.issuer}/v1/dossiers/{granted['dossier']}/releases"
    with requests.Session() as session:
        session.trust_env = False
        return session.post(where, json={"consent": granted["consent"]}, auth=tokens, timeout=30)
