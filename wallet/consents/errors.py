"""What can be wrong with a consent."""

from wallet.errors import InvalidRequestError, NotFoundError, WalletError


class ConsentNotFoundError(NotFoundError):
    """No such consent, or it is not the caller's: the answer is the same."""

    code = "consent-not-found"
    title_vi = "Không tìm thấy câu hỏi hoặc sự cho phép này. Xin xem lại danh sách."
    title_en = "There is no such question or permission. Look at the list."


class ConsentStateError(WalletError):
    """The consent is no longer in a state where this can be done; nothing changed. Load it anew."""

    status = 409
    code = "consent-state"
    title_vi = "Câu hỏi này đã được trả lời hoặc đã hết hạn. Không có gì thay đổi. Xin mở lại danh sách."
    title_en = "This question was answered already, or has ended. Nothing changed. Open the list again."


class ConsentEndedMeanwhileError(WalletError):
    """The citizen stopped or paused it while this was on its way; nothing left. A download breaks off."""

    status = 403
    code = "consent-ended-meanwhile"
    title_vi = "Người dân vừa ngừng cho xem. Không có gì được gửi đi."
    title_en = "The citizen has just stopped this. Nothing was sent."


class NothingAskedError(InvalidRequestError):
    """A request for consent must name at least one attribute or document."""

    code = "nothing-asked"
    title_vi = "Yêu cầu chưa nêu thông tin hay giấy tờ nào. Chưa có gì được gửi cho công dân."
    title_en = "The request names no attribute and no document. The citizen was not asked."


class NoticeChangedError(WalletError):
    """The question on the screen is not the one that is asked now; nothing was decided. Read it again."""

    status = 409
    code = "notice-changed"
    title_vi = "Câu hỏi đã thay đổi sau khi mở trang. Chưa có gì được đồng ý. Xin đọc lại câu hỏi."
    title_en = "The question has changed since the page was opened. Nothing was agreed. Read it again."


class RequiredItemsMissingError(WalletError):
    """The citizen's papers hold none of what the service requires; there is nothing to agree to."""

    status = 409
    code = "nothing-to-show"
    title_vi = "Ví chưa có giấy nào chứa thông tin được hỏi. Xin thêm giấy rồi trả lời sau."
    title_en = "The wallet holds nothing of what is asked. Add the paper and answer later."
