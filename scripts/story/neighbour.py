"""The example site beside the wallet: another office's process, which ends with the demo."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from scripts.example_site.registration import address_at
from scripts.story.cast import WARD
from scripts.story.errors import StoryStoppedError
from scripts.story.offices import key_file
from scripts.story.server import START_SECONDS, Place, stop

CHECKOUT = Path(__file__).resolve().parents[2]


@contextmanager
def example_site(place: Place) -> Iterator[str]:
    """Its address, once it answers. It is told the wallet's address, its own name and where its key lies."""
    told = ("--wallet", place.address, "--client-id", WARD.client_id, "--key", str(key_file(place, WARD)))
    with (place.data / "site.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.example_site", *told, "--port", str(place.site)],
            cwd=CHECKOUT,
            env=place.bare_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait(place, process)
        yield address_at(place.site)
    finally:
        stop(process)


def _wait(place: Place, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    with requests.Session() as session:
        session.trust_env = False
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if session.get(address_at(place.site), timeout=5).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)
    raise StoryStoppedError(
        f"Trang thử không khởi động được. Xem {place.data / 'site.log'}.",
        "The example site did not start; its log is named above.",
    )
