"""What can go wrong around an inspection. A refused document is no error of the inspector: it comes as a verdict."""

from wallet.errors import BodyTooLargeError, NotReadyError, UnsupportedMediaTypeError, WalletError
from wallet.intake.refusals import Refusal


class InspectionUnavailableError(NotReadyError):
    """The confined inspector cannot be started or has no free place; nothing was judged or stored. Try again."""

    code = "inspection-unavailable"
    title_vi = "Hệ thống chưa xem được tệp này. Chưa có gì được lưu. Xin gửi lại sau ít phút."
    title_en = "Papers cannot be looked at just now. Nothing was stored. Send it again in a few minutes."


class ScannerUnavailableError(NotReadyError):
    """A malware scanner is configured and does not answer; no document is taken unscanned. Try again."""

    code = "scanner-unavailable"
    title_vi = "Chưa kiểm tra được mã độc trong tệp này. Chưa có gì được lưu. Xin gửi lại sau ít phút."
    title_en = "Papers cannot be scanned for malware just now. Nothing was stored. Send it again in a few minutes."


class DocumentRefusedError(WalletError):
    """The document is damaged, locked, hides something or cannot be read safely; nothing was stored.

    `fields` names the reason (a `Refusal`) under /document. Sending the same bytes again gives the same answer.
    """

    status = 422
    code = "document-refused"
    title_vi = "Tệp này chưa nhận được. Chưa có gì được lưu. Xin xem lý do rồi gửi tệp khác."
    title_en = "This file cannot be taken. Nothing was stored. See the reason and send another file."


def error_of(refusal: Refusal) -> WalletError:
    """The error that tells a sender about a refusal."""
    match refusal:
        case Refusal.UNKNOWN_TYPE | Refusal.WRONG_LABEL:
            return UnsupportedMediaTypeError(refusal.label_en)
        case Refusal.TOO_LONG:
            return BodyTooLargeError(refusal.label_en)
        case _:
            return DocumentRefusedError(refusal.label_en, fields=(("/document", refusal.value),))
