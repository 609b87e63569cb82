"""axe-core on a page: what it finds with every fold open, text at 7:1 included, in light and in dark, in easy mode too.

In dark other colours apply, in easy mode larger letters: the rules about these are asked once more, of both together.
"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
RUN = """async (options) => (await axe.run(document, options)).violations
    .map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`)"""
"""What is right on a page is much, and stays there."""
OPEN_EVERY_FOLD = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
SEVEN_TO_ONE: dict[str, Any] = {"rules": {"color-contrast-enhanced": {"enabled": True}}}
EASY = "document.documentElement.classList.add('easy')"
OF_LOOKS: dict[str, Any] = {"runOnly": ["color-contrast", "color-contrast-enhanced", "scrollable-region-focusable"]}


def violations(page: Page, url: str | None = None, *, expected: int | None = None) -> list[str]:
    """`url` None: of the page as it is; `expected`: the status that it comes with."""
    if url is not None:
        page.emulate_media(color_scheme="light")
        answer = page.goto(url)
        assert expected is None or (answer is not None and answer.status == expected), url
    page.evaluate(OPEN_EVERY_FOLD)
    found = _found(page, SEVEN_TO_ONE)
    page.emulate_media(color_scheme="dark")
    page.evaluate(EASY)
    return [*found, *(f"dark and easy: {one}" for one in _found(page, OF_LOOKS))]


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    """Kind and first place of each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, options | {"resultTypes": ["violations"]})
    return found
