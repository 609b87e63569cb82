"""The question as text: exactly what the citizen is shown, without any of the citizen's values.

The same text goes on the page, into the hash that the artefact carries, and to the auditor who asks what was shown. It
is asked in Vietnamese, and shown in English to those who read that: the hash is of the text that was shown last.
Values are previewed beside it, never stored with it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from babel.dates import format_date
from sqlmodel import Session

from policies.assurance import Assurance
from policies.catalogue import Catalogue, Label
from wallet.clock import VIETNAM
from wallet.consents.models import Consent, Notice
from wallet.consents.notice_words import WORDINGS, Wording
from wallet.identity.models import Service
from wallet.identity.preferences import Language

VERSION = 1


_DAY = {Language.VIETNAMESE: "dd/MM/y", Language.ENGLISH: "d MMM y"}


@dataclass(frozen=True, slots=True)
class NoticeText:
    """`lines`: (heading, sentence) in the order of the screen; `promise` stands below the buttons."""

    language: Language
    title: str
    lines: tuple[tuple[str, str], ...]
    items: tuple[tuple[str, bool], ...]  # label, required
    promise: str

    def as_text(self) -> str:
        wording = WORDINGS[self.language]
        parts = [self.title, *(f"{heading}: {sentence}" for heading, sentence in self.lines)]
        parts += [f"- {label} ({wording.needed if required else wording.optional})" for label, required in self.items]
        return "\n".join([*parts, self.promise])

    @property
    def hash(self) -> str:
        """SHA-256 of the text, hex."""
        return hashlib.sha256(self.as_text().encode()).hexdigest()


def write(
    catalogue: Catalogue, consent: Consent, service: Service, language: Language = Language.VIETNAMESE
) -> NoticeText:
    """The question; a pure function of what was asked, so that its hash can be checked later."""
    wording = WORDINGS[language]
    until = consent.valid_until.astimezone(VIETNAM)
    days = consent.data_life_days
    return NoticeText(
        language=language,
        title=wording.title.of(len(consent.asked), who=service.organisation),
        lines=(
            (wording.who, f"{service.organisation} ({service.name})"),
            (wording.purpose, _said(catalogue.remembered(consent.procedure).label, language)),
            (wording.looks, wording.looks_until.of(consent.max_uses, day=_day(until, language))),
            (wording.kept, wording.kept_days.of(days) if days else wording.not_kept),
            *_conditions(wording, consent, language),
        ),
        items=tuple((label_of(catalogue, item, language), item["necessity"] == "required") for item in consent.asked),
        promise=wording.promise,
    )


def _conditions(wording: Wording, consent: Consent, language: Language) -> Iterator[tuple[str, str]]:
    """What not every question says."""
    if consent.interval_hours:
        heading, sentence = wording.interval
        yield heading, sentence.of(consent.interval_hours)
    if (least := Assurance(consent.min_assurance)) > Assurance.SELF_DECLARED:
        heading, demand = wording.from_papers
        yield heading, demand.format(certainty=least.label_en if language is Language.ENGLISH else least.label_vi)
    if consent.max_age_days is not None:
        heading, sentence = wording.old
        yield heading, sentence.of(consent.max_age_days)


def label_of(catalogue: Catalogue, item: dict[str, str], language: Language = Language.VIETNAMESE) -> str:
    """The everyday name of an asked item."""
    if "attribute" in item:
        return _said(catalogue.attributes[item["attribute"]].label, language)
    return WORDINGS[language].copy.format(paper=_said(catalogue.paper_label(item["document"]), language))


class ShownText(Protocol):
    """What somebody read before they decided."""

    @property
    def language(self) -> Language: ...

    @property
    def hash(self) -> str: ...

    def as_text(self) -> str: ...


def keep(session: Session, text: ShownText) -> str:
    """Store the text under its hash; the hash."""
    if session.get(Notice, text.hash) is None:
        session.add(Notice(hash=text.hash, language=text.language, version=VERSION, text=text.as_text()))
        session.flush()
    return text.hash


def _said(label: Label, language: Language) -> str:
    return label.en if language is Language.ENGLISH else label.vi


def _day(until: datetime, language: Language) -> str:
    """23/11/2026; in English with the month as a word, as 4/12 has two readings there."""
    return format_date(until, _DAY[language], locale=language)
