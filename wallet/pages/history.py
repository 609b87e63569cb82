"""The access log as sentences: who did what to which papers, what for, and why it was refused.

Công an xã Mẫu | đã xem | Họ tên, Ngày sinh, … | để Đăng ký thường trú
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from policies.catalogue import Catalogue
from policies.grounds import Ground
from wallet.ledger.chain import EntryState, OwnEntry
from wallet.ledger.entries import ActorKind, Operation, Outcome
from wallet.pages import words

LOOKS_OF_ONES_OWN = frozenset(
    {
        Operation.RECORD_LIST,
        Operation.RECORD_READ,
        Operation.RECORD_PREVIEW,
        Operation.RECORD_DOWNLOAD,
        Operation.CONSENT_LIST,
        Operation.CONSENT_VIEW,
        Operation.CORRECTION_LIST,
        Operation.LOG_READ,
        Operation.DOSSIER_COVERAGE,
        Operation.SIGN_IN,
    }
)
"""Folded on the page when the citizen did them: so many, and nobody else saw anything."""

DONE = {
    Operation.RECORD_READ: "đã mở",
    Operation.RECORD_PREVIEW: "đã xem trước",
    Operation.RECORD_DOWNLOAD: "đã tải về tệp của",
    Operation.RECORD_LIST: "đã xem danh sách giấy tờ",
    Operation.RECORD_DEPOSIT: "đã đưa",
    Operation.RECORD_DELETE: "đã xóa",
    Operation.RECORD_REVOKE: "đã báo không còn hiệu lực",
    Operation.CONSENT_ASK: "đã hỏi xin xem",
    Operation.CONSENT_LIST: "đã xem danh sách đã cho phép",
    Operation.CONSENT_VIEW: "đã đọc câu hỏi xin xem",
    Operation.CONSENT_GIVE: "đã đồng ý cho xem",
    Operation.CONSENT_REFUSE: "đã không đồng ý cho xem",
    Operation.CONSENT_PAUSE: "đã tạm ngừng cho xem",
    Operation.CONSENT_RESUME: "đã cho xem lại",
    Operation.CONSENT_REVOKE: "đã ngừng cho xem",
    Operation.CONSENT_EXPIRE: "đã khép lại một lần cho xem vì hết thời hạn",
    Operation.DOSSIER_OPEN: "đã mở hồ sơ",
    Operation.DOSSIER_COVERAGE: "đã xem hồ sơ còn thiếu gì",
    Operation.DOSSIER_CLOSE: "đã đóng hồ sơ",
    Operation.RELEASE: "đã xem",
    Operation.RELEASE_DOCUMENT: "đã xem bản chụp",
    Operation.SUBMISSION_VERIFY: "đã đối chiếu tờ khai với giấy trong ví",
    Operation.CORRECTION_ASK: "đã đề nghị sửa giấy",
    Operation.CORRECTION_LIST: "đã xem danh sách đề nghị sửa",
    Operation.CORRECTION_READ: "đã đọc đề nghị sửa",
    Operation.CORRECTION_ANSWER: "đã trả lời đề nghị sửa",
    Operation.CORRECTION_WITHDRAW: "đã rút đề nghị sửa",
    Operation.LOG_READ: "đã xem mục Ai đã xem",
    Operation.AUDIT_OPEN: "đã mở một dòng của danh sách này để kiểm tra",
    Operation.AUDIT_LIST: "đã xem danh sách chung, không biết là của ai",
    Operation.ENTRY_ERASE: "đã xóa nội dung của một dòng theo yêu cầu",
    Operation.LOG_ROTATE: "đã mở sổ ghi mới",
    Operation.KEY_UNWRAP: "đã mở khóa bảo vệ giấy tờ",
    Operation.SIGN_IN: "đã vào ví",
    Operation.AUTH_DENIED: "đã thử mở thứ không phải của mình và bị từ chối",
    Operation.EXPORT: "đã lấy về mọi thứ trong ví",
    Operation.ERASE: "đã xóa ví",
}
TRIED = {
    Operation.RELEASE: "xin xem",
    Operation.RELEASE_DOCUMENT: "xin xem bản chụp",
    Operation.CONSENT_ASK: "định hỏi xin xem",
    Operation.RECORD_DEPOSIT: "gửi giấy vào ví",
    Operation.RECORD_READ: "thử mở",
    Operation.RECORD_DOWNLOAD: "thử tải về",
    Operation.RECORD_DELETE: "thử xóa",
}
COUNTED = frozenset(
    {Operation.RELEASE, Operation.CONSENT_ASK, Operation.CONSENT_GIVE, Operation.CONSENT_VIEW, Operation.CONSENT_REFUSE}
)
"""Acts on single facts: the facts are counted and named. The other acts name papers."""


@dataclass(frozen=True, slots=True)
class Look:
    """One sentence of the list: who, did, things, tail, purpose. `things` are labels; `counted`: say how many first.

    `why`: the grounds of a refusal; `own`: the citizen's own look.
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


@dataclass(frozen=True, slots=True)
class Day:
    """`others` and the citizen's own acts are told one by one; `folded` are the citizen's own looks."""

    heading: str
    told: tuple[Look, ...]
    folded: tuple[Look, ...]


class Storyteller:
    """Knows the catalogue, the person, and whom each consent was for."""

    def __init__(self, catalogue: Catalogue, citizen: UUID, you: str, partners: Mapping[str, str]) -> None:
        """`partners`: consent id to the organisation that asked."""
        self._catalogue = catalogue
        self._citizen = str(citizen)
        self._you = words.first_upper(you)
        self._partners = partners

    def days(self, entries: Iterable[OwnEntry], today: date) -> list[Day]:
        """Newest first."""
        by_day: dict[date, list[Look]] = {}
        for entry in sorted(entries, key=lambda one: one.at, reverse=True):
            by_day.setdefault(words.vietnam(entry.at).date(), []).append(self.tell(entry))
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
            did=self._did(operation, refused, purpose, mine=mine),
            tail="vào ví" if operation is Operation.RECORD_DEPOSIT and not refused else "",
            things=tuple(self._things(entry, operation)),
            counted=operation in COUNTED,
            purpose=words.procedure(self._catalogue, purpose.get("procedure", "")),
            why=self._grounds(entry.groups["context"].get("rules", ())) if refused else (),
            refused=refused,
            own=mine and not refused and operation in LOOKS_OF_ONES_OWN,
            entry=entry,
        )

    def _is_mine(self, entry: OwnEntry) -> bool:
        actor = entry.groups["actor"]
        return bool(actor["kind"] == ActorKind.CITIZEN and actor["id"] == self._citizen)

    def _who(self, entry: OwnEntry, mine: bool) -> str:
        actor = entry.groups["actor"]
        match ActorKind(actor["kind"]):
            case ActorKind.CITIZEN:
                return self._you if mine else "Một người khác"
            case ActorKind.SYSTEM:
                return "Ví Giấy Tờ"
            case ActorKind.AUDITOR:
                return f"Kiểm tra viên, {actor.get('organisation', '')}".rstrip(", ")
            case _:
                return str(actor.get("organisation") or "Một cơ quan không rõ tên")

    def _did(self, operation: Operation, refused: bool, purpose: Mapping[str, Any], *, mine: bool) -> str:
        if refused:
            return TRIED.get(operation, DONE[operation].removeprefix("đã "))
        partner = self._partners.get(purpose.get("consent", ""), "")
        did = DONE[operation]
        if mine and partner and " cho xem" in did:
            return did.replace("cho xem", f"cho {partner} xem")
        return did

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
            return f"Bản chụp {words.paper(self._catalogue, name)}"
        return words.attribute(self._catalogue, name)

    def _sealed(self, entry: OwnEntry) -> Look:
        did = (
            "Nội dung dòng này đã được xóa theo yêu cầu; dòng vẫn còn để danh sách không thiếu"
            if entry.state is EntryState.ERASED
            else "Dòng này bị hỏng, không đọc được. Xin gọi số hỗ trợ"
        )
        return Look("", did, "", (), False, "", (), entry.state is EntryState.DAMAGED, False, entry)

    def _grounds(self, rules: Iterable[str]) -> tuple[str, ...]:
        """The grounds speak of "the citizen" in the third person; here that is the reader."""
        known = {ground.value: ground.label_vi for ground in Ground}
        return tuple(
            known[rule].replace("Người dân", self._you).replace("người dân", self._you.lower())
            for rule in rules
            if rule in known
        )
