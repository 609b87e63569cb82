"""What can be wrong with a disposal or its receipt."""

from wallet.errors import InvalidRequestError, NotFoundError, WalletError


class DisposalNotFoundError(NotFoundError):
    """No such disposal, or it is not the caller's: the answer is the same."""

    code = "disposal-not-found"
    title_vi = "Không tìm thấy việc xóa dữ liệu này. Xin xem lại danh sách."
    title_en = "There is no such disposal. Look at the list."


class DisposalStateError(WalletError):
    """Another receipt was accepted before; nothing changed."""

    status = 409
    code = "disposal-state"
    title_vi = "Việc xóa này đã có biên nhận khác. Không có gì thay đổi."
    title_en = "Another receipt was accepted for this disposal before. Nothing changed."


class InvalidReceiptError(InvalidRequestError):
    """The disposal receipt proves nothing; the detail says what to correct. The disposal is still owed."""

    code = "invalid-disposal-receipt"
    title_vi = "Biên nhận xóa dữ liệu chưa hợp lệ. Việc xóa vẫn chưa được xác nhận. Xin ký lại rồi gửi lại."
    title_en = "The disposal receipt is not valid. The disposal is still owed. Correct it and send it again."
