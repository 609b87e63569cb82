"""Events reach a receiver that nobody here wrote the verifier of: killed or refusing, all in order."""

import base64
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.house import House, MovableClock
from tests.notices.post import LOOPBACK, Receiver, dispatch_of, polled, receiving, register, tell
from tests.world import wait_until
from wallet.clock import system_clock
from wallet.identity.models import Service
from wallet.notices import endpoints, signing
from wallet.notices.courier import HttpCourier, Reception
from wallet.notices.dispatcher import Dispatcher

CONSENTS = ("a", "b", "c")
STEPS = 12


class Dying(HttpCourier):
    """The worker ends after the receiver has heard and before that is written down."""

    def bring(self, url: str, headers: Mapping[str, str], body: bytes, /) -> tuple[Reception, str]:
        super().bring(url, headers, body)
        raise SystemError("power cut")


class Scripted:
    """A receiver that always answers the same."""

    def __init__(self, how: Reception) -> None:
        self.how = how
        self.heard: list[str] = []

    def bring(self, _url: str, headers: Mapping[str, str], _body: bytes, /) -> tuple[Reception, str]:
        self.heard.append(headers["webhook-id"])
        return self.how, "500"


@pytest.fixture
def service(house: House) -> Service:
    return house.service().service


@pytest.fixture
def receiver(house: House, service: Service, tmp_path: Path) -> Iterator[Receiver]:
    with receiving(house, service, tmp_path) as running:
        yield running


def test_a_receiver_killed_and_restarted_hears_everything_in_order(
    house: House, service: Service, receiver: Receiver
) -> None:
    dispatcher = Dispatcher(dispatch_of(house))
    dispatcher.start()
    try:
        for step in range(STEPS):
            for consent in CONSENTS:
                tell(house, service, "consent.paused", consent=consent, step=str(step))
            if step == STEPS // 3:
                wait_until(lambda: len(receiver.received()) >= STEPS // 3)
                receiver.kill()
            if step == STEPS * 2 // 3:
                receiver.start()
        wait_until(lambda: len(receiver.received()) == len(CONSENTS) * STEPS)
    finally:
        dispatcher.stop()
    told = {str(event.id): event.kind for event in polled(house, service.id)}
    assert {event_id: event["type"] for event_id, event in receiver.received().items()} == told
    for consent in CONSENTS:
        assert receiver.steps_of(consent) == [str(step) for step in range(STEPS)]


def test_an_event_sent_twice_is_known_by_its_id(house: House, service: Service, receiver: Receiver) -> None:
    tell(house, service, "consent.revoked", consent="a", step="0")
    dying = dispatch_of(house, Dying(https_only=False, allowed=[LOOPBACK]))
    with pytest.raises(SystemError):
        dying.serve_all(now=system_clock())
    assert dispatch_of(house).serve_all(now=system_clock()) == 0  # the dead worker's lease still holds
    clock = MovableClock(system_clock() + timedelta(seconds=61))
    dispatch_of(house, clock=clock).serve_all(now=clock())
    assert len(receiver.calls()) == 2
    assert len({call["id"] for call in receiver.calls()}) == len(receiver.received()) == 1


def test_two_workers_bring_each_event_once_and_in_order(house: House, service: Service, receiver: Receiver) -> None:
    workers = [Dispatcher(dispatch_of(house)) for _ in range(2)]
    for worker in workers:
        worker.start()
    try:
        for step in range(STEPS):
            for consent in CONSENTS:
                tell(house, service, "consent.paused", consent=consent, step=str(step))
        wait_until(lambda: len(receiver.received()) == len(CONSENTS) * STEPS)
    finally:
        for worker in workers:
            worker.stop()
    assert len(receiver.calls()) == len(CONSENTS) * STEPS
    for consent in CONSENTS:
        assert receiver.steps_of(consent) == [str(step) for step in range(STEPS)]


def test_what_is_refused_holds_up_its_own_consent_only(house: House, service: Service, receiver: Receiver) -> None:
    clock = MovableClock(system_clock())
    dispatch = dispatch_of(house, clock=clock)
    receiver.refuse("a")
    for step in ("0", "1"):
        for consent in ("a", "b"):
            tell(house, service, "consent.paused", consent=consent, step=step)
    dispatch.serve_all(now=clock())
    assert receiver.steps_of("b") == ["0", "1"]
    assert {call["event"]["data"]["step"] for call in receiver.calls() if call.get("refused")} == {"0"}
    receiver.refuse()
    clock.pass_by(seconds=30)
    dispatch.serve_all(now=clock())
    assert receiver.steps_of("a") == ["0", "1"]


def test_after_three_days_an_event_is_parked_until_the_operator_sends_it_again(house: House, service: Service) -> None:
    register(house, service, "https://noi-nhan.example/events", clock=house.now)
    tell(house, service, "consent.revoked", consent="a")
    tell(house, service, "consent.revoked", consent="a")
    refusing = Scripted(Reception.REFUSED)
    for _ in range(40):
        dispatch_of(house, refusing, house.now).serve_all(now=house.now())
        house.now.pass_by(hours=6)
    tried = len(refusing.heard)
    assert 5 < tried < 40
    assert len(set(refusing.heard)) == 1  # the second still waits behind it
    with house.wallet.database.transaction() as session:
        (stuck,) = endpoints.list_stuck(session)
        assert (stuck.service.client_id, stuck.delivery.failure) == (service.client_id, "500")
        assert endpoints.send_again(session, service.client_id, now=house.now()) == 1
    willing = Scripted(Reception.ACKNOWLEDGED)
    dispatch_of(house, willing, house.now).serve_all(now=house.now())
    assert [str(event.id) for event in polled(house, service.id)] == willing.heard


def test_a_receiver_that_does_not_answer_is_left_in_peace_for_a_while(house: House, service: Service) -> None:
    register(house, service, "https://noi-nhan.example/events", clock=house.now)
    for consent in ("a", "b", "c", "d"):
        tell(house, service, "consent.revoked", consent=consent)
    silent = Scripted(Reception.SILENT)
    frozen = house.now()
    dispatch_of(house, silent, lambda: frozen).serve_all(now=frozen)
    assert len(silent.heard) == 1


def test_an_endpoint_switched_off_or_gone_gets_nothing_more_and_its_service_can_poll(
    house: House, service: Service
) -> None:
    register(house, service, "https://noi-nhan.example/events", clock=house.now)
    tell(house, service, "consent.revoked", consent="a")
    gone = Scripted(Reception.GONE)
    dispatch_of(house, gone, house.now).serve_all(now=house.now())
    with house.wallet.database.transaction() as session:
        endpoints.switch_off(session, service.client_id)
    tell(house, service, "consent.revoked", consent="b")
    dispatch_of(house, gone, house.now).serve_all(now=house.now())
    assert len(gone.heard) == 1
    assert len(polled(house, service.id)) == 2


def test_while_a_secret_changes_the_old_and_the_new_one_both_verify(house: House, service: Service) -> None:
    secrets, now = house.wallet.secrets, datetime.now(UTC)
    before, after = (signing.secret_text(secrets, service.id, version) for version in (1, 2))
    event = uuid4()
    during = signing.versions_to_sign(2, now, now + timedelta(days=1))
    sent = dict(signing.headers(secrets, service.id, during, event, b"{}", now=now))
    for secret in (before, after):
        assert Webhook(secret).verify(b"{}", sent) == {}
    later = signing.versions_to_sign(2, now, now + timedelta(days=3))
    sent = dict(signing.headers(secrets, service.id, later, event, b"{}", now=now))
    with pytest.raises(WebhookVerificationError):
        Webhook(before).verify(b"{}", sent)


def test_openssl_verifies_what_the_wallet_signed(house: House, service: Service, tmp_path: Path) -> None:
    """By the words of Standard Webhooks alone: id, timestamp and body joined by dots, under the published key."""
    event, body, now = uuid4(), b'{"type":"consent.revoked"}', datetime.now(UTC)
    sent = signing.headers(house.wallet.secrets, service.id, (1,), event, body, now=now)
    public = base64.b64decode(signing.public_texts(house.wallet.secrets, now=now)[0].removeprefix("whpk_"))
    (tmp_path / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + public)  # RFC 8410 section 4
    (tmp_path / "signature").write_bytes(base64.b64decode(sent["webhook-signature"].split(" v1a,")[1]))

    def says(content: bytes) -> int:
        (tmp_path / "signed").write_bytes(f"{event}.{sent['webhook-timestamp']}.".encode() + content)
        verify = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", "key.der"]
        verify += ["-in", "signed", "-sigfile", "signature"]
        return subprocess.run(verify, cwd=tmp_path, capture_output=True, check=False).returncode

    assert says(body) == 0
    assert says(body + b" ") != 0


def test_who_keeps_no_secret_verifies_with_the_wallets_public_key(house: House, service: Service) -> None:
    event, body, now = uuid4(), b'{"type":"consent.revoked"}', datetime.now(UTC)
    sent = signing.headers(house.wallet.secrets, service.id, (1,), event, body, now=now)
    public = signing.public_texts(house.wallet.secrets, now=now)[0].removeprefix("whpk_")
    signature = sent["webhook-signature"].split(" v1a,")[1]
    signed = f"{event}.{sent['webhook-timestamp']}.".encode() + body
    Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(base64.b64decode(signature), signed)


def test_who_does_not_take_their_events_is_named_with_the_age_of_the_oldest(house: House, service: Service) -> None:
    """Not for an event that is new; given up or late, with a word why; and nobody who took everything."""
    clock = MovableClock(house.now())
    quick = house.service("noi-nhanh-mau").service
    for one in (service, quick):
        register(house, one, "https://noi-nhan.example/events", clock=clock)
    tell(house, quick, "consent.paused", consent="a")
    dispatch_of(house, Scripted(Reception.ACKNOWLEDGED), clock).serve_all(now=clock())
    oldest = house.now.moment + timedelta(seconds=1)  # its clock moves a second at each look
    for consent in ("b", "c"):
        tell(house, service, "consent.paused", consent=consent)
    dispatch_of(house, Scripted(Reception.REFUSED), clock).serve_all(now=clock())
    late = oldest + endpoints.LATE
    with house.wallet.database.reading() as session:
        assert endpoints.behind(session, now=late - timedelta(seconds=1)) == []
        (behind,) = endpoints.behind(session, now=late)
    assert (behind.service.client_id, behind.waiting, behind.parked) == (service.client_id, 2, 0)
    assert (behind.oldest_at, behind.failure, behind.is_off) == (oldest, "500", False)
    clock.pass_by(hours=1)
    dispatch_of(house, Scripted(Reception.GONE), clock).serve_all(now=clock())
    with house.wallet.database.transaction() as session:
        endpoints.switch_off(session, service.client_id)
        (behind,) = endpoints.behind(session, now=house.now())
    assert (behind.waiting, behind.parked, behind.is_off) == (0, 2, True)
