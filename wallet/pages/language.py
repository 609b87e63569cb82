"""The words of the pages in the language of the visit. Vietnamese is written in the code and is the key; the English
stands in `locales/`, which `python -m scripts.translations` keeps in step and a test compares with the code.

    _("Đã xóa")                              in the language of this visit
    _("%(who)s đã hỏi", who=organisation)    with named places; a percent sign is written %%
    _n("%(num)s giấy", 3)                    where English has to count
    later("Hộ tịch")                         at module level: becomes words when it is shown

Templates have `_`, `_n` and `{% trans %}`. Labels that carry both languages already, of the catalogue and of the other
rooms, go through `label`.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from policies.catalogue import Label
from wallet.identity.preferences import Language

LOCALES = Path(__file__).parent / "locales"

NAMES = {Language.VIETNAMESE: "Tiếng Việt", Language.ENGLISH: "English"}
"""Each in its own words, for its own readers."""

_spoken: ContextVar[Language] = ContextVar("spoken", default=Language.VIETNAMESE)


class Bilingual(Protocol):
    """How the other rooms carry their sentences."""

    @property
    def label_vi(self) -> str: ...

    @property
    def label_en(self) -> str: ...


class Refusal(Protocol):
    """An error of the wallet, or the problem made of it."""

    @property
    def title_vi(self) -> str: ...

    @property
    def title_en(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Later:
    """A sentence that waits for its visit."""

    text: str

    def __str__(self) -> str:
        return _(self.text)

    def said(self, **shown: Any) -> str:
        """With its places filled."""
        return _(self.text, **shown)


def speak(language: Language) -> None:
    """From here to the end of this call, in this language."""
    _spoken.set(language)


def spoken() -> Language:
    return _spoken.get()


def _(text: str, **shown: Any) -> str:
    return gettext(text) % shown


def _n(text: str, num: int, **shown: Any) -> str:
    """`text` names its number `%(num)s`; Vietnamese has one form for every number."""
    return ngettext(text, text, num) % {"num": num, **shown}


def later(text: str) -> Later:
    return Later(text)


def label(named: Label | Bilingual) -> str:
    """The words of something that has them in both languages."""
    if isinstance(named, Label):
        return named.vi if spoken() is Language.VIETNAMESE else named.en
    return named.label_vi if spoken() is Language.VIETNAMESE else named.label_en


def title(refusal: Refusal) -> str:
    """What an error says to people."""
    return refusal.title_vi if spoken() is Language.VIETNAMESE else refusal.title_en


def gettext(text: str) -> str:
    return _translations(spoken()).gettext(text)


def ngettext(text: str, plural: str, num: int) -> str:
    return _translations(spoken()).ngettext(text, plural, num)


def catalogue_file(language: Language) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


@cache
def _translations(language: Language) -> NullTranslations:
    """Compiled once in memory from the reviewed text, so that no compiled file can be out of date."""
    if language is Language.VIETNAMESE:
        return NullTranslations()
    with catalogue_file(language).open("rb") as written:
        catalogue = read_po(written, locale=language.value)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
