"""The access log as sentences: who did what to which papers, what for, and why it was refused.

Công an xã Mẫu | đã xem | Họ tên, Ngày sinh, … | để Đăng ký thường trú
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from policies.catalogue import Catalogue
from policies.grounds import Ground
from wallet.consents.states import Channel
from wallet.ledger.chain import EntryState, OwnEntry
from wallet.ledger.entries import ActorKind, Operation, Outcome
from wallet.pages import deeds, words
from wallet.pages.language import _, label

LOOKS_OF_ONES_OWN = frozenset(
    {
        Operation.RECORD_LIST,
        Operation.RECORD_READ,
        Operation.RECORD_PREVIEW,
        Operation.RECORD_DOWNLOAD,
        Operation.RECORD_SCAN,
        Operation.UPLOAD_OPEN,
        Operation.DRAFT_OPEN,
        Operation.RECORD_EXPORT,
        Operation.CONSENT_LIST,
        Operation.CONSENT_VIEW,
        Operation.POLICY_LIST,
        Operation.POLICY_TRY,
        Operation.CORRECTION_LIST,
        Operation.RIGHT_LIST,
        Operation.LOG_READ,
        Operation.DOSSIER_COVERAGE,
        Operation.SIGN_IN,
        Operation.MANDATE_LIST,
    }
)
"""Folded on the page when the citizen did them: so many, and nobody else saw anything."""

COUNTED = frozenset(
    {
        Operation.RELEASE,
        Operation.CONSENT_ASK,
        Operation.CONSENT_GIVE,
        Operation.CONSENT_VIEW,
        Operation.CONSENT_REFUSE,
        Operation.POLICY_SET,
        Operation.POLICY_END,
    }
)
"""Acts on single facts: the facts are counted and named. The other acts name papers."""


class Only(StrEnum):
    """Which lines are told: all, what others did or tried, what was refused."""

    EVERYTHING = ""
    OTHERS = "nguoi-khac"
    REFUSED = "khong-duoc"


@dataclass(frozen=True, slots=True)
class Look:
    """One sentence of the list: who, did, things, tail, purpose. `things` are labels; `counted`: say how many first.

    `why`: the grounds of a refusal; `own`: the citizen's own look; `reason`: an auditor's own words.
    """

    who: str
    did: str
    tail: str
    things: tuple[str, ...]
    counted: bool
    purpose: str
    why: tuple[str, ...]
    refused: bool
    own: bool
    entry: OwnEntry
    reason: str = ""
    by_owner: bool = False

    def is_told(self, only: Only) -> bool:
        """A line that cannot be read is told always: nobody can say that it was the citizen's own."""
        match only:
            case Only.OTHERS:
                return not self.by_owner
            case Only.REFUSED:
                return self.refused
            case Only.EVERYTHING:
                return True


@dataclass(frozen=True, slots=True)
class Day:
    """`others` and the citizen's own acts are told one by one; `folded` are the citizen's own looks."""

    heading: str
    told: tuple[Look, ...]
    folded: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Who reads, and about whom. `you`: how the pages speak to the reader; `owner`: whose log it is, as they call them.

    `delegates`: mandate to the name of whoever acts under it.
    """

    reader: UUID
    citizen: UUID
    you: str
    owner: str
    delegates: Mapping[str, str]


class Storyteller:
    """Knows the catalogue, the people, and whom each consent was for."""

    def __init__(self, catalogue: Catalogue, people: People, partners: Mapping[str, str]) -> None:
        """`partners`: consent id to the organisation that asked."""
        self._catalogue = catalogue
        self._people = people
        self._citizen = str(people.citizen)
        self._you = people.you
        self._partners = partners

    def days(self, entries: Iterable[OwnEntry], today: date, only: Only = Only.EVERYTHING) -> list[Day]:
        """Newest first."""
        by_day: dict[date, list[Look]] = {}
        for entry in sorted(entries, key=lambda one: one.at, reverse=True):
            if (look := self.tell(entry)).is_told(only):
                by_day.setdefault(words.vietnam(entry.at).date(), []).append(look)
        return [
            Day(
                words.day_heading(when, today),
                tuple(look for look in looks if not look.own),
                tuple(look for look in looks if look.own),
            )
            for when, looks in by_day.items()
        ]

    def tell(self, entry: OwnEntry) -> Look:
        if entry.state is not EntryState.OPEN:
            return self._sealed(entry)
        operation, outcome = Operation(entry.operation), Outcome(entry.outcome)
        mine = self._is_mine(entry)
        refused = outcome in {Outcome.DENIED, Outcome.FAILED}
        purpose = entry.groups["purpose"]
        return Look(
            who=self._who(entry, mine),
            did=self._did(entry, operation, refused, mine=mine),
            tail=_("vào ví") if operation is Operation.RECORD_DEPOSIT and not refused else "",
            things=tuple(self._things(entry, operation)),
            counted=operation in COUNTED,
            purpose=words.procedure(self._catalogue, purpose.get("procedure", "")),
            why=self._grounds(entry.groups["context"].get("rules", ())) if refused else (),
            refused=refused,
            own=mine and not refused and operation in LOOKS_OF_ONES_OWN,
            entry=entry,
            reason=purpose.get("reason", ""),
            by_owner=mine,
        )

    def _is_mine(self, entry: OwnEntry) -> bool:
        actor = entry.groups["actor"]
        return bool(actor["kind"] == ActorKind.CITIZEN and actor["id"] == self._citizen)

    def _who(self, entry: OwnEntry, mine: bool) -> str:
        actor = entry.groups["actor"]
        match ActorKind(actor["kind"]):
            case ActorKind.CITIZEN:
                return words.first_upper(self._people.owner) if mine else _("Một người khác")
            case ActorKind.DELEGATE:
                return self._delegate(actor)
            case ActorKind.SYSTEM:
                return _("Ví Giấy Tờ")
            case ActorKind.AUDITOR:
                return _("Kiểm tra viên, %(organisation)s", organisation=actor.get("organisation", "")).rstrip(", ")
            case _:
                return str(actor.get("organisation") or _("Một cơ quan không rõ tên"))

    def _delegate(self, actor: Mapping[str, Any]) -> str:
        """Chị Hoa làm thay bà; what somebody else's delegate tried here is told without a name."""
        if actor.get("on_behalf_of") != self._citizen:
            return _("Một người khác")
        is_reader = actor["id"] == str(self._people.reader)
        name = self._you if is_reader else self._people.delegates.get(actor.get("mandate", ""), "")
        who = words.first_upper(name) if name else _("Người làm thay")
        return _("%(who)s làm thay %(owner)s", who=who, owner=self._people.owner)

    def _did(self, entry: OwnEntry, operation: Operation, refused: bool, *, mine: bool) -> str:
        if refused:
            return str(deeds.TRIED.get(operation, deeds.TRIED_SOMETHING))
        partner = self._partners.get(entry.groups["purpose"].get("consent", ""), "")
        if entry.groups["actor"].get("role") == Channel.STANDING_POLICY and operation in deeds.BY_RULE:
            return deeds.BY_RULE[operation].said(partner=partner, you=self._you)
        if mine and partner and operation in deeds.FOR_PARTNER:
            return deeds.FOR_PARTNER[operation].said(partner=partner)
        return str(deeds.DONE[operation])

    def _things(self, entry: OwnEntry, operation: Operation) -> Iterable[str]:
        records = entry.groups["object"].get("records", [])
        if operation in COUNTED:
            return dict.fromkeys(label for record in records for label in self._facts(record))
        return dict.fromkeys(words.paper(self._catalogue, record["type"]) for record in records if record.get("type"))

    def _facts(self, record: Mapping[str, Any]) -> list[str]:
        names: Sequence[str] = record.get("attributes", [])
        labels = [self._label(name) for name in names]
        if record.get("document"):
            labels.append(self._label(record["type"]))
        return labels

    def _label(self, name: str) -> str:
        if name in self._catalogue.record_types:
            return _("Bản chụp %(paper)s", paper=words.paper(self._catalogue, name))
        return words.attribute(self._catalogue, name)

    def _sealed(self, entry: OwnEntry) -> Look:
        return Look("", self._why_closed(entry), "", (), False, "", (), entry.state is EntryState.MISSING, False, entry)

    def _why_closed(self, entry: OwnEntry) -> str:
        if entry.seal is not None:
            until = words.day(words.vietnam(entry.seal.until).date())
            return _("Dòng này được giữ kín đến ngày %(day)s theo một quyết định; đến ngày đó sẽ hiện ra", day=until)
        if entry.state is EntryState.ERASED:
            return _("Nội dung dòng này đã được xóa theo yêu cầu; dòng vẫn còn để danh sách không thiếu")
        return _("Dòng này bị hỏng, không đọc được. Xin gọi số hỗ trợ")

    def _grounds(self, rules: Iterable[str]) -> tuple[str, ...]:
        known = {ground.value: ground for ground in Ground}
        return tuple(self._ground(known[rule]) for rule in rules if rule in known)

    def _ground(self, ground: Ground) -> str:
        """The grounds speak of "the citizen" in the third person; here that is the reader."""
        if ground in deeds.TO_THE_READER:
            return deeds.TO_THE_READER[ground].said(you=self._you, You=words.first_upper(self._you))
        return label(ground)
