"""Mistakes with names: one that nothing has, and one that two things have."""

from collections.abc import Iterable, Iterator

from policies.errors import CatalogueMistake
from policies.lines import Page, Path

_WORDS = {
    "attribute": "thuộc tính",
    "form": "mẫu đơn",
    "record type": "loại giấy",
    "data set": "bộ dữ liệu",
    "column": "cột",
}


def unknown(page: Page, path: Path, what: str, name: str) -> CatalogueMistake:
    return page.mistake(path, f"chưa có {_WORDS[what]} nào tên '{name}'", f"there is no {what} named '{name}'")


def doubled(page: Page, path: Path, name: str) -> CatalogueMistake:
    return page.mistake(path, f"'{name}' đã có ở trên", f"'{name}' is there already")


def twice(page: Page, named: Iterable[tuple[Path, str]]) -> Iterator[CatalogueMistake]:
    """Every name that was used by one before it."""
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield doubled(page, path, name)
        seen.add(name)
