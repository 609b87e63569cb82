"""Says in a plain sentence what the shape check found, for the person who wrote the file."""

from collections.abc import Callable
from typing import Any

from pydantic_core import ErrorDetails

_Sentence = Callable[[str, dict[str, Any]], tuple[str, str]]


def sentence(error: ErrorDetails) -> tuple[str, str]:
    """Vietnamese and English, for one error of pydantic's list."""
    name = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] in _SENTENCES:
        return _SENTENCES[error["type"]](name, error.get("ctx", {}))
    return f"mục '{name}' chưa đúng ({error['msg']})", f"'{name}' is not right ({error['msg']})"


def _allowed(name: str, context: dict[str, Any]) -> tuple[str, str]:
    words = str(context.get("expected", "")).replace(" or ", ", ")
    return f"mục '{name}' chỉ nhận một trong: {words}", f"'{name}' has to be one of: {words}"


_SENTENCES: dict[str, _Sentence] = {
    "missing": lambda name, _: (f"thiếu mục '{name}'", f"'{name}' is missing"),
    "extra_forbidden": lambda name, _: (f"không có mục nào tên là '{name}'", f"there is no member named '{name}'"),
    "string_type": lambda name, _: (
        f"mục '{name}' phải là chữ; nếu là số thì đặt trong dấu nháy kép",
        f"'{name}' has to be text; put a number in double quotes",
    ),
    "bool_type": lambda name, _: (f"mục '{name}' phải là true hoặc false", f"'{name}' has to be true or false"),
    "int_type": lambda name, _: (f"mục '{name}' phải là một số nguyên", f"'{name}' has to be a whole number"),
    "list_type": lambda name, _: (f"mục '{name}' phải là một danh sách", f"'{name}' has to be a list"),
    "dict_type": lambda name, _: (f"mục '{name}' phải có các mục con", f"'{name}' has to have members"),
    "model_type": lambda name, _: (f"mục '{name}' phải có các mục con", f"'{name}' has to have members"),
    "string_pattern_mismatch": lambda name, context: (
        f"mục '{name}' viết chưa đúng mẫu {context['pattern']}",
        f"'{name}' is not written as {context['pattern']}",
    ),
    "string_too_short": lambda name, _: (f"mục '{name}' còn trống", f"'{name}' is empty"),
    "too_short": lambda name, _: (f"mục '{name}' còn trống", f"'{name}' is empty"),
    "enum": _allowed,
    "literal_error": _allowed,
}
