"""What can be wrong with an erasure."""

from wallet.errors import InvalidRequestError


class ErasureNotConfirmedError(InvalidRequestError):
    """The word of confirmation is not there; nothing was erased."""

    code = "erasure-not-confirmed"
    title_vi = "Chưa có chữ xác nhận nên chưa xóa gì. Muốn xóa ví, xin gõ chữ XÓA."
    title_en = "The word of confirmation is missing, so nothing was erased. To erase the wallet, type ERASE."
