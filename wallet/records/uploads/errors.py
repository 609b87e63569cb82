"""What can be wrong with a paper that comes in pieces."""

from typing import ClassVar

from wallet.errors import InvalidRequestError, NotFoundError, WalletError

TUS_VERSION = "1.0.0"


class UploadNotFoundError(NotFoundError):
    """No such upload, or it is somebody else's, or its three days are over: the answer is the same. Begin anew."""

    code = "upload-not-found"
    title_vi = "Không còn phần đã gửi của giấy này. Xin chọn lại ảnh hoặc tệp rồi gửi từ đầu."
    title_en = "There is no such upload any more. Choose the file again and send it from the beginning."


class UploadOffsetError(WalletError):
    """The piece does not begin where the upload stands; nothing was stored. Ask where it stands (HEAD) and go on there.

    Also when two calls bring the same piece at once: one of them is too late.
    """

    status = 409
    code = "upload-offset-mismatch"
    title_vi = "Phần gửi lên không nối tiếp phần đã có. Không mất gì cả. Xin bấm Gửi lại."
    title_en = "The piece does not begin where the upload stands. Nothing is lost. Ask where it stands and go on there."


class UploadInTooManyPiecesError(WalletError):
    """The upload came in more pieces than are kept for one paper. Begin anew, with larger pieces."""

    status = 413
    code = "upload-too-many-pieces"
    title_vi = "Giấy này đã gửi thành quá nhiều phần nhỏ. Xin chọn lại ảnh hoặc tệp rồi gửi từ đầu."
    title_en = "The upload came in too many small pieces. Begin anew, with larger ones."


class UploadUnfinishedError(WalletError):
    """Not all of the paper is here, so it cannot be kept yet. Send the rest first; nothing is lost."""

    status = 409
    code = "upload-unfinished"
    title_vi = "Mạng yếu, giấy chưa gửi xong. Bấm Gửi lại, phần đã gửi vẫn còn."
    title_en = "Not all of the file is here yet. Send the rest first; what was sent is still there."


class UploadAlteredError(InvalidRequestError):
    """What arrived is not the file whose SHA-256 was announced; it was thrown away. Begin anew."""

    code = "upload-altered"
    title_vi = "Tệp nhận được không giống tệp đã chọn. Chưa có gì được lưu. Xin chọn lại ảnh hoặc tệp rồi gửi từ đầu."
    title_en = "What arrived is not the file that was announced. Nothing was stored. Send it again from the beginning."


class UploadProtocolError(WalletError):
    """The caller speaks another version of tus than 1.0.0, or none. `Tus-Version` says which one is spoken here."""

    status = 412
    code = "upload-protocol"
    title_vi = "Phần mềm gửi tệp dùng cách gửi mà ví không hiểu. Chưa có gì được lưu."
    title_en = "The header Tus-Resumable must say 1.0.0. Nothing was stored."
    headers: ClassVar[dict[str, str]] = {"Tus-Version": TUS_VERSION}
