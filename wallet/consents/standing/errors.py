"""What can be wrong with a citizen's own rule."""

from wallet.errors import InvalidRequestError, NotFoundError, WalletError


class PolicyNotFoundError(NotFoundError):
    """No such rule, or it is not the caller's: the answer is the same."""

    code = "policy-not-found"
    title_vi = "Không tìm thấy quy tắc này. Xin xem lại danh sách."
    title_en = "There is no such rule. Look at the list."


class PolicyEndedError(WalletError):
    """The rule was stopped before; nothing changed."""

    status = 409
    code = "policy-ended"
    title_vi = "Quy tắc này đã dừng từ trước. Không có gì thay đổi."
    title_en = "This rule was stopped before. Nothing changed."


class PolicyUnfitError(InvalidRequestError):
    """This cannot be a rule: `errors` name what is sensitive, endless or not the procedure's. Nothing was saved."""

    code = "policy-unfit"
    title_vi = "Không đặt được quy tắc này. Chưa có gì được lưu. Xin sửa chỗ được nêu."
    title_en = "This cannot be a rule. Nothing was saved. Correct what is named."


class PolicyChangedError(WalletError):
    """The rule on the screen does not say what would be saved now; nothing was saved. Read it again."""

    status = 409
    code = "policy-changed"
    title_vi = "Quy tắc đã khác với trang đang mở. Chưa có gì được lưu. Xin đọc lại."
    title_en = "The rule differs from the page that is open. Nothing was saved. Read it again."


class ServiceOwesDisposalError(WalletError):
    """The service owes an overdue proof of disposal, so no rule may answer for it: it has to ask each time."""

    status = 409
    code = "service-owes-disposal"
    title_vi = "Nơi này chưa nộp bằng chứng đã xóa đúng hạn, nên phải hỏi từng lần. Chưa có gì được lưu."
    title_en = "This service is late with a proof of deletion, so it has to ask each time. Nothing was saved."
