"""The grounds on which a release is refused: public names that stand in answers and in the access log, never renamed.

Every ground but `NOT_DECIDABLE` is the `@id` of exactly one `forbid` in `release.cedar`; the rules are not loaded
otherwise. The order below is the order in which a refusal lists them.
"""

from enum import StrEnum


class Ground(StrEnum):
    """Why a value does not leave the wallet."""

    NO_CONSENT = "no-consent"
    CONSENT_NOT_YET_VALID = "consent-not-yet-valid"
    CONSENT_PAUSED = "consent-paused"
    CONSENT_REVOKED = "consent-revoked"
    CONSENT_EXPIRED = "consent-expired"
    CONSENT_EXHAUSTED = "consent-exhausted"
    CONSENT_USED_TOO_SOON = "consent-used-too-soon"
    PURPOSE_MISMATCH = "purpose-mismatch"
    ATTRIBUTE_NOT_GRANTED = "attribute-not-granted"
    SERVICE_NOT_REGISTERED = "service-not-registered-for-procedure"
    OVER_ASKING = "over-asking"
    CITIZEN_REFUSES = "citizen-refuses"
    PROCESSING_RESTRICTED = "processing-restricted"
    CITIZEN_OBJECTS = "citizen-objects"
    SENSITIVE_NEEDS_EXPLICIT = "sensitive-needs-explicit"
    PURPOSE_BOUND_DOCUMENT = "purpose-bound-document"
    RECORD_REVOKED = "record-revoked"
    RECORD_STALE = "record-stale"
    ASSURANCE_TOO_LOW = "assurance-too-low"
    GUARDIAN_REQUIRED = "guardian-required"
    ERASED = "erased"
    OVERDUE_DISPOSAL = "overdue-disposal"
    NOT_DECIDABLE = "not-decidable"

    @property
    def label_vi(self) -> str:
        """A sentence for the citizen."""
        return _SENTENCES[self][0]

    @property
    def label_en(self) -> str:
        return _SENTENCES[self][1]

    @property
    def concerns_record(self) -> bool:
        """Whether another record of the same person could still be released; otherwise the whole ask is refused."""
        return self in _OF_THE_RECORD

    @property
    def reads_consent(self) -> bool:
        """Whether it tells what the citizen decided: without a consent of theirs, nobody learns of it."""
        return self in _OF_THE_CONSENT


_OF_THE_RECORD = frozenset(
    {
        Ground.CITIZEN_REFUSES,
        Ground.PROCESSING_RESTRICTED,
        Ground.PURPOSE_BOUND_DOCUMENT,
        Ground.RECORD_REVOKED,
        Ground.RECORD_STALE,
        Ground.ASSURANCE_TOO_LOW,
    }
)

_OF_THE_CONSENT = frozenset(
    {
        Ground.CONSENT_NOT_YET_VALID,
        Ground.CONSENT_PAUSED,
        Ground.CONSENT_REVOKED,
        Ground.CONSENT_EXPIRED,
        Ground.CONSENT_EXHAUSTED,
        Ground.CONSENT_USED_TOO_SOON,
        Ground.CITIZEN_REFUSES,
        Ground.PROCESSING_RESTRICTED,
        Ground.CITIZEN_OBJECTS,
        Ground.PURPOSE_MISMATCH,
        Ground.ATTRIBUTE_NOT_GRANTED,
        Ground.SENSITIVE_NEEDS_EXPLICIT,
        Ground.RECORD_STALE,
        Ground.ASSURANCE_TOO_LOW,
    }
)

_SENTENCES = {
    Ground.NO_CONSENT: (
        "Chưa có ai đồng ý cho nơi này xem trong hồ sơ này.",
        "There is no consent for this service in this dossier.",
    ),
    Ground.CONSENT_NOT_YET_VALID: ("Chưa đến ngày được xem.", "The consent is not valid yet."),
    Ground.CONSENT_PAUSED: ("Người dân đang tạm ngừng cho xem.", "The citizen has paused this consent."),
    Ground.CONSENT_REVOKED: ("Người dân đã ngừng cho xem.", "The consent has been withdrawn."),
    Ground.CONSENT_EXPIRED: ("Đã hết thời gian được xem.", "The consent has ended."),
    Ground.CONSENT_EXHAUSTED: ("Đã xem đủ số lần được phép.", "The consent has been used as often as it allows."),
    Ground.CONSENT_USED_TOO_SOON: (
        "Chưa đến lúc được xem lần tiếp theo.",
        "The consent was used a short while ago: wait until it may be used again.",
    ),
    Ground.PURPOSE_MISMATCH: (
        "Việc đang làm khác với việc người dân đã đồng ý.",
        "The ask is for another purpose or procedure than the consent.",
    ),
    Ground.ATTRIBUTE_NOT_GRANTED: (
        "Người dân không đồng ý cho xem mục này.",
        "Something is asked that the consent does not grant.",
    ),
    Ground.SERVICE_NOT_REGISTERED: (
        "Nơi này không được đăng ký làm thủ tục này.",
        "The service is not registered for this procedure, or is suspended.",
    ),
    Ground.OVER_ASKING: (
        "Nơi này hỏi nhiều hơn thủ tục cần.",
        "More is asked than the procedure needs.",
    ),
    Ground.CITIZEN_REFUSES: (
        "Người dân không cho ai xem mục này.",
        "The citizen gives this to nobody.",
    ),
    Ground.PROCESSING_RESTRICTED: (
        "Người dân đang yêu cầu hạn chế xử lý giấy này, nên không ai được xem.",
        "The citizen has had the processing of this restricted, so nobody sees it.",
    ),
    Ground.CITIZEN_OBJECTS: (
        "Người dân phản đối nơi này tự xem theo quy tắc, nên phải hỏi lại từng lần.",
        "The citizen objects to this service's processing, so it has to ask each time.",
    ),
    Ground.SENSITIVE_NEEDS_EXPLICIT: (
        "Mục này riêng tư, mỗi lần xem phải hỏi người dân.",
        "A sensitive item never rides on a standing consent: ask the citizen.",
    ),
    Ground.PURPOSE_BOUND_DOCUMENT: (
        "Giấy này chỉ dùng cho đúng việc ghi trên giấy và trong thời hạn của giấy.",
        "This paper serves only the purpose stated on it, while it is valid.",
    ),
    Ground.RECORD_REVOKED: (
        "Giấy này không còn hiệu lực nên không dùng lại được.",
        "The record has been revoked, replaced or deleted.",
    ),
    Ground.RECORD_STALE: (
        "Thông tin đã lâu, người dân cần xem lại trước khi dùng.",
        "The value is older than its re-confirm age and the citizen has not confirmed it.",
    ),
    Ground.ASSURANCE_TOO_LOW: (
        "Giấy này chưa đủ độ tin cậy cho việc đang làm.",
        "The record is less certain than the consent requires.",
    ),
    Ground.GUARDIAN_REQUIRED: (
        "Việc này cần cha, mẹ hoặc người giám hộ đồng ý.",
        "A parent or guardian has to act for this person.",
    ),
    Ground.ERASED: ("Người này đã xóa hết giấy tờ.", "This person's data has been erased."),
    Ground.OVERDUE_DISPOSAL: (
        "Nơi này chưa nộp bằng chứng đã xóa đúng hạn, nên phải hỏi lại người dân từng lần.",
        "The service owes an overdue proof of disposal, so it has to ask the citizen each time.",
    ),
    Ground.NOT_DECIDABLE: (
        "Không xác định được có được xem hay không, nên không cho xem.",
        "It could not be decided, so nothing is released.",
    ),
}
