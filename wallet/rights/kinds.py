"""The words of a request: what can be asked, where it stands, and what the operator may answer. Code words only, so
that no value of anybody's can stand in them."""

from datetime import datetime
from enum import StrEnum

from wallet.deadlines import law
from wallet.deadlines.law import Duty
from wallet.rights.models import RightsRequest


class State(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.RECEIVED, State.ACKNOWLEDGED})


class _Said(StrEnum):
    """Words with a sentence in both languages."""

    @property
    def label_vi(self) -> str:
        return _SENTENCES[self][0]

    @property
    def label_en(self) -> str:
        return _SENTENCES[self][1]


class Kind(_Said):
    ACCESS = "access"
    CORRECTION = "correction"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    ERASURE = "erasure"

    @property
    def duty(self) -> Duty:
        return law.DUTIES[self.value]


class ExtensionReason(_Said):
    """Why it takes longer."""

    OTHERS_MUST_ACT = "others-must-act"
    MUCH_DATA = "much-data"


class RefusalGround(_Said):
    """Why the law does not give what was asked."""

    REQUIRED_BY_LAW = "required-by-law"
    NOT_HELD = "not-held"
    ALREADY_DONE = "already-done"
    CONCERNS_OTHERS = "concerns-others"

    @property
    def basis(self) -> str:
        """Where it is written; the articles as secondary sources give them."""
        return _BASES[self]


def is_overdue(request: RightsRequest, now: datetime) -> bool:
    """Its time, or that of the first answer, is over and it is still open."""
    late = request.due_at <= now or (request.state == State.RECEIVED and request.answer_by <= now)
    return request.state in OPEN and late


def due_next(request: RightsRequest) -> datetime:
    """What has to be done first: the answer that it came, then the thing itself."""
    return min(request.answer_by, request.due_at) if request.state == State.RECEIVED else request.due_at


_SENTENCES: dict[StrEnum, tuple[str, str]] = {
    Kind.ACCESS: ("Cho xem dữ liệu về tôi", "Show me what is held about me"),
    Kind.CORRECTION: ("Sửa dữ liệu sai", "Correct what is wrong"),
    Kind.RESTRICTION: ("Hạn chế xử lý: tạm không cho ai xem", "Restrict: let nobody see it for now"),
    Kind.OBJECTION: ("Phản đối một nơi xử lý dữ liệu của tôi", "Object to what one place does with it"),
    Kind.ERASURE: ("Xóa dữ liệu về tôi", "Erase what is held about me"),
    ExtensionReason.OTHERS_MUST_ACT: ("Nơi khác cũng phải làm theo.", "Others have to act too."),
    ExtensionReason.MUCH_DATA: ("Nhiều dữ liệu phải rà soát.", "There is much to go through."),
    RefusalGround.REQUIRED_BY_LAW: ("Luật buộc phải giữ hoặc xử lý.", "A law obliges to keep or to process it."),
    RefusalGround.NOT_HELD: ("Ví không giữ dữ liệu này.", "The wallet does not hold it."),
    RefusalGround.ALREADY_DONE: ("Việc này đã làm xong từ trước.", "This was done before."),
    RefusalGround.CONCERNS_OTHERS: ("Dữ liệu này là của người khác.", "It is somebody else's data."),
}
_BASES = {
    RefusalGround.REQUIRED_BY_LAW: "Luật 91/2025/QH15 Điều 14; NĐ 45/2020/NĐ-CP Điều 12, 16",
    RefusalGround.NOT_HELD: "Luật 91/2025/QH15",
    RefusalGround.ALREADY_DONE: "Luật 91/2025/QH15",
    RefusalGround.CONCERNS_OTHERS: "Luật 91/2025/QH15",
}
