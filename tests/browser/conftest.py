"""A chromium, a wallet with something in it, and a phone on which somebody is signed in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, sync_playwright

from tests.desks import open_desks
from tests.world import MAI, NAME, World, open_world

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
TWICE_THE_TYPE = "--blink-settings=defaultFontSize=32"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
ADDRESS = {"text": "Số 1 đường Thử Nghiệm, xã Mẫu, tỉnh Thử", "scheme": "2025"}
RESIDENCE = {"person.full_name": NAME, "person.dob": "1961-04-12", "residence.permanent": ADDRESS}


@dataclass(frozen=True)
class Story:
    """A wallet in the middle of its life: papers, a question that waits, one that was answered and used."""

    world: World
    record: str
    waiting: str
    answered: str
    dossier: str


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Not for longer than a module: while it lives, nothing else of this process can run an event loop here."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def chromium_with_large_type(playwright: Playwright) -> Iterator[Browser]:
    """As somebody has it who set their type to twice the usual size."""
    browser = launch(playwright, TWICE_THE_TYPE)
    yield browser
    browser.close()


def launch(playwright: Playwright, *more: str) -> Browser:
    path = shutil.which("chromium")
    assert path, "these tests need chromium: apt-get install chromium"
    return playwright.chromium.launch(executable_path=path, args=[*FLAGS, *more])


@pytest.fixture
def story(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Story]:
    """For tests that change something in it."""
    with telling(tmp_path, migrated_sqlite) as told:
        yield told


@pytest.fixture(scope="module")
def kept_story(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Story]:
    """For tests that only look."""
    with telling(tmp_path_factory.mktemp("story"), migrated_sqlite) as told:
        yield told


@contextmanager
def telling(folder: Path, migrated_sqlite: Path) -> Iterator[Story]:
    """On one database: tests/pages asks for each page on both, and a browser sees none of it."""
    shutil.copy(migrated_sqlite, folder / "wallet.db")
    with open_world(folder, f"sqlite:///{folder / 'wallet.db'}") as world:
        invite(world)
        owner = world.citizen(MAI)
        service = world.service("cong-an-mau", "Công an xã Mẫu")
        service.deposit(MAI)
        record = service.deposit(MAI, type="xac_nhan_cu_tru_ct07", values=RESIDENCE, as_of="2020-03-15")
        dossier, answered = world.agreed_dossier(service, owner, MAI)
        service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": answered})
        exchange = service.open_dossier(MAI, "3.000347")
        asked = {"person.full_name": "required", "residence.permanent": "required", "person.dob": "optional"}
        waiting = service.ask_consent(exchange, attributes=asked, documents={"gplx": "optional"})
        yield Story(world, record, waiting, answered, exchange)


def phone(chromium: Browser, story: Story, *, owner: str = MAI, **options: Any) -> Iterator[Page]:
    """A page of a phone without JavaScript, signed in as bà, at the first page."""
    settings: dict[str, Any] = {"viewport": PHONE, "java_script_enabled": False, "locale": "vi-VN", **options}
    context = chromium.new_context(**settings)
    page = context.new_page()
    page.goto(story.world.url + invite(story.world, owner))
    page.locator("main form button").click()
    yield page
    context.close()


@pytest.fixture(scope="session")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all tests of desks: what is done there adds lines and takes nothing away."""
    with open_desks(tmp_path_factory.mktemp("desks")) as world:
        yield world


def at_desk(chromium: Browser, world: World, kind: str, *, login: str = "", **options: Any) -> Iterator[Page]:
    """A page without JavaScript on which an auditor or an operator is signed in."""
    settings: dict[str, Any] = {"viewport": DESK, "java_script_enabled": False, "locale": "vi-VN", **options}
    context = chromium.new_context(**settings)
    page = context.new_page()
    page.goto(world.url + door(world, kind, login or f"{kind}.mau"))
    page.locator("main button").first.click()
    yield page
    context.close()


def door(world: World, kind: str, login: str) -> str:
    """The path of a sign-in link for an auditor or an operator."""
    wanted = {"kind": kind, "login": login}
    return str(world.nobody().post("/v1/development/tickets", json=wanted).json()["path"])


def invite(world: World, owner: str = MAI) -> str:
    """The path of a sign-in link for somebody, by default the story's citizen, who is spoken to as bà."""
    wanted = {"kind": "citizen", "id_number": owner, "form_of_address": "bà"}
    return str(world.nobody().post("/v1/development/tickets", json=wanted).json()["path"])


@pytest.fixture
def page(chromium: Browser, story: Story) -> Iterator[Page]:
    yield from phone(chromium, story)


@pytest.fixture
def kept_page(chromium: Browser, kept_story: Story) -> Iterator[Page]:
    yield from phone(chromium, kept_story)
