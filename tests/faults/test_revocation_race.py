"""Readers and revokers on several workers at once: once a revocation was answered, not one byte leaves any more.

Real server processes on PostgreSQL behind one address. Each reader has a token that is bound to its consent.
"""

import random
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from tests.faults.several_workers import workers
from tests.oauth.portal import Portal, details, open_portal, tokens_of
from tests.papers import pdf
from tests.world import MAI, NAME, Person, answered, open_world, wait_until
from wallet.ledger.chain import OwnEntry

WORKERS = 3
CONSENTS = 4
READERS_OF_EACH = 3
LONGEST_BEFORE_REVOKING = 0.6
AFTERWARDS = 2
"""So many more times each reader asks when it has heard of the revocation."""

BIG = pdf(b"0123456789abcdef" * 500_000)
"""Eight megabytes: more than lies between a server and a reader who does not read."""

LITTLE_ROOM = 32 * 1024
"""Of the reader's socket, so that the server has to wait for it."""

pytestmark = pytest.mark.parametrize("kept_database_url", ["postgresql"], indirect=True, scope="module")


@dataclass
class Fetch:
    """One answer: when it was asked for (monotonic), its status, and whether a value was in it."""

    asked: float
    status: int
    value: bool


@dataclass
class Shared:
    """One consent with the token that is bound to it; several readers and one revoker use it."""

    tokens: dict[str, Any]
    revoked: float = float("inf")
    fetched: list[Fetch] = field(default_factory=list)

    @property
    def consent(self) -> str:
        return str(self.tokens["authorization_details"][0]["consent"])


@dataclass(frozen=True)
class Race:
    """`history`: the citizen's entries, read behind the doors; `outputs`: what each worker prints."""

    portal: Portal
    citizen: Person
    shared: list[Shared]
    half_open: list[dict[str, Any]]
    history: Callable[[], list[OwnEntry]]
    outputs: list[Path]


@pytest.fixture(scope="module")
def race(kept_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    """Prepared by one process, then served by several at the same address."""
    with open_world(tmp_path_factory.mktemp("race"), kept_database_url) as world:
        citizen = world.citizen(MAI)
        world.service().deposit(MAI, BIG)
        portal = open_portal(world)
        wanted = {"max_uses": 20, "items": [{"attributes": ["person.full_name"]}]}
        shared = [Shared(tokens_of(citizen, portal, details(**wanted))) for _ in range(CONSENTS)]
        half_open = [tokens_of(citizen, portal) for _ in range(WORKERS)]
    with workers(world.wallet.settings, WORKERS) as outputs:
        yield Race(portal, citizen, shared, half_open, lambda: world.history(MAI), outputs)
    world.wallet.database.close()


def portal_of_ones_own(race: Race) -> Portal:
    return Portal(race.portal.url, race.portal.machine)


def read_until_revoked(race: Race, shared: Shared) -> None:
    portal, left = portal_of_ones_own(race), AFTERWARDS
    while left:
        left -= shared.revoked < time.monotonic()
        asked = time.monotonic()
        answer = portal.release(shared.tokens)
        shared.fetched.append(Fetch(asked, answer.status_code, NAME.encode() in answer.content))
    portal.http.close()


def revoke_some_time(race: Race, shared: Shared, seconds: float) -> None:
    """After somebody has seen a value."""
    wait_until(lambda: any(fetch.value for fetch in shared.fetched))
    time.sleep(seconds)
    answered(race.citizen.post(f"/v1/me/consents/{shared.consent}/revoke"), 200)
    shared.revoked = time.monotonic()


def entries_of(history: list[OwnEntry], consent: str) -> list[tuple[str, str]]:
    """Operation and outcome, in the order of the citizen's chain."""
    return [
        (entry.operation, entry.outcome)
        for entry in history
        if entry.groups["purpose"].get("consent") == consent and entry.operation.startswith(("release", "consent.rev"))
    ]


def test_whoever_asks_after_a_revocation_was_answered_gets_nothing(race: Race) -> None:
    dice = random.Random()  # noqa: S311  (it spreads moments)
    with ThreadPoolExecutor(CONSENTS * (READERS_OF_EACH + 1)) as pool:
        jobs = [pool.submit(read_until_revoked, race, one) for one in race.shared for _ in range(READERS_OF_EACH)]
        jobs += [
            pool.submit(revoke_some_time, race, one, dice.uniform(0, LONGEST_BEFORE_REVOKING)) for one in race.shared
        ]
        for job in jobs:
            job.result()
    history = race.history()
    for shared in race.shared:
        late = [fetch for fetch in shared.fetched if fetch.asked > shared.revoked]
        assert len(late) >= READERS_OF_EACH * AFTERWARDS
        assert {fetch.status for fetch in late} == {401}, "the token died with its consent"
        assert not any(fetch.value for fetch in late)
        steps = entries_of(history, shared.consent)
        after = steps[steps.index(("consent.revoke", "done")) :]
        assert ("release", "released") not in after
    assert sum("/releases" in output.read_text() for output in race.outputs) > 1, "one worker did everything"


class LittleRoom(HTTPAdapter):
    """Reads through a small socket buffer: what is not asked for stays at the server."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        options = [*HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE_ROOM)]
        super().init_poolmanager(*args, **more, socket_options=options)


def test_a_document_on_its_way_breaks_off_when_its_consent_is_revoked(race: Race) -> None:
    streams = []
    for tokens in race.half_open:
        portal = portal_of_ones_own(race)
        portal.http.http.mount("http://", LittleRoom())
        released = answered(portal.release(tokens), 201).json()
        (document,) = released["documents"]
        path = f"/v1/releases/{released['release']}/documents/{document['record']}"
        answer = portal.call("GET", path, tokens["access_token"], stream=True)
        assert answered(answer, 200).headers["Content-Length"] == str(len(BIG))
        streams.append((tokens, answer.iter_content(4096)))
    received = [next(pieces) for _, pieces in streams]
    for tokens, _ in streams:
        consent = tokens["authorization_details"][0]["consent"]
        answered(race.citizen.post(f"/v1/me/consents/{consent}/revoke"), 200)
    for begun, (_, pieces) in zip(received, streams, strict=True):
        rest, broken_off = read_to_the_end(pieces)
        assert broken_off
        assert BIG.startswith(begun + rest)
        assert len(begun + rest) < len(BIG) // 2, "what lay in the sockets"


def read_to_the_end(pieces: Iterator[bytes]) -> tuple[bytes, bool]:
    """What still came, and whether it broke off."""
    rest = b""
    try:
        for piece in pieces:
            rest += piece
    except requests.exceptions.RequestException:
        return rest, True
    return rest, False
