"""What can be wrong with a record."""

from wallet.errors import InvalidRequestError, NotFoundError, WalletError
from wallet.identity.errors import CitizenErasedError
from wallet.intake.errors import DocumentRefusedError, InspectionUnavailableError, ScannerUnavailableError
from wallet.web.errors import SealedDataDamagedError, SealedDataGoneError


class RecordNotFoundError(NotFoundError):
    """No such record, or it is somebody else's, or it was deleted: the answer is the same."""

    code = "record-not-found"
    title_vi = "Không tìm thấy giấy này. Có thể giấy đã được xóa. Xin xem lại danh sách giấy tờ của mình."
    title_en = "There is no such paper. It may have been deleted. Look at your list of papers."


class DocumentNotFoundError(NotFoundError):
    """The record has data but no document."""

    code = "document-not-found"
    title_vi = "Giấy này chỉ có thông tin, không kèm tệp."
    title_en = "This record has no document."


class RecordTypeUnknownError(InvalidRequestError):
    """The catalogue has no such record type; nothing was stored."""

    code = "unknown-record-type"
    title_vi = "Chưa có loại giấy này trong danh mục. Chưa có gì được lưu. Xin chọn loại khác."
    title_en = "The catalogue has no such record type. Nothing was stored."


class RecordValuesInvalidError(InvalidRequestError):
    """An attribute is unknown to this record type, or its value has the wrong shape; nothing was stored."""

    code = "record-values-invalid"
    title_vi = "Thông tin trên giấy chưa đúng. Chưa có gì được lưu. Xin sửa các ô được nêu rồi gửi lại."
    title_en = "Some of the record's values are wrong. Nothing was stored. Correct the fields named and send it again."


class DepositNotAllowedError(WalletError):
    """This service is not registered to deposit records of this type; ask the operator."""

    status = 403
    code = "deposit-not-allowed"
    title_vi = "Cơ quan này chưa được phép gửi loại giấy này. Xin liên hệ đơn vị vận hành."
    title_en = "This service may not deposit records of this type. Contact the operator."


class AgreementRequiredError(InvalidRequestError):
    """A sensitive document came without the hash of the text that its owner has to agree to; nothing was stored.

    `GET /v1/record-types/{type}/agreement` has the text. Without a document no agreement is needed.
    """

    code = "agreement-required"
    title_vi = "Giấy này cần lời đồng ý riêng trước khi giữ ảnh. Chưa có gì được lưu. Xin đọc rồi đồng ý, hoặc bỏ ảnh."
    title_en = (
        "Keeping this document needs a consent of its own. Nothing was stored. Agree to the text, or leave it out."
    )


class RecordChangedError(WalletError):
    """Somebody else gave this record its next version first; nothing was stored. Send it again."""

    status = 409
    code = "record-changed"
    title_vi = "Giấy này vừa được cập nhật ở nơi khác. Chưa có gì được lưu. Xin gửi lại."
    title_en = "This record was changed by another call. Nothing was stored. Send it again."


class RecordEndedError(WalletError):
    """The record was revoked or superseded before, and stays so; nothing was stored. Deposit a new record instead."""

    status = 409
    code = "record-ended"
    title_vi = "Giấy này đã được thu hồi hoặc thay thế từ trước. Không có gì thay đổi."
    title_en = "This record was revoked or replaced before. Nothing changed."


class RecordIssuedError(WalletError):
    """An issuer vouches for this record, so its owner does not change it: ask the issuer for a correction."""

    status = 409
    code = "record-issued"
    title_vi = "Giấy này do nơi cấp bảo đảm nên không tự sửa được. Nếu có chỗ sai, xin bấm Đề nghị sửa giấy."
    title_en = "An issuer vouches for this paper, so you cannot change it. If something is wrong, ask for a correction."


class AddressNotPossibleError(InvalidRequestError):
    """This paper has no such old address, or the place is none of those that it can have become; nothing was stored."""

    code = "address-not-possible"
    title_vi = "Nơi này không phải là nơi mà địa chỉ cũ có thể đã chuyển thành. Chưa có gì được lưu. Xin chọn lại."
    title_en = "The old address cannot have become this place. Nothing was stored. Choose again."


class SupersedingRecordError(InvalidRequestError):
    """`superseded_by` must name a later, valid record of the same person and type that this service deposited."""

    code = "superseding-record-invalid"
    title_vi = "Giấy thay thế chưa đúng: phải cùng người, cùng loại, cấp sau và còn hiệu lực. Không có gì thay đổi."
    title_en = "The replacing record must be a later, valid one of the same person and type. Nothing changed."


class IdempotencyKeyReusedError(WalletError):
    """The same Idempotency-Key came with other content; nothing was stored. Use a new key for a new request."""

    status = 422
    code = "idempotency-key-reused"
    title_vi = "Mã gửi lặp đã dùng cho nội dung khác. Chưa có gì được lưu."
    title_en = "This Idempotency-Key was used with other content. Nothing was stored. Use a new key."


class LinkNotValidError(WalletError):
    """The link is unknown, was used or is older than two minutes: the answer is the same. Make a new one."""

    status = 404
    code = "link-not-valid"
    title_vi = "Đường dẫn này đã dùng rồi hoặc đã quá hai phút. Xin mở lại giấy trong ví và bấm lần nữa."
    title_en = "This link was used already or is older than two minutes. Open the paper in the wallet and try again."


OPENING = (CitizenErasedError, SealedDataDamagedError, SealedDataGoneError)
"""Of everything that opens a sealed value."""

DEPOSITING = (
    CitizenErasedError,
    DocumentRefusedError,
    IdempotencyKeyReusedError,
    InspectionUnavailableError,
    RecordTypeUnknownError,
    RecordValuesInvalidError,
    ScannerUnavailableError,
)
"""Of everything that keeps a new paper."""
