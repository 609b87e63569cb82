"""What can be wrong with a dossier."""

from wallet.errors import InvalidRequestError, NotFoundError, WalletError


class DossierNotFoundError(NotFoundError):
    """No such dossier, or it is not the caller's: the answer is the same."""

    code = "dossier-not-found"
    title_vi = "Không tìm thấy hồ sơ này. Xin xem lại mã hồ sơ."
    title_en = "There is no such dossier. Check its code."


class ProcedureUnknownError(InvalidRequestError):
    """The catalogue has no such procedure; nothing was opened."""

    code = "unknown-procedure"
    title_vi = "Danh mục chưa có thủ tục này. Chưa có gì được mở. Xin kiểm tra mã thủ tục."
    title_en = "The catalogue has no such procedure. Nothing was opened. Check the code."


class DossierExistsError(WalletError):
    """This service has used the reference for another dossier; nothing was opened."""

    status = 409
    code = "dossier-exists"
    title_vi = "Mã hồ sơ này đã dùng cho hồ sơ khác. Chưa có gì được mở."
    title_en = "This reference belongs to another dossier of yours. Nothing was opened."


class DossierClosedError(WalletError):
    """The dossier is closed; nothing can be asked or deposited under it."""

    status = 409
    code = "dossier-closed"
    title_vi = "Hồ sơ này đã đóng. Không có gì thay đổi."
    title_en = "This dossier is closed. Nothing changed."


class ResultTypeError(InvalidRequestError):
    """The procedure does not produce records of this type; nothing was stored."""

    code = "result-type-mismatch"
    title_vi = "Thủ tục này không trả loại kết quả đó. Chưa có gì được lưu."
    title_en = "This procedure does not produce results of that type. Nothing was stored."


class ReleaseEndedError(NotFoundError):
    """The release has no such document, or its fifteen minutes are over; ask for a new release."""

    code = "release-ended"
    title_vi = "Lượt xem này đã hết. Xin gửi yêu cầu mới."
    title_en = "This release has ended, or has no such document. Ask for a new one."


class ReleaseProofInvalidError(InvalidRequestError):
    """Not a proof that this wallet signed for a release of this dossier; nothing was compared."""

    code = "release-proof-invalid"
    title_vi = "Bằng chứng cung cấp thông tin không đúng với hồ sơ này. Chưa có gì được đối chiếu."
    title_en = "This is no proof of a release to this dossier. Nothing was compared."


class ReleaseRefusedError(WalletError):
    """The gate refused; `grounds` say why, each by its public name. Never raised: its title serves the answer."""

    status = 403
    code = "release-refused"
    title_vi = "Không được xem. Lý do ghi ở mục grounds. Công dân thấy lần hỏi này trong mục Ai đã xem."
    title_en = "The release was refused for the grounds given. The citizen sees this attempt in their log."
