"""How a visit wants its pages, found before any screen is drawn: what the citizen has chosen, else what this browser
was told (a cookie), else what it asks for (`Accept-Language`), else Vietnamese in ordinary letters.

The cookie says `en.large.easy`: language, size of the letters, `easy` or `full`. It holds nothing about anybody.
"""

from contextvars import ContextVar
from dataclasses import dataclass, replace

from babel import negotiate_locale
from fastapi import Request, Response

from wallet.identity.cookies import is_secure
from wallet.identity.dependencies import MaybeSignedIn, MaybeStanding
from wallet.identity.preferences import Language, Preferences, TypeSize, of_citizen
from wallet.pages import words
from wallet.pages.language import _, speak
from wallet.settings import Settings
from wallet.web.dependencies import AppSettings

MOST_LANGUAGES = 20
"""Of a header that somebody made up, no more are read."""

ONE_YEAR_SECONDS = 31_536_000
EASY, FULL = "easy", "full"


@dataclass(frozen=True, slots=True)
class Manner:
    """`here`: where the visitor is, for a button that changes the manner and leads back; empty: no such button.

    `csrf`: the session's token for that button; empty where nobody is signed in. `acting_for`: for whom the visitor
    acts, as they call them; empty: for nobody. `acting_as`: how to speak to the visitor then. `acting_ended`: they may
    not any more. `in_place`: the page is there already (htmx), and only what is in the middle of it is wanted.
    """

    language: Language = Language.VIETNAMESE
    type_size: TypeSize = TypeSize.NORMAL
    easy: bool = False
    here: str = ""
    csrf: str = ""
    acting_for: str = ""
    acting_as: str = ""
    acting_ended: bool = False
    in_place: bool = False

    @property
    def other_language(self) -> Language:
        return Language.VIETNAMESE if self.language is Language.ENGLISH else Language.ENGLISH


_manner: ContextVar[Manner | None] = ContextVar("manner", default=None)


def manner() -> Manner:
    """Of the visit that is being answered."""
    return _manner.get() or Manner()


def meet_at_error(request: Request, settings: Settings) -> None:
    """A page about an error never repeats where it was; an address without a screen has met nobody before."""
    met = _manner.get()
    if met is None:
        adopt(request, kept(request, settings))
    else:
        _manner.set(replace(met, here="/"))


async def meet(request: Request, person: MaybeSignedIn, standing: MaybeStanding, settings: AppSettings) -> None:
    """For the router of all screens."""
    chosen = of_citizen(person.citizen) if person and person.citizen else None
    csrf = person.session.csrf if person else ""
    adopt(request, chosen or kept(request, settings), here=_address(request), csrf=csrf)
    if request.headers.get("hx-request") == "true":
        _manner.set(replace(manner(), in_place=True))
    if standing is not None:
        name = standing.terms.owner if standing.terms else _("người nhờ")
        you = words.address(person.citizen.form_of_address) if person and person.citizen else ""
        _manner.set(replace(manner(), acting_for=name, acting_as=you, acting_ended=not standing.holds))


def adopt(request: Request, chosen: Preferences, *, here: str = "", csrf: str = "") -> None:
    """From here to the end of this call the pages follow what was chosen."""
    language = chosen.language or asked_for(request.headers.get("accept-language", ""))
    _manner.set(Manner(language, chosen.type_size, chosen.easy, here, csrf))
    speak(language)


def kept(request: Request, settings: Settings) -> Preferences:
    """What this browser was told; a cookie that we did not write says nothing."""
    language, _, rest = request.cookies.get(_cookie(settings), "").partition(".")
    type_size, _, pages = rest.partition(".")
    try:
        return Preferences(Language(language), TypeSize(type_size), pages == EASY)
    except ValueError:
        return Preferences()


def keep(response: Response, settings: Settings, wanted: Preferences) -> None:
    """Tell the browser, for this device and for the time before the next sign-in."""
    words = (wanted.language or Language.VIETNAMESE, wanted.type_size, EASY if wanted.easy else FULL)
    response.set_cookie(
        _cookie(settings),
        ".".join(words),
        max_age=ONE_YEAR_SECONDS,
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def asked_for(accept_language: str) -> Language:
    """The one of ours that stands first in the header (RFC 9110 section 12.5.4)."""
    ranges = [_range(part) for part in accept_language.split(",")[:MOST_LANGUAGES]]
    wanted = [tag for tag, weight in sorted(ranges, key=lambda one: -one[1]) if weight > 0]
    found = negotiate_locale(wanted, list(Language), sep="-", aliases={})
    return Language(found) if found else Language.VIETNAMESE


def _range(part: str) -> tuple[str, float]:
    """("en-GB", 0.8)"""
    tag, _, weight = part.partition(";q=")
    try:
        return tag.strip(), float(weight or 1)
    except ValueError:
        return tag.strip(), 0.0


def _address(request: Request) -> str:
    """Path and query; for a form that was sent, the page that it stood on has the same path."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query and request.method == "GET" else request.url.path


def _cookie(settings: Settings) -> str:
    """`__Host-`: no other host can set it (RFC 6265bis section 4.1.3.2); on a developer's http it cannot be had."""
    return "__Host-manner" if is_secure(settings) else "manner"
