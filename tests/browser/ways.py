"""How somebody comes to the wallet: in which language, on which screen, with or without JavaScript, by which hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.hands import Hand
from wallet.identity.preferences import Language
from wallet.pages.language import speak, spoken

VI, EN = Language.VIETNAMESE, Language.ENGLISH


@dataclass(frozen=True)
class Way:
    language: Language
    screen: ViewportSize
    javascript: bool
    hand: Callable[[Page], Hand]


@contextmanager
def on(chromium: Browser, way: Way) -> Iterator[Page]:
    """An empty page; meanwhile `_` speaks the language of the way."""
    context = chromium.new_context(
        viewport=way.screen,
        java_script_enabled=way.javascript,
        locale="vi-VN" if way.language is VI else "en-GB",
    )
    before = spoken()
    speak(way.language)
    try:
        yield context.new_page()
    finally:
        speak(before)
        context.close()
