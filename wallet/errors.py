"""What can go wrong, as the outside sees it: one class per cause, with a status and a code that is never renamed.

`wallet.web.problems` turns these into RFC 9457 documents. `docs/errors.md` lists every code; a test compares the two.
Each class says in Vietnamese, then English, what happened and what to do next. None of them carries a citizen's value.
"""

from typing import ClassVar
from uuid import UUID


class WalletError(Exception):
    """Base of all refusals; the transaction around it is rolled back. Itself: unforeseen, nothing lost, try again."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal-error"
    title_vi: ClassVar[str] = "Có lỗi trong hệ thống. Không mất gì cả. Xin thử lại sau ít phút."
    title_en: ClassVar[str] = "Something failed on our side. Nothing is lost. Please try again in a few minutes."
    headers: ClassVar[dict[str, str]] = {}

    def __init__(
        self, detail: str | None = None, *, fields: tuple[tuple[str, str], ...] = (), owner: UUID | None = None
    ) -> None:
        """`detail`: what exactly, in English, for a developer; `fields`: (JSON pointer, reason) of each bad member.

        `owner`: whose thing was reached for by somebody else; the attempt becomes an entry of their log.
        """
        super().__init__(detail or self.code)
        self.detail = detail
        self.fields = fields
        self.owner = owner


class InvalidRequestError(WalletError):
    """The request does not have the documented shape; nothing was stored. Correct it before sending it again."""

    status = 422
    code = "invalid-request"
    title_vi = "Nội dung gửi lên chưa đúng. Chưa có gì được lưu. Xin sửa rồi gửi lại."
    title_en = "What was sent is not in the documented form. Nothing was stored. Correct it and send it again."


class MalformedBodyError(WalletError):
    """The body cannot be read as what its Content-Type says; nothing was stored."""

    status = 400
    code = "malformed-body"
    title_vi = "Không đọc được nội dung gửi lên. Chưa có gì được lưu. Xin gửi lại."
    title_en = "The body could not be read. Nothing was stored. Send it again."


class TruncatedBodyError(WalletError):
    """Fewer bytes came than were announced; nothing was stored. Send the whole body again."""

    status = 400
    code = "truncated-body"
    title_vi = "Mạng yếu, tệp chưa gửi xong. Chưa có gì được lưu. Xin bấm Gửi lại."
    title_en = "The upload broke off. Nothing was stored. Send it again."


class BodyTooLargeError(WalletError):
    """More bytes than the limit; nothing was stored."""

    status = 413
    code = "body-too-large"
    title_vi = "Tệp lớn quá mức cho phép. Chưa có gì được lưu. Xin chọn tệp nhỏ hơn."
    title_en = "The file is larger than allowed. Nothing was stored. Choose a smaller one."


class UnsupportedMediaTypeError(WalletError):
    """The content is not of an accepted type, or not what its label says; nothing was stored."""

    status = 415
    code = "unsupported-media-type"
    title_vi = "Loại tệp này chưa nhận được. Xin gửi ảnh JPEG, PNG, WebP, HEIC hoặc tệp PDF."
    title_en = "This kind of file is not accepted. Send a JPEG, PNG, WebP or HEIC picture, or a PDF."


class NotFoundError(WalletError):
    """No such thing, or it is somebody else's: the answer is the same."""

    status = 404
    code = "not-found"
    title_vi = "Không tìm thấy. Xin xem lại đường dẫn hoặc quay về trang đầu."
    title_en = "Not found. Check the address or go back to the first page."


class MethodNotAllowedError(WalletError):
    """The path exists, the method does not."""

    status = 405
    code = "method-not-allowed"
    title_vi = "Thao tác này không có ở đây. Xin quay về trang đầu."
    title_en = "This method is not offered here."


class SignInRequiredError(WalletError):
    """Nobody is signed in, or the session has ended. Sign in and try again."""

    status = 401
    code = "sign-in-required"
    title_vi = "Xin đăng nhập để xem phần này. Những gì đã lưu vẫn còn."
    title_en = "Please sign in to see this. What was saved is still there."


class WrongRoleError(WalletError):
    """Signed in, but not as the kind of user that may do this."""

    status = 403
    code = "wrong-role"
    title_vi = "Tài khoản này không dùng được phần này. Xin đăng nhập bằng tài khoản khác."
    title_en = "This account may not use this part. Sign in with another account."


class CrossSiteRequestError(WalletError):
    """A change was asked from a page that is not ours, or the form is too old. Load the page anew and press again."""

    status = 403
    code = "cross-site-request"
    title_vi = "Trang đã cũ. Chưa có gì thay đổi. Xin mở lại trang và bấm lần nữa."
    title_en = "The page is out of date. Nothing was changed. Load it again and press once more."


class NotReadyError(WalletError):
    """A part that this needs does not answer (keys, log, database, store). Nothing was released; try again."""

    status = 503
    code = "not-ready"
    title_vi = "Hệ thống đang bận. Không mất gì cả. Xin thử lại sau ít phút."
    title_en = "The system is busy. Nothing is lost. Please try again in a few minutes."
    headers = {"Retry-After": "5"}  # noqa: RUF012  (a ClassVar of the base)


class SettingsError(WalletError):
    """The environment asks for something that cannot work; the message says which variable to set."""

    code = "bad-settings"
    title_vi = "Cấu hình chưa dùng được. Xin sửa biến môi trường được nêu rồi khởi động lại."
    title_en = "These settings cannot work. Change the variable that is named and start again."
