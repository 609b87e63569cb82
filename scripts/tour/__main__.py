"""Plays the story of the demo in a folder of its own, walks through the pages as a visitor, and keeps the pictures."""

import argparse
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from scripts.story.neighbour import example_site, free_port
from scripts.story.people import sign_in_link
from scripts.story.play import AUDITOR, CITIZEN, DAUGHTER, OPERATOR, play
from scripts.story.server import Place, serving
from scripts.story.telling import Teller

CHECKOUT = Path(__file__).resolve().parents[2]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
COLOURS = 128
OPERATORS = {
    "/viec-phai-lam": "van-hanh-viec",
    "/van-hanh/he-thong": "van-hanh-he-thong",
    "/van-hanh/suc-khoe": "van-hanh",
}


class Photographer:
    """Keeps what a page shows in `out`, in few colours: the pages have few."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def keep(self, page: Page, name: str) -> None:
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        picture.quantize(COLOURS).save(self._out / f"{name}.png", optimize=True)
        print(f"tour: {name}.png")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.tour")
    parser.add_argument(
        "--out", type=Path, default=CHECKOUT / "docs" / "tour", metavar="DIR", help="default: %(default)s"
    )
    out: Path = parser.parse_args(arguments).out
    chromium = shutil.which("chromium")
    if chromium is None:
        print("tour: no chromium here. To take the pictures: apt-get install chromium", file=sys.stderr)
        return 2
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Place(Path(folder) / "data", free_port(), site_port=free_port())
        place.check(with_site=True)
        with serving(place):
            play(place, Teller(io.StringIO()))
            with example_site(place) as site:
                browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
                _walk(browser, place, site, Photographer(out))
                browser.close()
    return 0


def _walk(browser: Browser, place: Place, site: str, photographer: Photographer) -> None:
    with _visitor(browser, PHONE, sign_in_link(place, CITIZEN)) as page:
        _citizen(page, place, photographer)
        _filling(page, site, photographer)
    with _visitor(browser, PHONE, sign_in_link(place, DAUGHTER)) as page:
        page.goto(f"{place.address}/lam-thay")
        photographer.keep(page, "lam-thay")
    with _visitor(browser, DESK, sign_in_link(place, AUDITOR)) as page:
        _auditor(page, place, photographer)
    with _visitor(browser, DESK, sign_in_link(place, OPERATOR)) as page:
        for path, name in OPERATORS.items():
            page.goto(place.address + path)
            photographer.keep(page, name)


def _citizen(page: Page, place: Place, photographer: Photographer) -> None:
    photographer.keep(page, "trang-dau")
    page.get_by_role("link", name="câu hỏi cần trả lời").click()
    photographer.keep(page, "cau-hoi")
    for name in ("giay-to", "ai-da-xem", "quy-tac"):
        page.goto(f"{place.address}/{name}")
        photographer.keep(page, name)


def _auditor(page: Page, place: Place, photographer: Photographer) -> None:
    page.goto(f"{place.address}/kiem-tra?viec=release&vu=VU-1")
    photographer.keep(page, "kiem-tra")
    page.locator("tbody th a").first.click()
    page.get_by_label("Lý do").fill("Đơn khiếu nại mẫu số 12")
    page.get_by_role("button", name="Mở").click()
    photographer.keep(page, "kiem-tra-mo")
    page.goto(f"{place.address}/kiem-tra/tong-quan")
    photographer.keep(page, "kiem-tra-tong-quan")


def _filling(page: Page, site: str, photographer: Photographer) -> None:
    page.goto(site)
    photographer.keep(page, "dung-vi-truoc")
    page.get_by_role("button", name="Dùng ví").click()
    photographer.keep(page, "dung-vi-hoi")
    page.get_by_role("button", name="Đồng ý cho xem").click()
    page.get_by_role("link", name="Trở lại trang").click()
    photographer.keep(page, "dung-vi-sau")


@contextmanager
def _visitor(browser: Browser, size: ViewportSize, link: str) -> Iterator[Page]:
    """Signed in by the link and its button; without JavaScript, which no page needs."""
    context = browser.new_context(viewport=size, locale="vi-VN", java_script_enabled=False, device_scale_factor=1.5)
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Vào ví").click()
    yield page
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
