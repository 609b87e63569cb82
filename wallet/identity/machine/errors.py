"""Why a machine's call is refused; `WWW-Authenticate` says it as RFC 9449 section 7.1 wants."""

import math
from typing import ClassVar

from wallet.errors import WalletError

ALGORITHMS = ("ES256", "PS256", "EdDSA")
"""FAPI 2.0 Security Profile, section 5.4.1. Nothing symmetric, nothing unsigned."""


NONCE_HEADER = "DPoP-Nonce"


def challenge(error: str | None = None) -> dict[str, str]:
    said = f'error="{error}", ' if error else ""
    return {"WWW-Authenticate": f'DPoP {said}algs="{" ".join(ALGORITHMS)}"'}


class MachineRefusedError(WalletError):
    """The calling service has not shown who it is; nothing was looked at."""

    status = 401
    code = "machine-refused"
    title_vi = "Hệ thống gọi vào chưa chứng minh được mình là ai. Chưa có gì được cung cấp."
    title_en = "The calling system has not shown who it is. Nothing was released."
    headers: ClassVar[dict[str, str]] = challenge()


class TokenMissingError(MachineRefusedError):
    """No `Authorization: DPoP …`. Ask the token endpoint for a token."""

    code = "token-missing"
    title_vi = "Thiếu mã truy cập. Hệ thống gọi vào cần xin mã rồi gọi lại."
    title_en = "There is no access token. Ask the token endpoint for one."


class TokenInvalidError(MachineRefusedError):
    """Not a token of this wallet's: malformed, altered, signed by somebody else, or bound to another key."""

    code = "token-invalid"
    title_vi = "Mã truy cập không hợp lệ. Hệ thống gọi vào cần xin mã mới."
    title_en = "The access token is not valid. Ask for a new one."
    headers: ClassVar[dict[str, str]] = challenge("invalid_token")


class TokenExpiredError(TokenInvalidError):
    """The token's five minutes are over. Ask for a new one."""

    code = "token-expired"
    title_vi = "Mã truy cập đã hết hạn. Hệ thống gọi vào cần xin mã mới."
    title_en = "The access token has expired. Ask for a new one."


class TokenWrongAudienceError(TokenInvalidError):
    """The token was made for another server."""

    code = "token-wrong-audience"
    title_vi = "Mã truy cập này cấp cho nơi khác. Hệ thống gọi vào cần xin đúng mã của ví."
    title_en = "The access token was made for another server."


class TokenRevokedError(TokenInvalidError):
    """The token was revoked, its code or refresh token was used twice, or the consent it stood on has ended."""

    code = "token-revoked"
    title_vi = "Mã truy cập này không còn giá trị: đã bị thu hồi, hoặc công dân đã ngừng cho phép."
    title_en = "The access token has ended: it was revoked, or the citizen's consent has ended."


class TokenOfConsentError(MachineRefusedError):
    """The token is for one consent; this call needs the service's own token, or is about another consent."""

    status = 403
    code = "token-of-consent"
    title_vi = "Mã truy cập này chỉ dùng để lấy đúng những gì công dân đã cho phép một lần."
    title_en = "This access token is for what one consent allows and nothing else."
    headers: ClassVar[dict[str, str]] = challenge("insufficient_scope")


class ServiceNotActiveError(TokenInvalidError):
    """The operator has switched this service off, or it is not registered any more."""

    code = "service-not-active"
    title_vi = "Dịch vụ này hiện không được phép gọi vào ví."
    title_en = "This service may not call the wallet at present."


class ProofMissingError(MachineRefusedError):
    """No `DPoP` header: a token alone is not enough (RFC 9449)."""

    code = "proof-missing"
    title_vi = "Thiếu bằng chứng giữ khóa (DPoP). Chưa có gì được cung cấp."
    title_en = "There is no DPoP proof. A token alone is not enough."
    headers: ClassVar[dict[str, str]] = challenge("invalid_dpop_proof")


class ProofInvalidError(ProofMissingError):
    """The proof is not for this call, not by this token's key, or not signed as it must be; the detail says which."""

    code = "proof-invalid"
    title_vi = "Bằng chứng giữ khóa (DPoP) không hợp lệ cho lần gọi này."
    title_en = "The DPoP proof is not valid for this call."


class ProofReplayedError(ProofInvalidError):
    """This proof was used before; each is good once. Make a new one for every call, also for a retry."""

    code = "proof-replayed"
    title_vi = "Bằng chứng giữ khóa (DPoP) này đã dùng rồi. Mỗi lần gọi cần bằng chứng mới."
    title_en = "This DPoP proof was used before. Make a new one for every call."


class NonceRequiredError(ProofInvalidError):
    """The proof lacks the wallet's nonce, or has an old one. Make a new proof with that of the `DPoP-Nonce` header."""

    code = "dpop-nonce-required"
    title_vi = "Bằng chứng giữ khóa (DPoP) cần mã của ví. Hệ thống gọi vào cần gọi lại với mã trong DPoP-Nonce."
    title_en = "The DPoP proof needs the wallet's nonce. Call again with the one in the DPoP-Nonce header."
    headers: ClassVar[dict[str, str]] = challenge("use_dpop_nonce")

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.nonce = nonce
        self.headers = {**type(self).headers, NONCE_HEADER: nonce}  # type: ignore[misc]  # this instance only


class ClockSkewError(ProofInvalidError):
    """The proof's time is more than a minute from ours. Set the clock; our `Date` header says the time."""

    code = "clock-skew"
    title_vi = "Đồng hồ của hệ thống gọi vào lệch quá một phút. Xin chỉnh lại giờ rồi gọi lại."
    title_en = "The caller's clock is more than a minute off. Set it and call again."


class TooManyCallsError(WalletError):
    """This service calls more often than the operator lets one service call; wait as long as `Retry-After` says."""

    status = 429
    code = "too-many-calls"
    title_vi = "Hệ thống này gọi quá nhiều. Không mất gì cả. Xin gọi lại sau."
    title_en = "This service calls too often. Nothing is lost. Call again later."

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(max(1, math.ceil(seconds)))}  # type: ignore[misc]  # this instance only


MACHINE_REFUSALS = (
    TokenMissingError,
    TokenInvalidError,
    TokenExpiredError,
    TokenWrongAudienceError,
    TokenRevokedError,
    ServiceNotActiveError,
    ProofMissingError,
    ProofInvalidError,
    ProofReplayedError,
    NonceRequiredError,
    ClockSkewError,
    TooManyCallsError,
)
"""Of every call that a service makes with a token."""
