"""What can be wrong with the wish to take everything along."""

from wallet.errors import InvalidRequestError


class LockNotUsableError(InvalidRequestError):
    """The passphrase is too short, or the key is no age recipient, or both were given; nothing was opened."""

    code = "lock-not-usable"
    title_vi = "Câu khóa phải có ít nhất 12 ký tự. Chưa lấy gì ra khỏi ví."
    title_en = "A passphrase needs at least 12 letters, a key begins with age1. Nothing was taken."
