"""How a visit wants its pages, found before any screen is drawn: what the citizen has chosen, else what this browser
was told (cookie), else what it asks for (`Accept-Language`), else Vietnamese."""

from babel import negotiate_locale
from fastapi import Request

from wallet.identity.preferences import Language
from wallet.pages.language import speak

MOST_LANGUAGES = 20
"""Of a header that somebody made up, no more are read."""


def asked_for(accept_language: str) -> Language:
    """The one of ours that stands first in the header (RFC 9110 section 12.5.4)."""
    ranges = [_range(part) for part in accept_language.split(",")[:MOST_LANGUAGES]]
    wanted = [tag for tag, weight in sorted(ranges, key=lambda one: -one[1]) if weight > 0]
    found = negotiate_locale(wanted, list(Language), sep="-", aliases={})
    return Language(found) if found else Language.VIETNAMESE


async def meet(request: Request) -> None:
    """For the router of all screens: from here on the pages speak as this visit wants."""
    speak(language_of(request))


def language_of(request: Request) -> Language:
    return asked_for(request.headers.get("accept-language", ""))


def _range(part: str) -> tuple[str, float]:
    """("en-GB", 0.8)"""
    tag, _, weight = part.partition(";q=")
    try:
        return tag.strip(), float(weight or 1)
    except ValueError:
        return tag.strip(), 0.0
