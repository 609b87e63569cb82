"""Readers on several workers at once, and somebody who stops them: once a revocation, a restriction or an objection was
answered, not one byte leaves any more.

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
from tests.world import (
    MAI,
    NAME,
    Person,
    ServiceClient,
    World,
    answered,
    fresh_id,
    open_world,
    wait_until,
)
from wallet.ledger.chain import OwnEntry

WORKERS = 3
HAI, CHI = "000163000025", "000163000033"
CONSENTS = 4
READERS_OF_EACH = 3
LONGEST_BEFORE_REVOKING = 0.6
LONGEST_BEFORE_RESTRICTING = 0.2
"""Sooner, for no consent is to be used up by then."""
LONGEST_RACE = 20
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
    """One consent with the token that is bound to it; several readers use it, and somebody stops them."""

    portal: Portal
    tokens: dict[str, Any]
    revoked: float = float("inf")
    fetched: list[Fetch] = field(default_factory=list)

    @property
    def consent(self) -> str:
        return str(self.tokens["authorization_details"][0]["consent"])


@dataclass(frozen=True)
class Holder:
    """Somebody with one big paper, whom the portal may look at as often as there are workers."""

    portal: Portal
    person: Person
    record: str
    half_open: list[dict[str, Any]]

    def revoke(self) -> None:
        for tokens in self.half_open:
            consent = tokens["authorization_details"][0]["consent"]
            answered(self.person.post(f"/v1/me/consents/{consent}/revoke"), 200)

    def restrict_the_paper(self) -> None:
        self._ask("restriction", record=self.record)

    def restrict_everything(self) -> None:
        self._ask("restriction")

    def object(self) -> None:
        self._ask("objection", client_id=self.portal.machine.client_id)

    def _ask(self, kind: str, **about: str) -> None:
        answered(self.person.post("/v1/me/requests", json={"kind": kind, **about}), 201)


STOPS: dict[str, Callable[[Holder], None]] = {
    "revoked": Holder.revoke,
    "paper restricted": Holder.restrict_the_paper,
    "everything restricted": Holder.restrict_everything,
    "objected to": Holder.object,
}


@dataclass(frozen=True)
class Race:
    """`holders`: by how they will stop it; `kept`: people and their shared consents, by what stops them all.

    `history`: a citizen's entries, read behind the doors; `outputs`: what each worker prints.
    """

    citizen: Person
    shared: list[Shared]
    kept: dict[str, tuple[Person, list[Shared]]]
    holders: dict[str, Holder]
    history: Callable[[str], list[OwnEntry]]
    outputs: list[Path]


@pytest.fixture(scope="module")
def race(kept_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    """Prepared by one process, then served by several at the same address."""
    with open_world(tmp_path_factory.mktemp("race"), kept_database_url) as world:
        service, people = world.service(), {number: world.citizen(number) for number in (MAI, HAI, CHI)}
        shared: dict[str, list[Shared]] = {}
        for number, person in people.items():
            service.deposit(number)
            portal = open_portal(world, f"cong-{number}")  # one each: a minute has so many calls for each client
            wanted = {"max_uses": 20, "items": [{"attributes": ["person.full_name"]}]}
            shared[number] = [Shared(portal, tokens_of(person, portal, details(**wanted))) for _ in range(CONSENTS)]
        third = open_portal(world)
        holders = {stop: holder(world, service, third) for stop in STOPS}
    with workers(world.wallet.settings, WORKERS) as outputs:
        kept = {"restriction": (people[HAI], shared[HAI]), "erasure": (people[CHI], shared[CHI])}
        yield Race(people[MAI], shared[MAI], kept, holders, world.history, outputs)
    world.wallet.database.close()


def holder(world: World, service: ServiceClient, portal: Portal) -> Holder:
    number = fresh_id()
    person = world.citizen(number)
    record = service.deposit(number, BIG)
    return Holder(portal, person, record, [tokens_of(person, portal) for _ in range(WORKERS)])


def of_ones_own(portal: Portal) -> Portal:
    return Portal(portal.url, portal.machine)


def read_until_stopped(shared: Shared) -> None:
    portal, left, deadline = of_ones_own(shared.portal), AFTERWARDS, time.monotonic() + LONGEST_RACE
    while left:
        assert time.monotonic() < deadline, "nobody stopped it"
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
        jobs = [pool.submit(read_until_stopped, one) for one in race.shared for _ in range(READERS_OF_EACH)]
        jobs += [
            pool.submit(revoke_some_time, race, one, dice.uniform(0, LONGEST_BEFORE_REVOKING)) for one in race.shared
        ]
        for job in jobs:
            job.result()
    history = race.history(MAI)
    for shared in race.shared:
        late = [fetch for fetch in shared.fetched if fetch.asked > shared.revoked]
        assert len(late) >= READERS_OF_EACH * AFTERWARDS
        assert {fetch.status for fetch in late} == {401}, "the token died with its consent"
        assert not any(fetch.value for fetch in late)
        steps = entries_of(history, shared.consent)
        after = steps[steps.index(("consent.revoke", "done")) :]
        assert ("release", "released") not in after
    assert sum("/releases" in output.read_text() for output in race.outputs) > 1, "one worker did everything"


Stop = tuple[str, dict[str, str], int]
RESTRICTION: Stop = ("/v1/me/requests", {"kind": "restriction"}, 201)
ERASURE: Stop = ("/v1/me/erasure", {"word": "xóa"}, 200)
AFTER = {"restriction": (RESTRICTION, 403), "erasure": (ERASURE, 401)}
"""What stops everything at once, and what whoever asks afterwards gets: a token ends with its consent."""


def stop_some_time(keeper: Person, kept: list[Shared], stop: Stop, seconds: float) -> None:
    """Everything, after somebody has seen a value under each consent."""
    wait_until(lambda: all(any(fetch.value for fetch in one.fetched) for one in kept))
    time.sleep(seconds)
    path, said, status = stop
    answered(keeper.post(path, json=said), status)
    for one in kept:
        one.revoked = time.monotonic()


@pytest.mark.parametrize("means", list(AFTER))
def test_whoever_asks_after_everything_was_stopped_gets_nothing(race: Race, means: str) -> None:
    (stop, status), (keeper, kept) = AFTER[means], race.kept[means]
    seconds = random.uniform(0, LONGEST_BEFORE_RESTRICTING)  # noqa: S311  (it spreads moments)
    with ThreadPoolExecutor(CONSENTS * READERS_OF_EACH + 1) as pool:
        jobs = [pool.submit(stop_some_time, keeper, kept, stop, seconds)]
        jobs += [pool.submit(read_until_stopped, one) for one in kept for _ in range(READERS_OF_EACH)]
        for job in jobs:
            job.result()
    for one in kept:
        late = [fetch for fetch in one.fetched if fetch.asked > one.revoked]
        assert len(late) >= READERS_OF_EACH * AFTERWARDS
        assert {(fetch.status, fetch.value) for fetch in late} == {(status, False)}
    if means == "restriction":
        steps = [(entry.operation, entry.outcome) for entry in race.history(HAI)]
        after = steps[steps.index(("right.ask", "done")) :]
        assert ("release", "released") not in after
        assert ("release", "denied") in after


class LittleRoom(HTTPAdapter):
    """Reads through a small socket buffer: what is not asked for stays at the server."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        options = [*HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE_ROOM)]
        super().init_poolmanager(*args, **more, socket_options=options)


@pytest.mark.parametrize("stop", list(STOPS))
def test_a_document_on_its_way_breaks_off_when_it_may_not_leave_any_more(race: Race, stop: str) -> None:
    holding, streams = race.holders[stop], []
    for tokens in holding.half_open:
        portal = of_ones_own(holding.portal)
        portal.http.http.mount("http://", LittleRoom())
        released = answered(portal.release(tokens), 201).json()
        (document,) = released["documents"]
        path = f"/v1/releases/{released['release']}/documents/{document['record']}"
        answer = portal.call("GET", path, tokens["access_token"], stream=True)
        assert answered(answer, 200).headers["Content-Length"] == str(len(BIG))
        streams.append(answer.iter_content(4096))
    received = [next(pieces) for pieces in streams]
    STOPS[stop](holding)
    for begun, pieces in zip(received, streams, strict=True):
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
