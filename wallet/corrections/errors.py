"""What can be wrong with a correction."""

from wallet.errors import NotFoundError, WalletError


class CorrectionNotFoundError(NotFoundError):
    """No such correction, or it is not the caller's, or its paper was deleted: the answer is the same."""

    code = "correction-not-found"
    title_vi = "Không tìm thấy đề nghị sửa này. Xin xem lại danh sách."
    title_en = "There is no such correction. Look at the list."


class CorrectionStateError(WalletError):
    """The correction was answered or withdrawn before; nothing changed. Load it anew."""

    status = 409
    code = "correction-state"
    title_vi = "Đề nghị sửa này đã được trả lời hoặc đã rút lại. Không có gì thay đổi."
    title_en = "This correction was answered or withdrawn before. Nothing changed."


class CorrectionNotPossibleError(WalletError):
    """Nobody can be asked: the citizen added the record, or it ended, or its current version does not say this."""

    status = 409
    code = "correction-not-possible"
    title_vi = "Mục này không xin sửa qua ví được. Chưa có gì được gửi. Giấy tự thêm thì xin thêm lại cho đúng."
    title_en = "Nobody can be asked to correct this. Nothing was sent. A paper of your own you can add again."
