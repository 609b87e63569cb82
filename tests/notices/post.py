"""A service with an endpoint, the process that receives there, and what it has received."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.house import House
from tests.servers import free_port
from tests.world import wait_until
from wallet.clock import Clock, system_clock
from wallet.identity.models import Service
from wallet.notices import endpoints, signing
from wallet.notices import service as notices
from wallet.notices.courier import Courier, HttpCourier
from wallet.notices.dispatcher import Dispatch

LOOPBACK = IPv4Network("127.0.0.0/8")


def tell(house: House, service: Service, kind: str, **payload: str) -> None:
    """One event, committed."""
    with house.wallet.database.transaction() as session:
        notices.tell_service(session, service.id, kind, payload, now=house.now())


def dispatch_of(house: House, courier: Courier | None = None, clock: Clock = system_clock) -> Dispatch:
    """By the real hour, since receivers refuse a timestamp that is off by five minutes."""
    chosen = courier or HttpCourier(https_only=False, allowed=[LOOPBACK])
    return Dispatch(house.wallet.database, house.wallet.secrets, chosen, clock)


def register(house: House, service: Service, url: str, *, clock: Clock = system_clock) -> str:
    """Gives the secret that its receiver is configured with."""
    with house.wallet.database.transaction() as session:
        endpoint = endpoints.register(session, service.client_id, url, https_only=False, now=clock())
        return signing.secret_text(house.wallet.secrets, service.id, endpoint.secret_version)


@dataclass
class Receiver:
    """A process that can be killed and started again on the same port."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    secret: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/events"

    def start(self) -> None:
        script = str(Path(__file__).parent / "receiver.py")
        files = [str(self.folder / "received"), self.secret, str(self.folder / "refused")]
        self.process = subprocess.Popen([sys.executable, script, str(self.port), *files])
        wait_until(self._answers)

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def refuse(self, *consents: str) -> None:
        """Answer 500 to what is about these."""
        (self.folder / "refused").write_text(" ".join(consents))

    def calls(self) -> list[dict[str, Any]]:
        """Every call, as the receiver wrote it down."""
        written = self.folder / "received"
        return [json.loads(line) for line in written.read_text().splitlines()] if written.exists() else []

    def received(self) -> dict[str, dict[str, Any]]:
        """What was verified and accepted, each event once, in the order of its first arrival."""
        events: dict[str, dict[str, Any]] = {}
        for call in self.calls():
            if "event" in call and not call.get("refused"):
                events.setdefault(call["id"], call["event"])
        return events

    def steps_of(self, consent: str) -> list[str]:
        """What was heard about one consent, in order."""
        return [event["data"]["step"] for event in self.received().values() if event["data"]["consent"] == consent]

    def _answers(self) -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def receiving(house: House, service: Service, folder: Path) -> Iterator[Receiver]:
    receiver = Receiver(folder, free_port())
    receiver.secret = register(house, service, receiver.url)
    receiver.start()
    try:
        yield receiver
    finally:
        receiver.kill()


def polled(house: House, service: UUID, after: int = 0) -> Sequence[Any]:
    return notices.for_service(house.wallet.database, service, after=after, now=house.now())
