"""What can go wrong with the access log. No log, no answer: most of these mean that nothing was released."""

from wallet.errors import WalletError


class LogOverloadedError(WalletError):
    """More entries wait for their place than the queue holds; nothing was done or released. Try again in seconds."""

    status = 503
    code = "log-overloaded"
    title_vi = "Hệ thống đang quá tải. Không mất gì cả. Xin thử lại sau ít phút."
    title_en = "The access log is overloaded. Nothing was released and nothing is lost. Please try again in a moment."
    headers = {"Retry-After": "5"}  # noqa: RUF012  (a ClassVar of the base)


class LogStoppedError(WalletError):
    """The log met an alarm and takes no entry, so nothing is released, until an operator has looked at it."""

    status = 503
    code = "log-stopped"
    title_vi = "Sổ truy cập đang tạm dừng để kiểm tra. Chưa có gì được đưa ra. Xin thử lại sau."
    title_en = "The access log has stopped for an examination. Nothing was released. Please try again later."
    headers = {"Retry-After": "60"}  # noqa: RUF012  (as above)


class NotDurableError(WalletError):
    """A receipt was asked for before the commit, or after a rollback; what it was to allow must not happen."""

    status = 503
    code = "not-durable"
    title_vi = "Chưa ghi được sổ truy cập nên chưa đưa ra gì. Xin thử lại sau ít phút."
    title_en = "The access could not be written to the log, so nothing was released. Please try again."
    headers = {"Retry-After": "5"}  # noqa: RUF012  (as above)


class SubjectErasedError(WalletError):
    """The citizen's log key was destroyed on purpose: no body of theirs opens any more, and none can be written."""

    status = 410
    code = "log-subject-erased"
    title_vi = "Ví này đã được xoá theo yêu cầu. Sổ truy cập của ví không còn đọc được."
    title_en = "This wallet was erased on request. Its access log can no longer be read."


class ForkAlarmError(WalletError):
    """Published bytes and committed rows disagree. The log stops; do not repair it before somebody understands it."""

    status = 503
    code = "log-fork-alarm"
    title_vi = "Sổ truy cập công khai không khớp với cơ sở dữ liệu. Sổ đã dừng lại."
    title_en = "The published access log and the database disagree. The log has stopped."


class RolledBackError(WalletError):
    """The database is older than what was published: a backup was restored. Close this origin and begin a new one."""

    status = 503
    code = "log-rolled-back"
    title_vi = "Cơ sở dữ liệu cũ hơn sổ truy cập đã công bố. Hệ thống không khởi động."
    title_en = "The database is older than the published access log. The wallet refuses to start."


class LogClosedError(WalletError):
    """This origin was closed and another goes on: set WALLET_LOG_ORIGIN to it."""

    status = 503
    code = "log-closed"
    title_vi = "Sổ truy cập này đã đóng và được nối tiếp bằng sổ khác. Hệ thống không khởi động với sổ cũ."
    title_en = "This access log was closed and another one goes on. The wallet does not start with the old one."


class RotationError(WalletError):
    """The log cannot be closed now; nothing was changed. The detail says what to do first."""

    status = 409
    code = "log-not-rotated"
    title_vi = "Chưa thể đóng sổ truy cập. Chưa có gì thay đổi."
    title_en = "The access log cannot be closed now. Nothing was changed."


class BadPolicyError(WalletError):
    """The file of WALLET_WITNESS_POLICY_FILE cannot be used; the detail names the line. The wallet does not start."""

    status = 503
    code = "log-witness-policy"
    title_vi = "Không đọc được tệp quy định bên làm chứng của sổ truy cập. Hệ thống không khởi động."
    title_en = "The witness policy of the access log cannot be used. The wallet does not start."


class NoAlarmError(WalletError):
    """There is no alarm to lift."""

    status = 409
    code = "log-no-alarm"
    title_vi = "Sổ truy cập không có báo động nào."
    title_en = "The access log has no alarm."


class SealRefusedError(WalletError):
    """An order cannot close this entry; the detail says why. Nothing was sealed."""

    status = 422
    code = "seal-refused"
    title_vi = "Chưa giữ kín được dòng này. Xin xem lại mã dòng, ngày và số quyết định."
    title_en = "This entry cannot be sealed. Check the entry's id, the date and the order's number."


NO_LOG = (LogOverloadedError, LogStoppedError, NotDurableError)
"""Of everything that writes an entry: no log, no answer."""


class FencedError(Exception):
    """Another sequencer has taken over, or a row was not as it was left: stop and load everything anew."""


class MalformedLogError(ValueError):
    """These bytes are not a checkpoint, a verifier key, an entry bundle or a tile."""


class DamagedLogError(MalformedLogError):
    """A published file is missing or is not what the rest of the log says; `index`: the first entry concerned."""

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(reason)
        self.index = index


class BadTimestampError(MalformedLogError):
    """The answer of a time-stamping authority is not a stamp on this checkpoint, or not by anybody who is trusted."""


class BadSignatureError(MalformedLogError):
    """The checkpoint carries no valid signature of the expected key."""
