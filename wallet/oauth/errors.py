"""What the token endpoint refuses, in the words of RFC 6749 section 5.2 and RFC 9449 section 5.

Its answers are OAuth's own JSON (`{"error", "error_description"}`), because that is what every OAuth client reads.
"""

from typing import ClassVar

from wallet.errors import WalletError


class OAuthError(WalletError):
    """The request is not in the documented form; the description says how. `error` is the registered OAuth word."""

    status = 400
    code = "oauth-invalid-request"
    error: ClassVar[str] = "invalid_request"
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


class UnsupportedGrantTypeError(OAuthError):
    """Only `client_credentials` is offered here."""

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
