"""The words of a correction: where it stands, and what an issuer may answer."""

from datetime import datetime
from enum import StrEnum

from wallet.corrections.models import Correction
from wallet.deadlines import law

ANSWER_DAYS = law.ACCESS_OR_CORRECTION


class State(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Reason(StrEnum):
    """Why the issuer answers as it does: code words, so that no value of anybody's can stand here."""

    CORRECTED = "corrected"
    WILL_BE_CORRECTED = "will-be-corrected"
    RECORD_IS_RIGHT = "record-is-right"
    EVIDENCE_NEEDED = "evidence-needed"
    ANOTHER_PROCEDURE = "another-procedure"

    @property
    def accepts(self) -> bool:
        return self in {Reason.CORRECTED, Reason.WILL_BE_CORRECTED}

    @property
    def label_vi(self) -> str:
        """A sentence for the citizen."""
        return _SENTENCES[self][0]

    @property
    def label_en(self) -> str:
        return _SENTENCES[self][1]


def is_overdue(correction: Correction, now: datetime) -> bool:
    """Nobody has answered, and the ten days are over."""
    return correction.state == State.OPEN and now >= correction.due_at


_SENTENCES = {
    Reason.CORRECTED: ("Nơi cấp đã sửa giấy.", "The issuer has corrected the paper."),
    Reason.WILL_BE_CORRECTED: (
        "Nơi cấp đồng ý và sẽ gửi giấy đã sửa.",
        "The issuer agrees and will send the corrected paper.",
    ),
    Reason.RECORD_IS_RIGHT: (
        "Nơi cấp đã kiểm tra và thấy giấy ghi đúng.",
        "The issuer has checked, and the paper is right.",
    ),
    Reason.EVIDENCE_NEEDED: (
        "Cần thêm giấy tờ chứng minh. Xin liên hệ nơi cấp.",
        "Evidence is needed. Please contact the issuer.",
    ),
    Reason.ANOTHER_PROCEDURE: (
        "Việc này phải làm bằng thủ tục cải chính, thay đổi. Xin liên hệ nơi cấp.",
        "This takes a procedure of its own. Please contact the issuer.",
    ),
}
