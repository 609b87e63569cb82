"""Every route × every kind of caller × own, foreign and absent objects; `ownership.yaml` says what each must get.

The rows are generated from the app's own route table: a new route fails until somebody has said who may use it.
"""

from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.architecture.scenes import OWNED, Cast, Scene, cast_of, routes_of, scene_of
from tests.world import MAI, World, answered
from wallet.app import create_app
from wallet.settings import Environment, Settings

TABLE: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("ownership.yaml").read_text())["routes"]
NEVER_THE_SAME = {"date", "x-request-id"}
STRANGERS = ("other citizen", "other service")


@pytest.fixture(scope="module")
def cast(world: World) -> Cast:
    return cast_of(world)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    settings = Settings(environment=Environment.DEVELOPMENT, development_sign_in=True)
    assert sorted(TABLE) == routes_of(create_app(settings))


@pytest.mark.parametrize("route", sorted(TABLE))
def test_each_caller_gets_what_is_theirs_and_learns_nothing_else(cast: Cast, route: str) -> None:
    scene = scene_of(cast, route)
    row = TABLE[route]
    owner = cast.owner(route)
    for name, caller in scene.cast.callers().items():
        if not _names_an_object(scene):
            assert (name, scene.request(caller).status_code) == (name, row[name])
        elif name != owner:
            existing, absent = scene.request(caller), scene.request(caller, scene.absent())
            assert (name, existing.status_code) == (name, row[name])
            assert _without_its_id(existing) == _without_its_id(absent)
    if _names_an_object(scene):
        callers = scene.cast.callers()
        assert scene.request(callers[owner], scene.absent()).status_code == row["absent"]
        assert scene.request(callers[owner]).status_code == row[owner]


@pytest.mark.parametrize("route", [route for route, row in sorted(TABLE.items()) if row.get("noted")])
def test_a_strangers_attempt_on_a_record_stands_in_its_owners_log(cast: Cast, route: str) -> None:
    scene = scene_of(cast, route)
    known = cast.world.mark(MAI)
    (stranger,) = (name for name in STRANGERS if TABLE[route][name] == 404)
    answered(scene.request(cast.callers()[stranger]), 404)
    (entry,) = cast.world.since(MAI, known)
    assert entry.outcome == "denied"
    assert entry.groups["actor"]["kind"] == stranger.removeprefix("other ")
    if "record_id" in scene.ids:
        assert [touched["record"] for touched in entry.groups["object"]["records"]] == [scene.ids["record_id"]]
    else:
        assert entry.operation == "auth.denied"
        assert entry.groups["context"]["route"] == route.partition(" ")[2]


def _names_an_object(scene: Scene) -> bool:
    return any(name in OWNED for name in scene.ids)


def _without_its_id(answer: requests.Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in answer.headers.lower_items() if name not in NEVER_THE_SAME}
    return answer.status_code, answer.content.replace(answer.headers["X-Request-Id"].encode(), b""), headers
