"""Callers who keep a wallet busy while its processes are killed, and who remember what they were told.

A call that breaks off is made again, with the same Idempotency-Key where the route knows one, until it is answered.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from requests_oauth2client import OAuth2Error

from tests.world import BIRTH_VALUES, NAME, Person, ServiceClient, agree, fresh_number, record

PAUSE_SECONDS = 0.02
USES = 20
BROKEN = (requests.RequestException, OAuth2Error, AssertionError)
"""The last of them: an answer of another status, such as 503 while a process begins."""


@dataclass
class Told:
    """Filled by several threads; each of its lists only grows."""

    entries: list[str] = field(default_factory=list)
    """Ids of log entries in answers that came in whole: deposits, releases."""
    shown: list[str] = field(default_factory=list)
    """Request ids of answers in which a value was seen, whole or broken off."""
    refused: list[str] = field(default_factory=list)
    """Request ids of refusals that a citizen has to find in the log."""

    def __len__(self) -> int:
        return len(self.entries) + len(self.shown) + len(self.refused)

    def take(self, answer: requests.Response) -> requests.Response:
        """Read the answer to its end or to where it breaks; RequestException then."""
        received = b""
        try:
            for piece in answer.iter_content(512):
                received += piece
        finally:
            if NAME.encode() in received:
                self.shown.append(answer.headers["X-Request-Id"])
        answer._content = received
        return answer


@contextmanager
def working(jobs: list[Callable[[], object]]) -> Iterator[None]:
    """Each job over and over in a thread of its own, until the block ends."""
    ended = threading.Event()

    def work(job: Callable[[], object]) -> None:
        while not ended.is_set():
            try:
                job()
            except BROKEN:
                time.sleep(PAUSE_SECONDS)

    threads = [threading.Thread(target=work, args=(job,), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


@dataclass
class Reading:
    """A citizen looks at a paper again and again."""

    told: Told
    citizen: Person
    record: str

    def __call__(self) -> None:
        self.told.take(self.citizen.get(f"/v1/me/records/{self.record}", stream=True))


@dataclass
class Bringing:
    """A citizen brings papers without a document."""

    told: Told
    citizen: Person
    key: str = ""

    def __call__(self) -> None:
        self.key = self.key or f"mau-{fresh_number()}"
        described = record(None, values=BIRTH_VALUES)
        answer = self.citizen.post("/v1/me/records", json=described, headers={"Idempotency-Key": self.key})
        if answer.status_code == 201:
            self.told.entries.append(answer.json()["entry"])
            self.key = ""


@dataclass
class Releasing:
    """A service fetches what a citizen agreed to, asks for the next consent when it is used up, and at times for more
    than its procedure needs."""

    told: Told
    service: ServiceClient
    citizen: Person
    id_number: str
    consent: dict[str, str] = field(default_factory=dict)
    left: int = 0
    key: str = ""

    def __call__(self) -> None:
        if not self.left:
            self._agree()
        self.key = self.key or f"mau-{fresh_number()}"
        answer = self._post("releases", {"consent": self.consent["id"]}, headers={"Idempotency-Key": self.key})
        if answer.status_code == 201:
            self.told.entries.append(answer.json()["entry"])
            self.key, self.left = "", self.left - 1

    def _agree(self) -> None:
        self.consent = {"dossier": self.service.open_dossier(self.id_number)}
        refusal = self._post("consents", {"attributes": {"person.religion": "required"}})
        if refusal.status_code == 403:
            self.told.refused.append(refusal.headers["X-Request-Id"])
        self.consent["id"] = self.service.ask_consent(self.consent["dossier"], documents={}, max_uses=USES)
        agree(self.citizen, self.consent["id"])
        self.left = USES

    def _post(self, what: str, wanted: dict[str, Any], **more: Any) -> requests.Response:
        path = f"/v1/dossiers/{self.consent['dossier']}/{what}"
        return self.told.take(self.service.post(path, json=wanted, stream=True, **more))
