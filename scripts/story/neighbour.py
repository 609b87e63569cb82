"""Who lives beside the wallet: another office's example site, and a stand-in for Zalo. Each is a process of its own and
ends with the demo."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import requests

from scripts.example_site.registration import address_at
from scripts.story.cast import WARD
from scripts.story.errors import StoryStoppedError
from scripts.story.offices import key_file
from scripts.story.server import HOST, START_SECONDS, Place, stop

CHECKOUT = Path(__file__).resolve().parents[2]
SECRET, API_KEY = "made-up-secret", "made-up-key"


@contextmanager
def example_site(place: Place) -> Iterator[str]:
    """Its address, once it answers. It is told the wallet's address, its own name and where its key lies."""
    told = ("--wallet", place.address, "--client-id", WARD.client_id, "--key", str(key_file(place, WARD)))
    with _running(place, "scripts.example_site", (*told, "--port", str(place.site)), place.site):
        yield address_at(place.site)


def free_port() -> int:
    """Of loopback, as the system gives it."""
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def zalo_settings(port: int) -> tuple[tuple[str, str], ...]:
    """What connects a wallet with the stand-in at this port; everything is made up."""
    made_up = {"APP_ID": "1234567890", "MINI_APP_ID": "987654", "TEMPLATE_ID": "mau"}
    made_up |= {
        "APP_SECRET": SECRET,
        "API_KEY": API_KEY,
        "GRAPH_URL": address_at(port),
        "OPENAPI_URL": address_at(port),
    }
    return tuple((f"WALLET_ZALO_{name}", value) for name, value in made_up.items())


@contextmanager
def zalo_stand_in(place: Place, port: int) -> Iterator[str]:
    """Its address, once it answers: a page in place of the mini app."""
    told = ("--port", str(port), "--wallet", place.address, "--secret", SECRET, "--api-key", API_KEY)
    with _running(place, "scripts.zalo_stand_in", told, port):
        yield address_at(port)


@contextmanager
def _running(place: Place, module: str, told: Sequence[str], port: int) -> Iterator[None]:
    log_file = place.data / f"{module.rpartition('.')[2]}.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *told],
            cwd=CHECKOUT,
            env=place.bare_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait(port, process, log_file)
        yield
    finally:
        stop(process)


def _wait(port: int, process: subprocess.Popen[bytes], log_file: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    with requests.Session() as session:
        session.trust_env = False
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if session.get(address_at(port), timeout=5).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)
    raise StoryStoppedError(
        f"Một trang thử không khởi động được. Xem {log_file}.",
        "One of the wallet's neighbours did not start; its log is named above.",
    )
