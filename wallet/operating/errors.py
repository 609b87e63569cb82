"""Refusals at the operator's desk."""

from wallet.errors import InvalidRequestError, WalletError


class ServiceNotFoundError(WalletError):
    """No service is registered under this client_id."""

    status = 404
    code = "service-not-found"
    title_vi = "Không có hệ thống nào đăng ký với mã này. Chưa có gì thay đổi. Xin xem lại mã."
    title_en = "No service is registered under this id. Nothing changed. Check the id."


class SwitchReasonMissingError(InvalidRequestError):
    """To stop a service, or to let it in again, takes a reason of 10 to 500 letters; nothing changed."""

    code = "switch-reason-missing"
    title_vi = "Chưa ghi lý do (từ 10 đến 500 chữ cái). Chưa có gì thay đổi."
    title_en = "State a reason of 10 to 500 letters. Nothing changed."
