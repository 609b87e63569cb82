"""What the design promises in numbers: text at 7:1 in both schemes, 14 kB of style, a first page under 100 kB, nothing
from elsewhere, no script, no inline style."""

import hashlib
import re
from itertools import pairwise

import pytest

from tests.pages.browser import Browser, Page, tags
from wallet.pages.assets import FOLDER

STYLE = (FOLDER / "wallet.css").read_text()
LIGHT, DARK = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
TEXT_CONTRAST, SHAPE_CONTRAST = 7.0, 3.0
TEXT_PAIRS = [
    *((text, "paper") for text in ("ink", "soft", "brand", "ok", "warn", "bad")),
    *((text, "ground") for text in ("ink", "soft", "brand", "ok", "warn")),
    *((text, "notice") for text in ("ink", "soft")),
    ("on-brand", "brand"),
    ("on-bar", "bar"),
    ("on-refuse", "refuse"),
]
SHAPES = ["edge", "notice-line", "civil", "residence", "road", "health", "school", "land", "business", "identity"]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("text", "behind"), TEXT_PAIRS)
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out(scheme: str, text: str, behind: str) -> None:
    assert contrast(tokens(scheme)[text], tokens(scheme)[behind]) >= TEXT_CONTRAST


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_and_frames_can_be_seen(scheme: str, shape: str) -> None:
    assert contrast(tokens(scheme)[shape], tokens(scheme)["paper"]) >= SHAPE_CONTRAST


def test_both_schemes_name_the_same_roles() -> None:
    assert tokens(LIGHT).keys() == tokens(DARK).keys()


def test_colours_stand_in_the_tokens_only() -> None:
    elsewhere = STYLE.replace(LIGHT, "").replace(DARK, "").partition("@media print")[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", elsewhere) == []


def test_every_token_that_is_used_exists_and_the_other_way_round() -> None:
    assert set(re.findall(r"var\(--([a-z-]+)\)", STYLE)) == set(tokens(LIGHT))


def test_the_style_is_small() -> None:
    assert len(STYLE.encode()) <= 14 * 1024


def test_no_text_is_smaller_than_16_pixels_but_hashes_and_captions() -> None:
    sizes = sorted({float(size) for size in re.findall(r"font-size: ?([\d.]+)rem", STYLE)})
    assert sizes[0] * 19 >= 15.2
    assert all(one < other for one, other in pairwise(sizes))


def test_the_first_page_weighs_less_than_100_kilobytes(citizen: Browser) -> None:
    page = citizen.open("/")
    addresses = {told["href"] for told in tags(page, "link")}
    addresses |= {told["href"].partition("#")[0] for told in tags(page, "use")}
    style = next(address for address in addresses if address.endswith(".css"))
    fonts = {f"{style.rpartition('/')[0]}/{font}" for font in re.findall(r'url\("([^"]+)"\)', STYLE)}
    answers = [citizen.get(address) for address in addresses | fonts]
    assert {answer.status_code for answer in answers} == {200}
    assert sum(len(answer.content) for answer in answers) + len(page.source.encode()) < 100_000


def test_static_files_may_be_kept_for_a_year(citizen: Browser) -> None:
    (style,) = [told["href"] for told in tags(citizen.open("/"), "link") if told["rel"] == "stylesheet"]
    answer = citizen.get(style)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"].startswith("text/css")


SCRIPTS: dict[str, list[str]] = {
    "/": [],
    "/giay-to": [],
    "/them-giay": [],
    "/ai-da-xem": ["htmx.min.js", "inplace.js"],
    "/da-cho-phep": [],
    "/them-giay?loai=gplx": ["draft.js", "upload.js"],
}
"""What a page loads beside its style: a file of ours, and only where it has something to do."""


@pytest.mark.parametrize("path", SCRIPTS)
def test_a_page_needs_nobody_else_and_runs_only_what_it_has_work_for(citizen: Browser, path: str) -> None:
    page = citizen.open(path)
    assert [told["src"].rpartition("/")[2] for told in tags(page, "script")] == SCRIPTS[path]
    assert re.findall(r"<script[^>]*>[^<]|<style|\bon[a-z]+=", page.source) == []
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page.source)
    assert_reads_well(page)


def assert_reads_well(page: Page) -> None:
    """One main, one h1, the language, a label for each box, and no id twice."""
    assert page.count("main") == page.count("h1") == 1
    assert next(tags(page, "html"))["lang"] == "vi"
    ids = [told["id"] for _, told in page.elements if "id" in told]
    assert len(ids) == len(set(ids))
    labelled = {told.get("for") for told in tags(page, "label")}
    boxes = [
        told
        for tag in ("input", "select")
        for told in tags(page, tag)
        if told.get("type") not in {"hidden", "checkbox"}
    ]
    assert {told.get("id") for told in boxes} <= labelled


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_htmx_is_the_one_that_npm_gives() -> None:
    """htmx.org 2.0.11, dist/htmx.min.js, of the archive whose integrity npm states as sha512-Thx/WtpeOQqSrqBC…"""
    digest = hashlib.sha256((FOLDER / "htmx.min.js").read_bytes()).hexdigest()
    assert digest == "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
    assert "Zero-Clause BSD" in (FOLDER / "htmx-licence.txt").read_text()


def test_in_place_the_same_page_comes_without_what_is_there_already(citizen: Browser) -> None:
    whole = citizen.open("/ai-da-xem")
    answer = citizen.get("/ai-da-xem", headers={"HX-Request": "true"})
    assert re.findall(r"<(?:html|head|header|footer|link|script)\b", answer.text) == []
    assert answer.text.count("<main") == 1
    assert re.findall("<h1>.*</h1>", answer.text) == re.findall("<h1>.*</h1>", whole.source)
    assert re.findall("<title>.*</title>", answer.text) == re.findall("<title>.*</title>", whole.source)
