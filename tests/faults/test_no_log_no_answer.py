"""No log, no answer: while the access log takes no entry, no value leaves the wallet and nothing of anybody's changes.

The column `stopped` of `tests/architecture/ownership.yaml` says what the owner gets; 503 wherever a value is at stake.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlmodel import col, select

from tests.architecture.scenes import Cast, Scene, cast_of, routes_of, scene_of
from tests.architecture.test_ownership import TABLE
from tests.papers import PDF
from tests.world import NAME, Caller, World, answered, open_world, record
from tests.zalo import connected
from wallet.consents.models import Consent
from wallet.ledger.head import raise_alarm
from wallet.ledger.log import LOOK_EVERY_SECONDS
from wallet.records.models import Record, SealedObjectRow
from wallet.records.sweeping import PATIENCE, Sweeper
from wallet.records.uploads.models import UploadPiece

VALUES = [NAME.encode(), b"1957-08-03", b"03/08/1957", PDF]


@dataclass(frozen=True)
class Stopped:
    """A wallet with something to lose on every route, whose log has then met an alarm."""

    world: World
    cast: Cast
    scenes: dict[str, Scene]


@pytest.fixture
def stopped(kept_database_url: str, tmp_path: Path, zalo: str) -> Iterator[Stopped]:
    with open_world(tmp_path, kept_database_url, **connected(zalo)) as world:
        cast = cast_of(world)
        scenes = {route: scene_of(cast, route) for route in routes_of(world.app)}
        raise_alarm(world.wallet.database, world.wallet.log.origin, "a test stops the log")
        time.sleep(LOOK_EVERY_SECONDS)
        yield Stopped(world, cast, scenes)


def test_nothing_leaves_and_nothing_changes_while_the_log_is_stopped(stopped: Stopped) -> None:
    """One test for all routes: what they need is made once, and takes longer than asking all of them."""
    before = _state(stopped.world)
    wrong = {}
    for route, scene in stopped.scenes.items():
        answer = scene.request(_entitled(scene))
        found = list(_wrong_with(answer, TABLE[route]["stopped"]))
        if answer.status_code == 503 and _state(stopped.world) != before:
            found.append("something was changed")
            before = _state(stopped.world)
        if found:
            wrong[route] = found
    assert wrong == {}
    _check_sealed_in_vain_is_cleared_away(stopped)


def _wrong_with(answer: requests.Response, expected: int) -> Iterator[str]:
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}"
    if any(value in answer.content for value in VALUES):
        yield "it shows a value"
    if answer.status_code == 503 and answer.headers["Content-Type"] == "application/problem+json":
        if answer.json()["code"] != "log-stopped":
            yield f"its code is {answer.json()['code']}"
        if int(answer.headers["Retry-After"]) <= 0:
            yield "it does not say when to come again"


def _check_sealed_in_vain_is_cleared_away(stopped: Stopped) -> None:
    """A deposit seals before its entry is refused; the sweeper finds what nobody owns."""
    world, now = stopped.world, stopped.world.wallet.clock()
    citizen, described = stopped.cast.citizen, record(None)
    answered(citizen.post("/v1/me/records", json=described), 503)
    sweeper = Sweeper(world.wallet.database, world.wallet.objects)
    sweeper.run_once(now=now)
    sweeper.run_once(now=now + PATIENCE)
    with world.wallet.database.reading() as session:
        owned = set(session.exec(select(SealedObjectRow.store_key)).all())
        owned |= set(session.exec(select(UploadPiece.store_key)).all())
    assert world.objects() <= owned


def test_the_values_would_have_been_seen(tmp_path: Path) -> None:
    """The same requests on a wallet that is well do show them."""
    with open_world(tmp_path) as well:
        cast = cast_of(well)
        for route in ("GET /v1/me/records/{record_id}", "GET /giay-to/{record_id}", "GET /giay-to/{record_id}/tep"):
            answer = scene_of(cast, route).request(cast.citizen)
            assert [value for value in VALUES if value in answer.content]


def _entitled(scene: Scene) -> Caller:
    """The first caller whom the route would serve; the owner, where it serves nobody without more than a path."""
    owner = scene.cast.owner(scene.route)
    callers = scene.cast.callers()
    row = TABLE[scene.route]
    order = (owner, "citizen", "service", "auditor", "operator", "nobody")
    return callers[next((name for name in order if row[name] <= 400), owner)]


def _state(world: World) -> Any:
    with world.wallet.database.reading() as session:
        records = session.exec(select(Record.id, Record.status, Record.version).order_by(col(Record.id))).all()
        consents = session.exec(select(Consent.id, Consent.state, Consent.uses).order_by(col(Consent.id))).all()
    return records, consents
