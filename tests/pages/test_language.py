"""The language of a visit: what the browser asks for first among ours; Vietnamese otherwise."""

import pytest

from tests.pages.browser import Browser, tags
from wallet.identity.preferences import Language
from wallet.pages.language import Later, _, _n, later, speak
from wallet.pages.manner import asked_for


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.5, vi;q=0.7", "vi"),
        ("fr, en;q=0.3", "en"),
        ("fr", "vi"),
        ("en;q=0", "vi"),
        ("en;q=much", "vi"),
        (";;q=,,*;q=1", "vi"),
    ],
)
def test_a_browser_is_answered_in_the_first_of_its_languages_that_we_speak(header: str, language: str) -> None:
    assert asked_for(header) is Language(language)


@pytest.mark.parametrize(("asked", "said"), [("vi", "Quay lại"), ("en", "Back")])
def test_a_page_says_which_language_it_is_in(citizen: Browser, asked: str, said: str) -> None:
    citizen.http.headers["Accept-Language"] = asked
    page = citizen.open("/giay-to")
    assert next(tags(page, "html"))["lang"] == page.headers["Content-Language"] == asked
    assert page.link(said) == "/"


def test_a_sentence_of_a_module_waits_for_its_visit() -> None:
    waiting = later("Quay lại")
    assert (isinstance(waiting, Later), str(waiting), _("Quay lại")) == (True, "Quay lại", "Quay lại")
    speak(Language.ENGLISH)
    try:
        assert (str(waiting), _("Quay lại")) == ("Back", "Back")
    finally:
        speak(Language.VIETNAMESE)


def test_a_sentence_keeps_its_places_in_either_language() -> None:
    assert _n("%(num)s giấy", 3) == "3 giấy"
