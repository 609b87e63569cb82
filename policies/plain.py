"""The plain part of YAML: members, lists, words, numbers. A file from a province is foreign bytes until it has come
through here: too large, not UTF-8, hidden characters, references that could unfold without end, types, depth.

Everything found is a `Flaw`: the line, counted from 1, and what to do about it in Vietnamese and English.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any

import yaml

LARGEST_FILE_BYTES = 256 * 1024
DEEPEST_NESTING = 12
_MOST_FLAWS = 10

Flaw = tuple[int, str, str]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where PyYAML was built with it
# What no editor shows: controls, directions, joiners, private letters, and the line ends that only some programs count.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd\ue000-\uf8ff]"
)
_WORD_SPACE = "\u00a0"


def nodes(content: bytes) -> tuple[yaml.Node | None, list[Flaw]]:
    """The one document of a file as a tree of nodes that know their lines. With flaws there is no tree."""
    text, flaws = _text(content)
    if not flaws:
        flaws = list(dict.fromkeys(islice(_foreign(text), _MOST_FLAWS)))
    if flaws:
        return None, flaws
    root: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return root, []


def _text(content: bytes) -> tuple[str, list[Flaw]]:
    if len(content) > LARGEST_FILE_BYTES:
        size = LARGEST_FILE_BYTES // 1024
        return "", [(1, f"tệp lớn quá, tối đa {size} KB", f"the file is too large, at most {size} KB")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        vi, en = "không đọc được tệp: hãy lưu lại với bảng mã UTF-8", "the file cannot be read: save it as UTF-8"
        return "", [(line, vi, en)]
    lines = text.replace("\r\n", "\n").split("\n")
    return text, list(islice(_odd_letters(lines), _MOST_FLAWS))


def _odd_letters(lines: list[str]) -> Iterator[Flaw]:
    for number, line in enumerate(lines, start=1):
        if "\t" in line:
            yield number, "có phím Tab; hãy thay bằng dấu cách", "there is a tab; use spaces instead"
        if _WORD_SPACE in line:
            yield (
                number,
                "có dấu cách lạ, thường do chép từ Word; hãy gõ lại",
                "there is a no-break space; type it again",
            )
        if _HIDDEN.search(line.rstrip("\r")) or "\r" in line.rstrip("\r"):
            yield number, "có ký tự ẩn; hãy gõ lại dòng này", "there is a hidden character; type the line again"
        if not unicodedata.is_normalized("NFC", line):
            vi = "chữ có dấu gõ theo kiểu tổ hợp; hãy gõ lại theo Unicode dựng sẵn"
            yield number, vi, "accents are typed as separate characters; type it again in Unicode form NFC"


def _foreign(text: str) -> Iterator[Flaw]:
    """What YAML knows and the catalogue does not; read as events, in which nothing unfolds."""
    depth = documents = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                yield line, "mỗi tệp chỉ viết một bản, không có dấu ---", "a file has one document, without ---"
                return
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST_NESTING:
                yield line, f"lồng nhau quá {DEEPEST_NESTING} bậc", f"nested deeper than {DEEPEST_NESTING} levels"
                return
            yield from _marks(event, line)
    except yaml.YAMLError as error:
        yield _unreadable(error)


def _marks(event: yaml.Event, line: int) -> Iterator[Flaw]:
    if getattr(event, "anchor", None) is not None:
        yield line, "không dùng dấu & và * để tham chiếu; hãy viết lại đầy đủ", "& and * are not used; write it out"
    if getattr(event, "tag", None) is not None:
        yield line, "không dùng dấu ! để đặt kiểu; hãy bỏ đi", "! is not used; leave it out"


# What the reader says of a slip, in the words that a person who has never heard of YAML can use.
_PROBLEMS = (
    (
        "mapping values are not allowed",
        "dấu hai chấm đặt sai chỗ: kiểm tra thụt lề, hoặc đặt cả câu trong dấu nháy kép",
    ),
    ("expected ':'", "thiếu dấu hai chấm sau tên mục"),
    ("end of stream", "dấu nháy mở ở đây chưa được đóng"),
    ("or ']'", "danh sách trong ngoặc vuông chưa đóng, hoặc thiếu dấu phẩy"),
    ("or '}'", "ngoặc nhọn chưa đóng, hoặc thiếu dấu phẩy"),
    ("'-' indicator", "thụt lề không thẳng hàng, hoặc danh sách thiếu dấu gạch đầu dòng"),
    ("expected key", "thụt lề không thẳng hàng, hoặc đóng mở dấu nháy chưa đúng"),
    ("<block end>", "thụt lề không thẳng hàng, hoặc đóng mở dấu nháy chưa đúng"),
    ("escape", "dấu \\ trong dấu nháy kép; hãy dùng dấu nháy đơn"),
    ("cannot start any token", "chữ bắt đầu bằng dấu đặc biệt; hãy đặt cả câu trong dấu nháy kép"),
    ("alphabetic or numeric", "chữ bắt đầu bằng dấu & hoặc *; hãy đặt cả câu trong dấu nháy kép"),
)


def _unreadable(error: yaml.YAMLError) -> Flaw:
    problem = str(getattr(error, "problem", None) or "not YAML")
    # A quotation mark that is never closed is found at the end of the file; what helps is where it was opened.
    places = ("context_mark", "problem_mark") if "end of stream" in problem else ("problem_mark", "context_mark")
    marks = (getattr(error, place, None) for place in places)
    line = next((mark.line + 1 for mark in marks if mark is not None), 1)
    vi = next((words for sign, words in _PROBLEMS if sign in problem), "viết chưa đúng cách của YAML")
    return line, f"không đọc được tệp: {vi}", f"the file cannot be read: {problem}"
