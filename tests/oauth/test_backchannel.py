"""A service asks without a browser and the citizen answers in the wallet: with a client that nobody here wrote.

A hint that leads nowhere, a hurried service, a citizen who says no or nothing: none of them gets a token, and nobody
learns who has a wallet.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from threading import Thread
from typing import Any

import jwskate
import pytest
import requests
from requests_oauth2client import (
    BackChannelAuthenticationPollingJob,
    BackChannelAuthenticationResponse,
    DPoPKey,
    DPoPToken,
    OAuth2Client,
    PrivateKeyJwt,
)
from requests_oauth2client.exceptions import AccessDenied, AuthorizationPending, EndpointError, InvalidGrant, SlowDown
from sqlmodel import col, select

from tests.house import MovableClock
from tests.oauth.portal import CALLBACK, details
from tests.world import BINH, MAI, PROCEDURE, Person, World, agree, answered, fresh_id, open_world, wait_until
from wallet.clock import system_clock
from wallet.consents.models import Consent
from wallet.identity import services
from wallet.notices.courier import HttpCourier
from wallet.oauth.models import BackchannelRequest
from wallet.oauth.pinging import Pinger

CLIENT_ID = "quay-mau"


@dataclass
class Counter:
    """An office's counter, the citizen before it, and the clock on the wall. `pings`: what it was told."""

    world: World
    clock: MovableClock
    key: jwskate.Jwk
    citizen: Person
    pings: list[tuple[str, dict[str, Any]]]
    address: str

    def register(self, **more: Any) -> OAuth2Client:
        registration = services.RegisterService(
            client_id=CLIENT_ID,
            name="Quầy một cửa",
            organisation="UBND xã Mẫu",
            jwks={"keys": [dict(self.key.public_jwk())]},
            procedures=(PROCEDURE,),
            redirect_uris=(CALLBACK,),
            **more,
        )
        with self.world.wallet.database.transaction() as session:
            services.register(session, registration, now=self.clock())
        session_of_client = requests.Session()
        session_of_client.trust_env = False
        described = self.world.nobody().get("/.well-known/oauth-authorization-server").json()
        return OAuth2Client.from_discovery_document(
            described,
            issuer=self.world.url,
            backchannel_authentication_endpoint=described["backchannel_authentication_endpoint"],
            auth=PrivateKeyJwt(CLIENT_ID, self.key, alg="ES256", lifetime=3600),
            dpop_bound_access_tokens=True,
            dpop_key_generator=lambda _algorithm: self.proof_key(),
            session=session_of_client,
            testing=True,
        )

    def ask(self, client: OAuth2Client, hint: str = MAI, **more: Any) -> BackChannelAuthenticationResponse:
        wanted = more.pop("wanted", None) or details()
        return client.backchannel_authentication_request(
            scope="wallet", login_hint=hint, authorization_details=json.dumps([wanted]), **more
        )

    def asked(self) -> Consent:
        """The newest question of all."""
        with self.world.wallet.database.reading() as session:
            newest = session.exec(select(Consent).order_by(col(Consent.created_at).desc())).first()
        assert newest is not None
        return newest

    def questions(self) -> int:
        with self.world.wallet.database.reading() as session:
            return len(session.exec(select(Consent.id)).all())

    def poll(self, client: OAuth2Client, asked: BackChannelAuthenticationResponse) -> Any:
        self.clock.pass_by(seconds=5)
        return client.ciba(asked)

    def proof_key(self) -> DPoPKey:
        """Its proofs tell the time of the wall; the client would tell that of the machine."""
        return DPoPKey.generate(alg="ES256", iat_generator=lambda: int(self.clock.moment.timestamp()))

    def says_no(self, consent: Consent) -> None:
        said = {"agree": False, "notice_hash": consent.notice_hash}
        answered(self.citizen.post(f"/v1/me/consents/{consent.id}/answer", json=said), 200)


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    pings: list[tuple[str, dict[str, Any]]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            pings.append((self.headers["Authorization"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    clock = MovableClock(system_clock())
    with open_world(tmp_path_factory.mktemp("counter"), clock=clock, webhook_networks="127.0.0.0/8") as world:
        citizen = world.citizen(MAI)
        world.service().deposit(MAI)
        key = jwskate.Jwk.generate(alg="ES256").with_kid_thumbprint()
        yield Counter(world, clock, key, citizen, pings, f"http://127.0.0.1:{server.server_address[1]}/ping")
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def client(counter: Counter) -> OAuth2Client:
    counter.citizen = counter.world.citizen(MAI)
    return counter.register()


def test_the_citizen_answers_in_the_wallet_and_the_service_gets_its_token_by_asking_again(
    counter: Counter, client: OAuth2Client
) -> None:
    asked = counter.ask(client, binding_message="H-4821")
    with pytest.raises(AuthorizationPending):
        counter.poll(client, asked)
    with pytest.raises(SlowDown):
        client.ciba(asked)
    consent = counter.asked()
    page = counter.citizen.get(f"/cau-hoi/{consent.id}", headers={"Accept": "text/html"})
    assert "H-4821" in answered(page, 200).text
    question = answered(counter.citizen.get(f"/v1/me/consents/{consent.id}"), 200).json()
    assert question["binding_message"] == "H-4821"
    agree(counter.citizen, str(consent.id))
    counter.clock.pass_by(seconds=10)
    job = BackChannelAuthenticationPollingJob(client, asked, interval=1, sleep=lambda _seconds: None)
    token = job()
    assert isinstance(token, DPoPToken)
    (granted,) = token.authorization_details
    where = f"{counter.world.url}/v1/dossiers/{granted['dossier']}/releases"
    released = requests.post(where, json={"consent": granted["consent"]}, auth=token, timeout=30)
    assert "person.full_name" in [one["attribute"] for one in answered(released, 201).json()["fields"]]


def test_a_request_id_gives_tokens_once_and_its_second_use_ends_them(counter: Counter, client: OAuth2Client) -> None:
    asked = counter.ask(client)
    agree(counter.citizen, str(counter.asked().id))
    token = counter.poll(client, asked)
    assert client.introspect_token(token)["active"]
    with pytest.raises(InvalidGrant):
        counter.poll(client, asked)
    assert not client.introspect_token(token)["active"]


def test_a_no_and_a_withdrawn_yes_give_no_token(counter: Counter, client: OAuth2Client) -> None:
    refused = counter.ask(client)
    counter.says_no(counter.asked())
    with pytest.raises(AccessDenied):
        counter.poll(client, refused)
    withdrawn = counter.ask(client)
    consent = counter.asked().id
    agree(counter.citizen, str(consent))
    answered(counter.citizen.post(f"/v1/me/consents/{consent}/revoke"), 200)
    with pytest.raises(AccessDenied):
        counter.poll(client, withdrawn)


def test_silence_is_no_consent(counter: Counter, client: OAuth2Client) -> None:
    asked = counter.ask(client, requested_expiry=60)
    consent = counter.asked()
    counter.clock.pass_by(seconds=61)
    said = {"agree": True, "notice_hash": consent.notice_hash}
    late = counter.citizen.post(f"/v1/me/consents/{consent.id}/answer", json=said)
    assert answered(late, 409).json()["code"] == "consent-state"
    with pytest.raises(EndpointError) as refused:
        counter.poll(client, asked)
    assert refused.value.error == "expired_token"


def test_nobody_learns_who_has_a_wallet(counter: Counter, client: OAuth2Client) -> None:
    known = counter.questions()
    for hint in (fresh_id(), "0000 0000", "x"):
        asked = counter.ask(client, hint)
        assert (asked.interval, asked.expires_in) == (5, 300)
        with pytest.raises(AuthorizationPending):
            counter.poll(client, asked)
    assert counter.questions() == known


def test_a_code_that_the_citizen_says_finds_the_wallet_once(counter: Counter, client: OAuth2Client) -> None:
    first, code = (answered(counter.citizen.post("/v1/me/spoken-code"), 201).json()["code"] for _ in range(2))
    known = counter.questions()
    for hint in (first, code, code):
        counter.ask(client, hint)
    assert counter.questions() == known + 1
    late = answered(counter.citizen.post("/v1/me/spoken-code"), 201).json()["code"]
    counter.clock.pass_by(minutes=10)
    counter.ask(client, late)
    assert counter.questions() == known + 1


def test_a_dossier_of_one_citizen_is_not_put_before_another(counter: Counter, client: OAuth2Client) -> None:
    asked = counter.ask(client)
    agree(counter.citizen, str(counter.asked().id))
    (granted,) = counter.poll(client, asked).authorization_details
    counter.world.citizen(BINH)
    known = counter.questions()
    counter.ask(client, BINH, wanted=details(reference=None, dossier=granted["dossier"]))
    assert counter.questions() == known


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a message nobody can read out": ({"binding_message": "<b>"}, "invalid_binding_message"),
    "an endless wait": ({"requested_expiry": 3601}, "invalid_request"),
    "a word for a number": ({"requested_expiry": "soon"}, "invalid_request"),
    "a user code": ({"user_code": "1234"}, "invalid_request"),
    "too much": ({"wanted": details(items=[{"attributes": ["person.religion"]}])}, "invalid_authorization_details"),
    "another procedure": ({"wanted": details(procedure="1.000656")}, "invalid_authorization_details"),
}


def test_what_cannot_be_asked_is_refused_before_anybody_is(counter: Counter, client: OAuth2Client) -> None:
    known, said = counter.questions(), {}
    for name, (changes, _) in BAD.items():
        with pytest.raises(EndpointError) as refused:
            counter.ask(client, **changes)
        said[name] = refused.value.error
    assert said == {name: expected for name, (_, expected) in BAD.items()}
    assert counter.questions() == known


def test_a_ping_says_that_there_is_an_answer_and_not_which(counter: Counter) -> None:
    client = counter.register(notification_endpoint=counter.address)
    counter.citizen = counter.world.citizen(MAI)
    with pytest.raises(EndpointError):
        counter.ask(client)
    asked = counter.ask(client, client_notification_token="ping-token-1")
    assert counter.pings == []
    counter.says_no(counter.asked())
    wait_until(lambda: bool(counter.pings), 20)
    assert counter.pings == [("Bearer ping-token-1", {"auth_req_id": asked.auth_req_id})]
    with counter.world.wallet.database.reading() as session:
        rows = session.exec(select(BackchannelRequest)).all()
    assert not [row for row in rows if asked.auth_req_id.encode() in (row.notification or b"")]


def test_who_does_not_take_a_ping_is_pinged_again(counter: Counter) -> None:
    client = counter.register(notification_endpoint="http://127.0.0.1:9/ping")
    counter.citizen = counter.world.citizen(MAI)
    counter.ask(client, client_notification_token="ping-token-2")
    counter.says_no(counter.asked())
    wallet = counter.world.wallet
    courier = HttpCourier(https_only=False, allowed=[ip_network("127.0.0.0/8")])
    pinger = Pinger(wallet.database, wallet.secrets, courier)
    counter.register(notification_endpoint=counter.address)
    known = len(counter.pings)

    def tried() -> bool:
        counter.clock.pass_by(seconds=11)
        pinger.run(now=counter.clock())
        return len(counter.pings) > known

    wait_until(tried, 20)
    assert counter.pings[-1][0] == "Bearer ping-token-2"
