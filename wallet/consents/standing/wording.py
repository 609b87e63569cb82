"""A rule in plain words: what the citizen reads before saving it, kept by hash exactly as it was shown.

The same text stands on the page, behind the hash in the signed statement, and before an auditor who asks what was read.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date

from policies.catalogue import Catalogue, Label
from wallet.clock import day_of
from wallet.consents.models import StandingPolicy
from wallet.consents.notice_words import WORDINGS, Counted
from wallet.consents.standing.rule import Kind
from wallet.identity.models import Service
from wallet.identity.preferences import Language

VERSION = 1

_DAY = {Language.VIETNAMESE: "dd/MM/y", Language.ENGLISH: "d MMM y"}


@dataclass(frozen=True, slots=True)
class RuleText:
    """`lines`: (heading, sentence); `items`: labels; `promises`: what holds in any case."""

    language: Language
    title: str
    lines: tuple[tuple[str, str], ...]
    items: tuple[str, ...]
    promises: tuple[str, ...]

    def as_text(self) -> str:
        lines = [f"{heading}: {sentence}" for heading, sentence in self.lines]
        return "\n".join([self.title, *lines, *(f"- {item}" for item in self.items), *self.promises])

    @property
    def hash(self) -> str:
        """SHA-256 of the text, hex."""
        return hashlib.sha256(self.as_text().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences in one language; braces are places."""

    never: Counted
    allow: str
    who: str
    purpose: str
    until: tuple[str, str]
    kept: tuple[str, Counted]
    promises: Mapping[Kind, tuple[str, ...]]


WORDS = {
    Language.VIETNAMESE: Words(
        never=Counted("Không cho ai xem {number} thông tin", "Không cho ai xem {number} thông tin"),
        allow="Cho {who} xem mà không hỏi lại",
        who="Nơi được xem",
        purpose="Chỉ để",
        until=("Đến", "Hết ngày {day}"),
        kept=("Được giữ", Counted("Nhiều nhất {number} ngày", "Nhiều nhất {number} ngày")),
        promises={
            Kind.ALLOW: (
                "Mỗi lần ví tự trả lời đều được ghi lại và báo ở trang đầu.",
                "Thông tin riêng tư, thông tin đã lâu, thông tin không có trong quy tắc: vẫn phải hỏi.",
                "Dừng lúc nào cũng được, có hiệu lực ngay. Những lần đang cho xem theo quy tắc này cũng ngừng.",
            ),
            Kind.NEVER: (
                "Nơi nào cần những thông tin này, ví tự trả lời không.",
                "Quy tắc này thắng mọi lần cho phép, kể cả những lần đã đồng ý trước đây.",
                "Chỉ khi luật bắt buộc, ví mới phải cho xem, và ghi lại. Bỏ quy tắc lúc nào cũng được.",
            ),
        },
    ),
    Language.ENGLISH: Words(
        never=Counted("Give {number} fact to nobody", "Give {number} facts to nobody"),
        allow="Let {who} see without being asked again",
        who="Who may see",
        purpose="Only for",
        until=("Until", "The end of {day}"),
        kept=("May keep it", Counted("{number} day at most", "{number} days at most")),
        promises={
            Kind.ALLOW: (
                "Each time the wallet answers by itself, this is recorded and told on the first page.",
                "What is sensitive, what is old and what the rule does not name is asked all the same.",
                "You can stop it at any time, at once. What is being shown under this rule stops too.",
            ),
            Kind.NEVER: (
                "To whoever needs these facts, the wallet answers no by itself.",
                "This rule wins over every permission, also over those given before.",
                "Only where a law obliges it are they shown, and this is recorded. You can stop the rule at any time.",
            ),
        },
    ),
}


def write(
    catalogue: Catalogue, policy: StandingPolicy, service: Service | None, language: Language = Language.VIETNAMESE
) -> RuleText:
    """A pure function of what the rule says, so that its hash can be checked later."""
    words, kind = WORDS[language], Kind(policy.kind)
    title = words.never.of(len(policy.names))
    if service is not None:
        title = words.allow.format(who=service.organisation)
    return RuleText(
        language=language,
        title=title,
        lines=_lines(catalogue, policy, service, words, language) if service is not None else (),
        items=tuple(label_of(catalogue, name, language) for name in policy.names),
        promises=words.promises[kind],
    )


def label_of(catalogue: Catalogue, name: str, language: Language = Language.VIETNAMESE) -> str:
    """The everyday name of an attribute or of the copy of a paper; the key of what has left the catalogue."""
    if name in catalogue.attributes:
        return _said(catalogue.attributes[name].label, language)
    return WORDINGS[language].copy.format(paper=_said(catalogue.paper_label(name), language))


def _lines(
    catalogue: Catalogue, policy: StandingPolicy, service: Service, words: Words, language: Language
) -> tuple[tuple[str, str], ...]:
    asked = WORDINGS[language]
    days = policy.data_life_days
    lines = [
        (words.who, f"{service.organisation} ({service.name})"),
        (words.purpose, _said(catalogue.remembered(policy.procedure).label, language)),
        (words.kept[0], words.kept[1].of(days) if days else asked.not_kept),
    ]
    if policy.valid_until is not None:
        heading, sentence = words.until
        day = format_date(last_day(policy.valid_until), _DAY[language], locale=language)
        lines.append((heading, sentence.format(day=day)))
    return tuple(lines)


def last_day(until: datetime) -> date:
    """A rule ends with a day in Vietnam: its first moment outside belongs to the next."""
    return day_of(until - timedelta(seconds=1))


def _said(label: Label, language: Language) -> str:
    return label.en if language is Language.ENGLISH else label.vi
