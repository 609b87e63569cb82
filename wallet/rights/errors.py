"""What can be wrong with a request."""

from wallet.errors import NotFoundError, WalletError


class RequestNotFoundError(NotFoundError):
    """No such request, or it is not the caller's: the answer is the same."""

    code = "rights-request-not-found"
    title_vi = "Không tìm thấy yêu cầu này. Xin xem lại danh sách."
    title_en = "There is no such request. Look at the list."


class RequestStateError(WalletError):
    """It was answered, prolonged or withdrawn before; nothing changed. Load it anew."""

    status = 409
    code = "rights-request-state"
    title_vi = "Yêu cầu này đã được giải quyết, gia hạn hoặc rút lại. Không có gì thay đổi. Xin tải lại danh sách."
    title_en = "This request was answered, prolonged or withdrawn before. Nothing changed. Load the list again."


class NotProlongedError(WalletError):
    """The law gives no more time for a request of this kind."""

    status = 409
    code = "rights-request-not-prolonged"
    title_vi = "Luật không cho gia hạn loại yêu cầu này. Không có gì thay đổi. Xin giải quyết hoặc nêu căn cứ từ chối."
    title_en = "The law gives no more time for this kind of request. Nothing changed. Do it, or refuse with a ground."


class NothingToObjectToError(WalletError):
    """An objection names a service that asked this citizen for something; no other kind of request names one."""

    status = 409
    code = "rights-request-needs-service"
    title_vi = "Phản đối thì phải chọn một nơi từng hỏi xem giấy. Chưa có gì được gửi. Xin chọn nơi đó rồi gửi lại."
    title_en = "An objection names a place that once asked. Nothing was sent. Choose the place and send it again."
