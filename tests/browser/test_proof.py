"""The citizen's own browser proves that the list is whole, and notices any line that is not there."""

import copy
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from tests.ledger.parts import ORIGIN
from tests.ledger.rotated import CHANGES, Rotated, rotated
from tests.world import MAI, World, answered, open_world, wait_until
from wallet.cli import app
from wallet.ledger.header import base64url
from wallet.ledger.mine import check_bundle
from wallet.pages.assets import asset

pytestmark = pytest.mark.browser

COUNT = 17
CHECK = """async ([script, bundle]) => {
    const { check } = await import(script);
    try { return await check(bundle); } catch (error) { return `${error.constructor.name}: ${error.message}`; }
}"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A wallet in which bà Mai has 17 entries, and the directory of the hour says so."""
    with open_world(tmp_path_factory.mktemp("proof")) as world:
        owner = world.citizen(MAI)
        while len(world.history(MAI)) < COUNT:
            answered(owner.get("/v1/me/records"), 200)
        wait_until(lambda: all(one.index is not None for one in world.history(MAI)))
        world.wallet.housekeeper.run_once()
        yield world


@pytest.fixture(scope="module")
def bundle(world: World) -> dict[str, Any]:
    """As the browser gets it, once the directory is under a checkpoint."""
    found: dict[str, Any] = {}
    owner = world.citizen(MAI)

    def has_directory() -> bool:
        found.update(answered(owner.get("/v1/me/access-log/bundle?form=json"), 200).json())
        time.sleep(0.2)
        return found["directory"] is not None

    wait_until(has_directory)
    return found


@pytest.fixture(scope="module")
def page(chromium: Browser, world: World) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    wanted = {"kind": "citizen", "id_number": MAI, "form_of_address": "bà"}
    page.goto(world.url + world.nobody().post("/v1/development/tickets", json=wanted).json()["path"])
    page.get_by_role("button", name="Vào ví").click()
    page.goto(world.url + "/ai-da-xem")
    page.get_by_text("Làm sao biết danh sách này đầy đủ?").click()
    page.get_by_role("link", name="Tự kiểm tra và giữ bằng chứng").click()
    yield page
    context.close()


def test_the_page_says_how_many_there_are_and_that_there_are_no_others(bundle: dict[str, Any], page: Page) -> None:
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.get_by_role("button", name="Kiểm tra trên máy này").click()
    expect(page.get_by_role("status").filter(has_text="Đúng")).to_contain_text(f"Đúng {COUNT} dòng đến", timeout=20_000)
    expect(page.get_by_role("status").filter(has_text="Đúng")).to_contain_text("không có dòng nào khác")
    expect(page.get_by_role("link", name="Tải tệp bằng chứng về")).to_be_visible()
    assert troubles == [], "the content security policy allows all of it"


def test_the_browser_and_the_command_say_the_same(bundle: dict[str, Any], page: Page) -> None:
    said = page.evaluate(CHECK, [asset("proof.js"), bundle])
    found = check_bundle(bundle)
    assert found.faults == ()
    assert found.proved == COUNT
    assert said == {
        "until": found.until,
        "proved": found.proved,
        "entries": found.entries,
        "since": found.since,
    }


def test_the_file_that_is_offered_comes_in_pieces_and_the_command_reads_it(
    world: World, bundle: dict[str, Any], tmp_path: Path
) -> None:
    """Nobody has put it together before it leaves: its length is not known."""
    file = answered(world.citizen(MAI).get("/v1/me/access-log/bundle"), 200)
    path = tmp_path / "bundle.zip"
    path.write_bytes(file.content)
    done = CliRunner().invoke(app, ["audit", "mine", str(path), "--vkey", bundle["logs"][bundle["origin"]]["vkey"]])
    assert "Content-Length" not in file.headers
    assert (done.exit_code, f"Exactly these {COUNT} until" in done.stdout) == (0, True)


@pytest.mark.parametrize("n", range(1, COUNT + 1))
def test_any_one_left_out_is_missed(bundle: dict[str, Any], page: Page, n: int) -> None:
    less = copy.deepcopy(bundle)
    del less["entries"][n - 1]
    for number, entry in enumerate(less["entries"], 1):
        entry["n"] = number
    assert str(page.evaluate(CHECK, [asset("proof.js"), less])).startswith("Wrong: ")


def test_the_newest_hidden_is_missed(bundle: dict[str, Any], page: Page) -> None:
    less = copy.deepcopy(bundle)
    less["entries"] = less["entries"][: COUNT - 1]
    assert page.evaluate(CHECK, [asset("proof.js"), less]) == "Wrong: directory count"


@pytest.mark.parametrize("forged", ["signature", "content", "log_key", "header"])
def test_what_is_forged_is_noticed(bundle: dict[str, Any], page: Page, forged: str) -> None:
    bent = copy.deepcopy(bundle)
    shown, entry = bent["logs"][bent["origin"]], bent["entries"][4]
    match forged:
        case "signature":
            shown["checkpoint"] = shown["checkpoint"].replace("\n\n", "0\n\n", 1)
        case "content":
            entry["groups"]["actor"]["content"] = entry["groups"]["actor"]["content"].replace("citizen", "service", 1)
        case "log_key":
            bent["log_key"] = base64url(bytes(32))
        case _:
            entry["header"] = entry["header"].replace('"v":1', '"v":2')
    assert str(page.evaluate(CHECK, [asset("proof.js"), bent])).startswith("Wrong: ")


@pytest.fixture(scope="module")
def rotations(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Rotated:
    return rotated(tmp_path_factory.mktemp("rotated"), migrated_sqlite)


def test_across_two_logs_the_browser_and_the_command_say_the_same(rotations: Rotated, page: Page) -> None:
    for bundle in (rotations.unclosed, rotations.just_closed, rotations.gone_on, rotations.whole):
        found = check_bundle(bundle)
        said = page.evaluate(CHECK, [asset("proof.js"), bundle])
        assert found.faults == ()
        assert (said["until"], said["proved"], said["since"]) == (found.until, found.proved, found.since)


@pytest.mark.parametrize("change", CHANGES, ids=range(len(CHANGES)))
def test_whatever_is_changed_about_the_logs_is_noticed(
    rotations: Rotated, page: Page, change: Callable[[dict[str, Any]], Any]
) -> None:
    bent = copy.deepcopy(rotations.whole)
    change(bent)
    assert str(page.evaluate(CHECK, [asset("proof.js"), bent])).startswith("Wrong: ")


def test_the_closed_log_has_no_other_head(rotations: Rotated, page: Page) -> None:
    bent = copy.deepcopy(rotations.just_closed)
    bent["logs"][ORIGIN]["checkpoint"] = rotations.older_head()
    bent["entries"].pop()
    assert page.evaluate(CHECK, [asset("proof.js"), bent]) == "Wrong: rotation head"
