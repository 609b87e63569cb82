"""What can be wrong with a claim."""

from wallet.errors import NotFoundError, WalletError


class ClaimNotFoundError(NotFoundError):
    """No such claim, or it is not the caller's to see: the answer is the same."""

    code = "mandate-claim-not-found"
    title_vi = "Không tìm thấy yêu cầu làm thay này. Xin xem lại danh sách."
    title_en = "There is no such claim. Look at the list."


class ClaimStateError(WalletError):
    """It was decided, withdrawn or ended before, or its paper is gone; nothing changed. Load it anew."""

    status = 409
    code = "mandate-claim-state"
    title_vi = "Yêu cầu làm thay này đã xong, đã rút, hoặc giấy kèm theo không còn. Không có gì thay đổi. Xin tải lại."
    title_en = "This claim was decided or withdrawn, or its paper is gone. Nothing changed. Load it again."


class SecondOfficerError(WalletError):
    """The same member of staff has said yes before: another one has to compare the original too."""

    status = 409
    code = "mandate-claim-second-officer"
    title_vi = "Anh/chị đã đồng ý rồi. Phải có một cán bộ khác cùng đối chiếu bản chính."
    title_en = "You have agreed before. Another member of staff has to compare the original too."


class ClaimChecksError(WalletError):
    """Not everything was looked at, or it is not the paper that was shown; nothing was granted."""

    status = 422
    code = "mandate-claim-checks"
    title_vi = "Chưa đánh dấu đủ các điều đã đối chiếu, hoặc giấy không phải giấy đã xem. Chưa có gì thay đổi."
    title_en = "Not everything was checked, or it is not the paper that was shown. Nothing was changed."


class TooManyClaimsError(WalletError):
    """Five claims in thirty days from one person; wait."""

    status = 429
    code = "too-many-mandate-claims"
    title_vi = "Đã gửi nhiều yêu cầu làm thay trong 30 ngày qua. Xin đến bộ phận một cửa để được giúp."
    title_en = "Too many claims within thirty days. Please go to the help desk."
    headers = {"Retry-After": "86400"}  # noqa: RUF012  (a ClassVar of the base)
