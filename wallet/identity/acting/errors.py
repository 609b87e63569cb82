"""Refusals of those who act for others."""

from wallet.errors import WalletError


class NotDelegatedError(WalletError):
    """No such mandate, it ended, or this is not among what it covers: the answer is the same."""

    status = 404
    code = "not-delegated"
    title_vi = "Việc này không có trong những gì được nhờ làm thay, hoặc việc nhờ đã hết. Chưa có gì thay đổi."
    title_en = "This is not among what was entrusted, or the mandate has ended. Nothing was changed."


class OwnerMustConfirmError(WalletError):
    """Sensitive: the owner of the wallet was asked and has to say yes first. Do it again after that."""

    status = 409
    code = "owner-must-confirm"
    title_vi = "Việc này đụng đến thông tin riêng tư, nên phải chờ chủ ví bấm cho làm. Ví đã hỏi chủ ví."
    title_en = "This is sensitive, so the owner of the wallet has to allow it first. The wallet has asked them."


class MandateRefusedError(WalletError):
    """No mandate came about: the papers do not prove it, the code is not good, or the terms are not allowed."""

    status = 422
    code = "mandate-not-possible"
    title_vi = "Chưa nhận làm thay được. Xin xem lại, hoặc hỏi bộ phận một cửa."
    title_en = "This mandate is not possible. Check what was sent, or ask the help desk."


class MandateCodeError(WalletError):
    """The code is unknown, used, or too old: the answer is the same. Ask for a new one."""

    status = 404
    code = "mandate-code-not-valid"
    title_vi = "Mã này không đúng, đã dùng rồi hoặc đã hết giờ. Xin hỏi lại người nhờ một mã mới."
    title_en = "This code is wrong, used or too old. Ask for a new one."


class TooManyCodesError(WalletError):
    """Too many wrong codes from one person; wait an hour."""

    status = 429
    code = "too-many-codes"
    title_vi = "Nhập sai mã nhiều lần quá. Xin đợi một giờ rồi nhập lại."
    title_en = "Too many wrong codes. Wait an hour and try again."
    headers = {"Retry-After": "3600"}  # noqa: RUF012  (a ClassVar of the base)
