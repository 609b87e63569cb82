"""An OAuth client that nobody here wrote (requests-oauth2client) works with the wallet by configuration alone.

It is given the wallet's address, a client id and a private key; everything else it reads from the wallet's description.
"""

from collections.abc import Iterator

import jwt
import pytest
import requests
from requests_oauth2client import (
    ApiClient,
    DPoPToken,
    OAuth2Client,
    OAuth2ClientCredentialsAuth,
    PrivateKeyJwt,
)

from scripts.story.cast import BIRTH_RECORD, ID_NUMBER, PERMANENT_RESIDENCE
from tests.journeys.conftest import Office
from tests.papers import agreement_hash


@pytest.fixture
def direct() -> Iterator[requests.Session]:
    """To loopback without any proxy of the environment."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def client(office: Office, direct: requests.Session) -> OAuth2Client:
    return OAuth2Client.from_discovery_endpoint(
        f"{office.place.address}/.well-known/oauth-authorization-server",
        issuer=office.place.address,
        auth=PrivateKeyJwt(office.client_id, office.private_key),
        session=direct,
        testing=True,
    )


@pytest.fixture
def api(client: OAuth2Client, office: Office) -> Iterator[ApiClient]:
    with requests.Session() as session:
        session.trust_env = False
        auth = OAuth2ClientCredentialsAuth(client, dpop=True)
        yield ApiClient(office.place.address, auth=auth, session=session, raise_for_status=False)


def test_it_gets_a_token_bound_to_its_key_and_signed_by_the_described_one(
    client: OAuth2Client, direct: requests.Session
) -> None:
    token = client.client_credentials(dpop=True)

    assert isinstance(token, DPoPToken)
    keys = jwt.PyJWKSet.from_dict(direct.get(str(client.jwks_uri), timeout=30).json())
    key = keys[jwt.get_unverified_header(token.access_token)["kid"]]
    claims = jwt.decode(token.access_token, key, audience=client.issuer, issuer=client.issuer, algorithms=["EdDSA"])
    assert claims["cnf"]["jkt"] == token.dpop_key.dpop_jkt


def test_its_token_alone_opens_nothing(client: OAuth2Client, office: Office, direct: requests.Session) -> None:
    token = client.client_credentials(dpop=True)

    answer = direct.get(
        f"{office.place.address}/v1/events",
        headers={"Authorization": f"Bearer {token.access_token}"},
        timeout=30,
    )

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("DPoP")


def test_it_takes_a_dossier_from_opening_to_release(api: ApiClient, office: Office) -> None:
    office.citizen.send_paper("/v1/me/records", BIRTH_RECORD, agreement=agreement_hash(BIRTH_RECORD.type))

    opened = api.post(
        "v1/dossiers",
        json={"id_number": ID_NUMBER, "procedure": PERMANENT_RESIDENCE, "reference": "STOCK-1"},
    )
    dossier = opened.json()["id"]
    asked = api.post(f"v1/dossiers/{dossier}/consents", json={"attributes": {"person.full_name": "required"}})
    consent = asked.json()["id"]
    _agree(office, consent)
    events = api.get("v1/events").json()
    released = api.post(f"v1/dossiers/{dossier}/releases", json={"consent": consent})

    assert [opened.status_code, asked.status_code, released.status_code] == [201, 201, 201]
    assert {event["kind"] for event in events} == {"consent.answered"}
    assert [field["attribute"] for field in released.json()["fields"]] == ["person.full_name"]


def _agree(office: Office, consent: str) -> None:
    question = office.citizen.get(f"/v1/me/consents/{consent}")
    answer = {"agree": True, "notice_hash": question["notice_hash"]}
    office.citizen.post(f"/v1/me/consents/{consent}/answer", answer, expected=200)
