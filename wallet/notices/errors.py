"""What can be wrong with where events are to go."""

from wallet.errors import InvalidRequestError, WalletError


class InvalidEndpointError(InvalidRequestError):
    """Events cannot be sent to this address; the detail says what to change."""

    code = "invalid-endpoint"
    title_vi = "Địa chỉ nhận tin này chưa dùng được. Chưa có gì được lưu. Xin xem lại địa chỉ."
    title_en = "Events cannot be sent to this address. Nothing was stored. Correct the address."


class AddressNotUsableError(InvalidRequestError):
    """Not an e-mail address that letters can be sent to. The address itself is never repeated."""

    code = "address-not-usable"
    title_vi = "Địa chỉ thư chưa đúng, ví dụ đúng: ten@example.vn. Chưa có gì thay đổi. Xin xem lại rồi gõ lại."
    title_en = "This is not an e-mail address, such as ten@example.vn. Nothing was changed. Check it and type it again."


class TooManyAddressCodesError(WalletError):
    """Five codes were sent within a day. Nothing was changed; try again tomorrow."""

    status = 429
    code = "too-many-address-codes"
    title_vi = "Hôm nay đã gửi năm số xác nhận. Chưa có gì thay đổi. Xin thử lại vào ngày mai."
    title_en = "Five codes were sent today already. Nothing was changed. Please try again tomorrow."
