"""Why nothing came of a visit from Zalo. None says anything about the person."""

import math

from wallet.errors import NotReadyError, WalletError


class ZaloAbsentError(WalletError):
    """The operator has not connected this wallet with Zalo."""

    status = 404
    code = "zalo-not-connected"
    title_vi = "Ví này chưa nối với Zalo. Xin vào ví bằng trình duyệt hoặc gọi bộ phận một cửa."
    title_en = "This wallet is not connected with Zalo. Use a browser, or call the help desk."


class ZaloUnreachableError(NotReadyError):
    """Zalo does not answer, or not as documented (also: our address is not in Vietnam, error -501). Try again later."""

    code = "zalo-unreachable"
    title_vi = "Zalo đang không trả lời. Không mất gì cả. Xin thử lại sau ít phút."
    title_en = "Zalo does not answer. Nothing is lost. Please try again in a few minutes."


class ZaloNotBelievedError(WalletError):
    """Zalo does not know this access token, or it has expired. Get a new one from the SDK and try once more."""

    status = 401
    code = "zalo-token-not-valid"
    title_vi = "Zalo chưa xác nhận được tài khoản này. Xin đóng ứng dụng rồi mở lại."
    title_en = "Zalo could not confirm this account. Close the app and open it again."


class ZaloEventNotBelievedError(WalletError):
    """The signature of an event is not Zalo's. Nothing was done."""

    status = 401
    code = "zalo-event-not-valid"
    title_vi = "Thông báo này không phải do Zalo ký. Chưa có gì thay đổi."
    title_en = "This event is not signed by Zalo. Nothing was changed."


class ZaloTakenError(WalletError):
    """The Zalo account is bound to another wallet. Unbind it there, or call the help desk."""

    status = 409
    code = "zalo-bound-elsewhere"
    title_vi = "Tài khoản Zalo này đang nối với ví khác. Chưa có gì thay đổi. Xin bỏ nối ở ví kia trước."
    title_en = "This Zalo account is bound to another wallet. Nothing was changed. Unbind it there first."


class TooManyArrivalsError(WalletError):
    """This Zalo account asks for ways in faster than the operator lets one account; wait as `Retry-After` says."""

    status = 429
    code = "too-many-arrivals"
    title_vi = "Ví vừa được mở từ Zalo quá nhiều lần. Không mất gì cả. Xin đợi một phút rồi mở lại."
    title_en = "The wallet was opened from Zalo too many times just now. Nothing is lost. Open it again in a minute."

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(max(1, math.ceil(seconds)))}  # type: ignore[misc]  # this instance only
