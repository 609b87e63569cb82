"""Why a witness does not begin."""

from wallet.errors import WalletError


class WitnessFolderError(WalletError):
    """The witness's folder cannot be used as it is; the detail says what to change. Nothing was signed."""

    status = 409
    code = "witness-folder"
    title_vi = "Không dùng được thư mục của bên làm chứng."
    title_en = "The folder of the witness cannot be used."
