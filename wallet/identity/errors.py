"""Refusals of people: unknown numbers, spent tickets, erased citizens. Machines have theirs in `machine.errors`."""

from wallet.errors import InvalidRequestError, WalletError
from wallet.ledger.errors import SubjectErasedError


class InvalidIdNumberError(InvalidRequestError):
    """Not a personal identification number: twelve digits. The number itself is never repeated."""

    code = "invalid-id-number"
    title_vi = "Số định danh phải có đúng 12 chữ số. Xin xem lại trên thẻ căn cước rồi nhập lại."
    title_en = "A personal identification number has exactly 12 digits. Check the card and enter it again."


class CitizenNotEnrolledError(WalletError):
    """Nobody with this number has a wallet; nothing was stored. The office goes on with paper."""

    status = 404
    code = "citizen-not-enrolled"
    title_vi = "Người có số định danh này chưa dùng ví. Chưa có gì được lưu. Xin làm hồ sơ theo cách thông thường."
    title_en = "Nobody with this ID number has a wallet. Nothing was stored. Go on without it."


class InvalidServiceError(InvalidRequestError):
    """A service cannot be registered as described; the detail says what to change."""

    code = "invalid-service"
    title_vi = "Thông tin đăng ký dịch vụ chưa đúng. Chưa có gì được lưu."
    title_en = "The service cannot be registered as described. Nothing was stored."


class InvalidStaffError(InvalidRequestError):
    """A member of staff cannot be added as described; the detail says what to change."""

    code = "invalid-staff"
    title_vi = "Thông tin cán bộ chưa đúng. Chưa có gì được lưu."
    title_en = "The member of staff cannot be added as described. Nothing was stored."


class TicketNotValidError(WalletError):
    """The sign-in link is unknown, used or too old: the answer is the same. Ask for a new one."""

    status = 401
    code = "ticket-not-valid"
    title_vi = "Đường dẫn đăng nhập này đã dùng rồi hoặc đã hết hạn. Xin lấy đường dẫn mới."
    title_en = "This sign-in link was used already or is too old. Ask for a new one."


class CitizenErasedError(SubjectErasedError):
    """This citizen has no key: the wallet was erased, or never opened. Nothing of it can be read or written."""

    code = "citizen-erased"
    title_vi = "Ví giấy tờ này đã được xóa theo yêu cầu, không ai mở lại được nữa."
    title_en = "This wallet was erased as asked; nobody can open it any more."


class ConfirmationRequiredError(WalletError):
    """The act cannot be taken back, and the last proof of who acts is over ten minutes old. Confirm, then again."""

    status = 403
    code = "confirmation-required"
    title_vi = "Việc này cần xác nhận lại đúng là mình. Chưa có gì thay đổi. Xin xác nhận rồi làm tiếp."
    title_en = "This needs you to confirm who you are. Nothing was changed. Confirm, then go on."


class PasskeyRefusedError(WalletError):
    """The device's answer does not fit: another key, another address, an old question. Nothing changed; try again."""

    status = 422
    code = "passkey-refused"
    title_vi = "Máy chưa xác nhận được. Chưa có gì thay đổi. Xin thử lại."
    title_en = "The device could not confirm. Nothing was changed. Please try again."
