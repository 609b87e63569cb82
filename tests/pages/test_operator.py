"""The operator's page: which catalogue is in force, and what is wrong with a folder that was refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogue.province import CODE, SLIP, write
from tests.pages.browser import Browser
from tests.world import World, open_world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "tinh-mau"
    made.mkdir()
    return made


@pytest.fixture
def world(tmp_path: Path, folder: Path) -> Iterator[World]:
    with open_world(tmp_path / "data", province_dir=folder) as opened:
        yield opened


@pytest.fixture
def operator(world: World) -> Iterator[Browser]:
    browser = Browser(world.url)
    browser.enter(kind="operator", login="operator.mau")
    yield browser
    browser.close()


def test_it_says_which_catalogue_is_in_force(world: World, operator: Browser) -> None:
    page = operator.open("/van-hanh")
    assert world.wallet.shelf.catalogue.version in page.text
    assert f"{len(world.wallet.shelf.catalogue.procedures)} thủ tục" in page.text


def test_one_button_brings_a_new_procedure_into_force(world: World, operator: Browser, folder: Path) -> None:
    page = operator.open("/van-hanh")
    write(folder)

    page = operator.press(page, "Đọc lại danh mục")

    assert page.url.endswith("/van-hanh")
    assert CODE in world.wallet.shelf.catalogue.procedures
    assert world.wallet.shelf.catalogue.version in page.text


def test_a_broken_folder_is_told_by_file_and_line_until_it_is_mended(operator: Browser, folder: Path) -> None:
    write(folder, SLIP)
    refused = operator.press(operator.open("/van-hanh"), "Đọc lại danh mục")
    later = operator.open("/van-hanh")

    assert (refused.status, later.status) == (422, 200)
    for page in (refused, later):
        assert "Danh mục cũ vẫn có hiệu lực" in page.text
        assert f"tinh-mau/procedures/{CODE}.yaml, dòng 16: chưa có loại giấy nào tên 'giay_khai_sin'" in page.text
    write(folder)
    assert "Danh mục mới có lỗi" not in operator.press(later, "Đọc lại danh mục").text


def test_nobody_else_may_press_it(world: World) -> None:
    for who in ({"kind": "citizen", "id_number": "000161000017"}, {"kind": "auditor", "login": "auditor.mau"}):
        browser = Browser(world.url)
        browser.enter(**who)
        assert browser.open("/van-hanh").status == 403
        browser.close()
