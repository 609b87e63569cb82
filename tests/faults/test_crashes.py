"""The process is killed at each numbered line of the two critical paths, and the wallet is opened again.

The lines are those of `wallet.records.deposit` and `wallet.dossiers.release`; `crashing_app` says what the places mean.
"""

import signal
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests

from storage.folder import ASIDE, ASIDE_SECONDS, FolderStore
from tests.faults.crashing_app import HEADER
from tests.faults.scene import DOCUMENT, Scene, doomed_server, verified
from tests.world import MAI, NAME, ServiceClient, World, answered, open_world, record
from wallet.consents.models import Consent
from wallet.ledger.chain import OwnEntry
from wallet.records.sweeping import PATIENCE, Sweeper

PATH = "/v1/records"
BOTH = ("log_pending", "half answer")
"""Places that are tried on PostgreSQL too: around the commit, and where values are on their way out."""

DEPOSIT = [
    # line, place, is the record kept, sealed objects left without an owner
    ("1 before the body is read", "receive 0", False, 0),
    ("2 in the middle of the stream", "receive 300000", False, 0),
    ("3 the document is in the store", "put 1", False, 1),
    ("3 its pictures are in the store", "put 3", False, 3),
    ("3 all objects are in the store", "put 4", False, 4),
    ("4 the record is written", "insert record", False, 4),
    ("4 the entry is written", "insert log_pending", False, 4),
    ("5 before the commit", "before commit of log_pending", False, 4),
    ("5 after the commit", "after commit of log_pending", True, 0),
    ("6 before the answer", "answer", True, 0),
    ("6 in the middle of the answer", "half answer", True, 0),
]
RELEASE = [
    # line, place, is the entry kept
    ("1 the service is authenticated", "after commit of seen_token", False),
    ("2 rows are loaded", "select record", False),
    ("3 the gate has permitted", "update consent", False),
    ("4 the key that seals the entry is asked for", "unwrap 1", False),
    ("4 the entry is written", "insert log_pending", False),
    ("5 before the commit", "before commit of log_pending", False),
    ("5 after the commit", "after commit of log_pending", True),
    ("6 before keys are unwrapped", "reopen citizen_key", True),
    ("7 before the answer", "answer", True),
    ("7 in the middle of the answer", "half answer", True),
]
DOCUMENT_RELEASE = [
    ("5 before the commit", "before commit of log_pending", False),
    ("6 before the strongbox reads", "read", True),
    ("7 in the middle of the document", "half answer", True),
]


def on_databases(lines: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Every line on SQLite, the telling ones on PostgreSQL."""
    return [
        pytest.param(kind, place, *expected, id=f"{line}, {kind}")
        for kind in ("sqlite", "postgresql")
        for line, place, *expected in lines
        if kind == "sqlite" or place.endswith(BOTH)
    ]


@pytest.mark.parametrize(("prepared", "place", "kept", "orphans"), on_databases(DEPOSIT), indirect=["prepared"])
def test_a_deposit_that_dies_on_its_way_is_whole_or_absent_and_can_be_sent_again(
    scene: Scene, place: str, kept: bool, orphans: int
) -> None:
    described = record(MAI, as_of="2026-02-02")
    with doomed_server(scene, with_papers=True) as server:
        service = ServiceClient(server.url, scene.service.client_id, scene.service.key)
        acknowledged = answered(service.send_record(PATH, described, DOCUMENT, "first"), 201).json()
        with pytest.raises(requests.ConnectionError):
            _read_all(service.send_record(PATH, described, DOCUMENT, "second", headers={HEADER: place}, stream=True))
        assert server.exit_code() == -signal.SIGKILL
        service.close()
    with open_world(scene.data, scene.database_url) as world:
        service = world.returning(scene.service)
        assert world.records() == 2 + kept
        assert answered(service.send_record(PATH, described, DOCUMENT, "first"), 201).json() == acknowledged
        again = answered(service.send_record(PATH, described, DOCUMENT, "second"), 201).json()
        assert world.records() == 3
        deposits = _entries(world, "record.deposit", "done")
        assert {str(entry.id) for entry in deposits[1:]} == {acknowledged["entry"], again["entry"]}
        _sweep(world, orphans)
        citizen = world.citizen(MAI)
        for kept_record in (scene.record, acknowledged["record"], again["record"]):
            assert answered(citizen.get(f"/v1/me/records/{kept_record}/document"), 200).content == DOCUMENT
        assert all(entry.holds for entry in world.history(MAI))
    _check_log(scene)
    _check_nothing_aside(scene.data / "objects")


@pytest.mark.parametrize(("prepared", "place", "kept"), on_databases(RELEASE), indirect=["prepared"])
def test_a_release_that_dies_on_its_way_has_an_entry_for_every_value_that_left_and_costs_one_use(
    scene: Scene, place: str, kept: bool
) -> None:
    path, wanted, key = f"/v1/dossiers/{scene.dossier}/releases", {"consent": scene.consent}, {"Idempotency-Key": "one"}
    with doomed_server(scene) as server:
        service = ServiceClient(server.url, scene.service.client_id, scene.service.key)
        received = _until_it_breaks(service, "POST", path, place, json=wanted, headers=key)
        assert server.exit_code() == -signal.SIGKILL
        service.close()
    with open_world(scene.data, scene.database_url) as world:
        assert len(_entries(world, "release", "released")) == _uses(world, scene) == int(kept)
        assert kept or NAME.encode() not in received
        answer = answered(world.returning(scene.service).post(path, json=wanted, headers=key), 201)
        assert NAME in answer.text
        released = _entries(world, "release", "released")
        assert answer.json()["entry"] == str(released[-1].id)
        assert (len(released), _uses(world, scene)) == (1 + kept, 1)
        assert all(entry.holds for entry in world.history(MAI))
    _check_log(scene)


@pytest.mark.parametrize(("prepared", "place", "kept"), on_databases(DOCUMENT_RELEASE), indirect=["prepared"])
def test_a_document_that_breaks_off_has_its_entry_and_costs_no_second_use(scene: Scene, place: str, kept: bool) -> None:
    with doomed_server(scene) as server:
        service = ServiceClient(server.url, scene.service.client_id, scene.service.key)
        released = service.post(f"/v1/dossiers/{scene.dossier}/releases", json={"consent": scene.consent})
        href = answered(released, 201).json()["documents"][0]["href"]
        received = _until_it_breaks(service, "GET", href, place)
        assert server.exit_code() == -signal.SIGKILL
        service.close()
    with open_world(scene.data, scene.database_url) as world:
        assert len(_entries(world, "release.document", "released")) == kept
        assert kept or not received
        assert len(received) < len(DOCUMENT)
        assert answered(world.returning(scene.service).get(href), 200).content == DOCUMENT
        assert _uses(world, scene) == 1
        assert all(entry.holds for entry in world.history(MAI))
    _check_log(scene)


def test_the_place_in_the_middle_of_an_answer_lets_values_out(scene: Scene) -> None:
    """Otherwise the tests above would prove nothing about values that left."""
    with doomed_server(scene) as server:
        service = ServiceClient(server.url, scene.service.client_id, scene.service.key)
        path = f"/v1/dossiers/{scene.dossier}/releases"
        received = _until_it_breaks(service, "POST", path, "half answer", json={"consent": scene.consent})
        service.close()
    assert NAME.encode() in received


def _read_all(answer: requests.Response) -> bytes:
    try:
        return answer.content
    except requests.exceptions.ChunkedEncodingError as error:
        raise requests.ConnectionError from error


def _until_it_breaks(service: ServiceClient, method: str, path: str, place: str, **more: Any) -> bytes:
    """What came before the connection broke."""
    received = b""
    headers = {HEADER: place, **more.pop("headers", {})}
    try:
        for piece in service.call(method, path, headers=headers, stream=True, **more).iter_content(1):
            received += piece
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
        return received
    raise AssertionError("the connection did not break")


def _entries(world: World, operation: str, outcome: str) -> list[OwnEntry]:
    return [entry for entry in world.history(MAI) if (entry.operation, entry.outcome) == (operation, outcome)]


def _uses(world: World, scene: Scene) -> int:
    with world.wallet.database.reading() as session:
        return session.get_one(Consent, UUID(scene.consent)).uses


def _sweep(world: World, orphans: int) -> None:
    """An hour passes; what has no owner goes, everything else stays."""
    sweeper = Sweeper(world.wallet.database, world.wallet.objects)
    before, now = world.objects(), world.wallet.clock()
    assert sweeper.run_once(now=now) == 0
    assert sweeper.run_once(now=now + PATIENCE - timedelta(seconds=1)) == 0
    assert sweeper.run_once(now=now + PATIENCE) == orphans
    assert len(before) - len(world.objects()) == orphans


def _check_log(scene: Scene) -> None:
    """A wallet that was closed has published everything: its files alone prove it."""
    report = verified(scene)
    assert report.ok, report.problems
    assert report.size > 0


def _check_nothing_aside(store: Path) -> None:
    """A put that broke off leaves sealed bytes aside; the store clears them away a day later."""
    FolderStore(store, clock=lambda: time.time() + ASIDE_SECONDS + 60)
    assert list((store / ASIDE).iterdir()) == []
