"""Why somebody could not sign in with an identity provider. None says anything about the person."""

from wallet.errors import NotReadyError, WalletError


class ProviderAbsentError(WalletError):
    """No identity provider is set up for this kind of person."""

    status = 404
    code = "no-identity-provider"
    title_vi = "Ví này chưa nối với hệ thống đăng nhập nào. Xin dùng đường dẫn vào ví mà bộ phận một cửa gửi."
    title_en = "This wallet is connected with no sign-in system. Use the link that the help desk sends."


class ProviderUnreachableError(NotReadyError):
    """The identity provider does not answer, or not as its standard says. Try again later."""

    code = "identity-provider-unreachable"
    title_vi = "Hệ thống đăng nhập đang không trả lời. Không mất gì cả. Xin thử lại sau ít phút."
    title_en = "The sign-in system does not answer. Nothing is lost. Please try again in a few minutes."


class SignInNotCompletedError(WalletError):
    """The person turned back at the provider, or the answer belongs to another browser or was used. Begin anew."""

    status = 401
    code = "sign-in-not-completed"
    title_vi = "Việc đăng nhập chưa xong. Chưa có gì thay đổi. Xin về trang đầu và bấm vào ví lần nữa."
    title_en = "The sign-in was not completed. Nothing was changed. Go to the first page and sign in again."


class ProviderNotBelievedError(WalletError):
    """What the provider sent is not signed by it, not for us, too old, or for another attempt."""

    status = 401
    code = "identity-not-believed"
    title_vi = "Chưa xác nhận được người đăng nhập. Chưa có gì thay đổi. Xin thử lại; nếu vẫn vậy, gọi bộ phận một cửa."
    title_en = "Who signs in could not be confirmed. Nothing was changed. Try again, or call the help desk."


class LevelTooLowError(WalletError):
    """The person was authenticated with less than the wallet asks for (Decree 69/2024/NĐ-CP Art 20)."""

    status = 403
    code = "authentication-level-too-low"
    title_vi = "Cần đăng nhập bằng tài khoản định danh mức cao hơn (ví dụ VNeID mức 2). Chưa có gì thay đổi."
    title_en = "An account of a higher level is needed, such as VNeID level 2. Nothing was changed."


class PersonUnknownError(WalletError):
    """The provider named somebody who may not come in here: no ID number, an erased wallet, or no such staff."""

    status = 403
    code = "person-not-known"
    title_vi = "Tài khoản này chưa dùng ví được. Chưa có gì thay đổi. Xin gọi bộ phận một cửa."
    title_en = "This account cannot use the wallet. Nothing was changed. Call the help desk."
