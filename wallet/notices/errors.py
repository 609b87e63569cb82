"""What can be wrong with where events are to go."""

from wallet.errors import InvalidRequestError


class InvalidEndpointError(InvalidRequestError):
    """Events cannot be sent to this address; the detail says what to change."""

    code = "invalid-endpoint"
    title_vi = "Địa chỉ nhận tin này chưa dùng được. Chưa có gì được lưu. Xin xem lại địa chỉ."
    title_en = "Events cannot be sent to this address. Nothing was stored. Correct the address."
