"""Says in a plain sentence what the shape check found, for the person who wrote the file."""

from collections.abc import Callable
from typing import Any

from pydantic_core import ErrorDetails

from policies.spelling import EXAMPLES

_LONGEST_NAME = 60

_Sentence = Callable[[str, dict[str, Any]], tuple[str, str]]


def sentence(error: ErrorDetails) -> tuple[str, str]:
    """Vietnamese and English, for one error of pydantic's list."""
    if not error["loc"]:
        return "tệp này phải có các mục con, ví dụ 'label:'", "this file has to have members, such as 'label:'"
    name = _name(error["loc"])
    if error["type"] in _SENTENCES:
        return _SENTENCES[error["type"]](name, error.get("ctx", {}))
    return f"mục '{name}' chưa đúng ({error['msg']})", f"'{name}' is not right ({error['msg']})"


def _name(place: tuple[int | str, ...]) -> str:
    """The member, as its author knows it: a paper in `any_of`, not "2"."""
    words = [step for step in place if isinstance(step, str) and step != "[key]"]
    return words[-1][:_LONGEST_NAME] if words else ""


def _allowed(name: str, context: dict[str, Any]) -> tuple[str, str]:
    words = str(context.get("expected", "")).replace(" or ", ", ")
    return f"mục '{name}' chỉ nhận một trong: {words}", f"'{name}' has to be one of: {words}"


def _spelt(name: str, context: dict[str, Any]) -> tuple[str, str]:
    vi, en = EXAMPLES[context["pattern"]]
    return f"mục '{name}' phải là {vi}", f"'{name}' has to be {en}"


_SENTENCES: dict[str, _Sentence] = {
    "missing": lambda name, _: (f"thiếu mục '{name}'", f"'{name}' is missing"),
    "extra_forbidden": lambda name, _: (f"không có mục nào tên là '{name}'", f"there is no member named '{name}'"),
    "string_type": lambda name, _: (
        f"mục '{name}' phải là chữ; nếu là số, ngày hay yes, no thì đặt trong dấu nháy kép",
        f"'{name}' has to be text; put a number, a date or a yes in double quotes",
    ),
    "bool_type": lambda name, _: (f"mục '{name}' phải là true hoặc false", f"'{name}' has to be true or false"),
    "int_type": lambda name, _: (f"mục '{name}' phải là một số nguyên", f"'{name}' has to be a whole number"),
    "list_type": lambda name, _: (f"mục '{name}' phải là một danh sách", f"'{name}' has to be a list"),
    "dict_type": lambda name, _: (f"mục '{name}' phải có các mục con", f"'{name}' has to have members"),
    "model_type": lambda name, _: (f"mục '{name}' phải có các mục con", f"'{name}' has to have members"),
    "string_pattern_mismatch": _spelt,
    "string_too_long": lambda name, context: (
        f"mục '{name}' dài quá, tối đa {context['max_length']} ký tự",
        f"'{name}' is too long, at most {context['max_length']} characters",
    ),
    "greater_than_equal": lambda name, context: (
        f"mục '{name}' phải từ {context['ge']} trở lên",
        f"'{name}' has to be {context['ge']} or more",
    ),
    "less_than_equal": lambda name, context: (
        f"mục '{name}' không được quá {context['le']}",
        f"'{name}' has to be at most {context['le']}",
    ),
    "string_too_short": lambda name, _: (f"mục '{name}' còn trống", f"'{name}' is empty"),
    "too_short": lambda name, _: (f"mục '{name}' còn trống", f"'{name}' is empty"),
    "enum": _allowed,
    "literal_error": _allowed,
}
