"""What the HTTP edge says about sealed data that it cannot hand over."""

from wallet.errors import WalletError


class SealedDataDamagedError(WalletError):
    """The stored bytes are not what was sealed. Nothing of them was shown; an operator restores them from a backup."""

    status = 500
    code = "sealed-data-damaged"
    title_vi = "Giấy này đang lỗi nên chưa mở được. Chúng tôi đã được báo. Xin gọi số hỗ trợ nếu cần gấp."
    title_en = "This paper is damaged in our store and was not opened. We know. Call the help desk if it is urgent."


class SealedDataGoneError(WalletError):
    """The key that opens it was destroyed on purpose (a deletion or an erasure); nobody can open it any more."""

    status = 410
    code = "sealed-data-gone"
    title_vi = "Giấy này đã được xóa hẳn, không ai mở lại được nữa."
    title_en = "This was deleted for good; nobody can open it any more."
