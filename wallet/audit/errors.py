"""Refusals at the auditor's desk."""

from wallet.errors import InvalidRequestError, WalletError


class ReasonMissingError(InvalidRequestError):
    """An opening needs a reason of 10 to 500 letters; nothing was opened. The citizen will read it."""

    code = "audit-reason-missing"
    title_vi = "Chưa ghi lý do (từ 10 đến 500 chữ cái). Chưa mở gì. Người dân sẽ đọc lý do này."
    title_en = "State a reason of 10 to 500 letters: the citizen will read it. Nothing was opened."


class EntryNotFoundError(WalletError):
    """No entry of the log has this number."""

    status = 404
    code = "audit-entry-not-found"
    title_vi = "Sổ ghi không có dòng này. Chưa mở gì. Xin xem lại số dòng."
    title_en = "The log has no entry with this number. Nothing was opened."


class EntryClosedError(WalletError):
    """The entry's body was erased on purpose, or cannot be read; its header stands."""

    status = 410
    code = "audit-entry-closed"
    title_vi = "Nội dung của dòng này không còn mở được. Phần công khai vẫn còn trong sổ."
    title_en = "The body of this entry can no longer be opened. Its public header stands."


class SampleNotPossibleError(WalletError):
    """No checkpoint of this size is published, or it holds fewer entries than were asked for."""

    status = 409
    code = "audit-sample-not-possible"
    title_vi = "Chưa có dấu chốt như vậy, hoặc sổ có ít dòng hơn số xin rút. Xin chọn số khác."
    title_en = "There is no such published checkpoint, or the log holds fewer entries than asked for."


class BulkOpeningNotFoundError(WalletError):
    """No such request."""

    status = 404
    code = "audit-bulk-opening-not-found"
    title_vi = "Không có đề nghị mở nhiều dòng nào như vậy."
    title_en = "There is no such request to open several entries."


class SecondPersonNeededError(WalletError):
    """Several entries are opened only after another auditor, of the same request, has agreed in time."""

    status = 409
    code = "audit-second-person-needed"
    title_vi = "Phải có kiểm tra viên thứ hai đồng ý, và còn trong thời hạn. Chưa mở gì."
    title_en = "A second auditor has to agree first, and in time. Nothing was opened."
