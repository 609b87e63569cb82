"""What can go wrong with a province's folder."""

from policies.errors import CatalogueMistake
from wallet.errors import InvalidRequestError, SettingsError

TOLD_AT_MOST = 20


class CatalogueRefusedError(InvalidRequestError):
    """The province's folder is not in order; the catalogue before it stays in force. `fields` names files and lines."""

    code = "catalogue-refused"
    title_vi = "Danh mục mới có lỗi nên chưa dùng. Danh mục cũ vẫn có hiệu lực. Xin sửa các dòng được nêu rồi đọc lại."
    title_en = "The new catalogue has mistakes. The old one stays in force. Correct the lines named and reload."

    def __init__(self, mistakes: tuple[CatalogueMistake, ...]) -> None:
        told = tuple((f"/{each.file}", f"dòng {each.line}: {each.vi}") for each in mistakes[:TOLD_AT_MOST])
        super().__init__(f"mistakes {len(mistakes)}, the catalogue before stays in force", fields=told)
        self.mistakes = mistakes


class CatalogueUnusableError(SettingsError):
    """The province's folder is not in order and there is no catalogue before it: the wallet does not start."""

    code = "catalogue-unusable"
    title_vi = "Danh mục có lỗi nên ví chưa khởi động. Xin sửa các dòng được nêu rồi khởi động lại."
    title_en = "The catalogue has mistakes, so the wallet does not start. Correct the lines named and start again."

    def __init__(self, mistakes: tuple[CatalogueMistake, ...]) -> None:
        super().__init__("\n".join(told(mistakes)))


def told(mistakes: tuple[CatalogueMistake, ...]) -> list[str]:
    """One line each, as a person at a terminal reads them."""
    return [f"{each.file}:{each.line}: {each.vi} / {each.en}" for each in mistakes]
