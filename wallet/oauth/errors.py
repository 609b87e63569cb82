"""What the authorization server refuses, in the words of RFC 6749 section 5.2, RFC 9126, RFC 9396, RFC 9449 and CIBA.

Its answers are OAuth's own JSON (`{"error", "error_description"}`), because that is what every OAuth client reads.
"""

from typing import Any, ClassVar
from uuid import UUID

from wallet.errors import NotFoundError, WalletError
from wallet.identity.machine.errors import NONCE_HEADER
from wallet.web.refusals import Shape

REFUSAL = Shape(
    "OAuthRefusal",
    "application/json",
    "error",
    {
        "type": "object",
        "description": "RFC 6749 section 5.2; `reason` and `names` where it is about authorization_details.",
        "required": ["error", "error_description"],
        "properties": {
            "error": {"type": "string"},
            "error_description": {"type": "string"},
            "reason": {"type": "string"},
            "names": {"type": "array", "items": {"type": "string"}},
        },
    },
)


class OAuthError(WalletError):
    """The request is not in the documented form; the description says how. `error` is the registered OAuth word."""

    status = 400
    code = "oauth-invalid-request"
    error: ClassVar[str] = "invalid_request"
    shape: ClassVar[Shape] = REFUSAL
    title_vi = "Yêu cầu xin mã truy cập chưa đúng dạng."
    title_en = "The token request is not in the documented form."


class InvalidClientError(OAuthError):
    """The client has not shown who it is: unknown, switched off or impersonated give the same answer."""

    status = 401
    code = "oauth-invalid-client"
    error = "invalid_client"
    title_vi = "Hệ thống xin mã chưa chứng minh được mình là ai."
    title_en = "The client has not shown who it is."
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'private_key_jwt realm="wallet"'}


class InvalidGrantError(OAuthError):
    """The code, refresh token or request id is wrong, used, expired, of another client, or its consent has ended."""

    code = "oauth-invalid-grant"
    error = "invalid_grant"
    title_vi = "Mã đổi lấy quyền truy cập không còn dùng được."
    title_en = "The code or refresh token is not good, or not any more."


class InvalidDetailsError(OAuthError):
    """`authorization_details` cannot be asked. `reason` says why in a word that is never renamed, `names` what of it.

    Reasons: details-invalid, unknown-procedure, unknown-record-type, unknown-attribute, purpose-mismatch,
    dossier-not-found, dossier-closed, and the grounds service-not-registered-for-procedure and over-asking.
    """

    code = "oauth-invalid-authorization-details"
    error = "invalid_authorization_details"
    title_vi = "Nội dung xin phép chưa đúng, hoặc nhiều hơn thủ tục cần. Công dân chưa bị hỏi."
    title_en = (
        "What is asked is not in the documented form, or more than the procedure needs. The citizen was not asked."
    )

    def __init__(self, detail: str, *, reason: str, names: tuple[str, ...] = (), owner: UUID | None = None) -> None:
        super().__init__(detail, owner=owner)
        self.reason = reason
        self.names = names

    @property
    def more(self) -> dict[str, Any]:
        return {"reason": self.reason, **({"names": list(self.names)} if self.names else {})}


class UnsupportedGrantTypeError(OAuthError):
    """The description of the server (RFC 8414) lists the grant types that are offered."""

    code = "oauth-unsupported-grant-type"
    error = "unsupported_grant_type"
    title_vi = "Cách xin mã này chưa được hỗ trợ."
    title_en = "This grant type is not offered."


class InvalidScopeError(OAuthError):
    """Only the scope `wallet` exists."""

    code = "oauth-invalid-scope"
    error = "invalid_scope"
    title_vi = "Phạm vi xin không tồn tại."
    title_en = "The scope does not exist."


class InvalidProofError(OAuthError):
    """The DPoP proof is missing, not for this call, off in time, or used before."""

    code = "oauth-invalid-dpop-proof"
    error = "invalid_dpop_proof"
    title_vi = "Bằng chứng giữ khóa (DPoP) không hợp lệ."
    title_en = "The DPoP proof is missing or not valid."


class UseNonceError(OAuthError):
    """The proof lacks the wallet's nonce (RFC 9449 section 8). Make a new one with that of the `DPoP-Nonce` header."""

    code = "oauth-use-dpop-nonce"
    error = "use_dpop_nonce"
    title_vi = "Bằng chứng giữ khóa (DPoP) cần mã của ví. Xin gọi lại với mã trong DPoP-Nonce."
    title_en = "The DPoP proof needs the wallet's nonce. Call again with the one in the DPoP-Nonce header."

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.headers = {NONCE_HEADER: nonce}  # type: ignore[misc]  # this instance only


class AuthorizationPendingError(OAuthError):
    """The citizen has not answered yet. Ask again after the interval, or wait for the ping."""

    code = "oauth-authorization-pending"
    error = "authorization_pending"
    title_vi = "Công dân chưa trả lời. Xin hỏi lại sau."
    title_en = "The citizen has not answered yet. Ask again later."


class SlowDownError(OAuthError):
    """Asked before the interval was over: it is five seconds longer from now on."""

    code = "oauth-slow-down"
    error = "slow_down"
    title_vi = "Hỏi quá nhanh. Xin giãn cách thêm năm giây."
    title_en = "Asked too soon. Wait five seconds longer between two calls."


class ExpiredTokenError(OAuthError):
    """The time for the citizen's answer is over; nothing was released. Begin anew."""

    code = "oauth-expired-token"
    error = "expired_token"
    title_vi = "Đã hết thời gian chờ trả lời. Chưa có gì được cung cấp. Xin gửi yêu cầu mới."
    title_en = "The time for an answer is over. Nothing was released. Begin anew."


class AccessDeniedError(OAuthError):
    """The citizen has said no, or has stopped it since. Nothing was released."""

    code = "oauth-access-denied"
    error = "access_denied"
    title_vi = "Công dân không đồng ý. Chưa có gì được cung cấp."
    title_en = "The citizen did not agree. Nothing was released."


class InvalidBindingMessageError(OAuthError):
    """`binding_message` must be 2 to 20 letters and digits that can be read out, blanks and hyphens inside."""

    code = "oauth-invalid-binding-message"
    error = "invalid_binding_message"
    title_vi = "Mã đối chiếu phải có từ 2 đến 20 chữ cái, chữ số."
    title_en = "The binding message must be 2 to 20 letters and digits."


class RequestUriInvalidError(NotFoundError):
    """The link of a service's request was used already, has expired, or is not for this person: all look alike."""

    code = "request-not-valid"
    title_vi = "Đường dẫn này đã dùng rồi hoặc đã hết hạn. Chưa có gì được cung cấp. Xin quay lại trang của cơ quan."
    title_en = "This link was used already or has expired. Nothing was released. Go back to the office's own page."
