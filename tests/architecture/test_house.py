"""Names, lengths and contents that style and safety forbid."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import ROOT, files, is_ours, name_of, sources

TOP_FOLDERS = {".ci", "docs", "policies", "scripts", "storage", "tests", "wallet"}
NAMES_THAT_SAY_NOTHING = {
    "util",
    "utils",
    "helper",
    "helpers",
    "manager",
    "managers",
    "base",
    "common",
    "misc",
    "stuff",
}
MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 30

# Written in pieces, so that this file does not hold what it looks for.
PRIVATE_KEY = re.compile(b"-----BEGIN [A-Z ]*" + b"PRIVATE KEY-----")
MACHINE_PATH = re.compile(
    b"(?<![a-zA-Z0-9.)}_-])/(?:" + b"|".join([b"work", b"root", b"home", b"Users", b"tmp"]) + b")/"
)


def test_the_top_folders_are_the_rooms_of_the_house() -> None:
    assert {path.name for path in ROOT.iterdir() if path.is_dir() and is_ours(path)} == TOP_FOLDERS


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    nameless = [
        name_of(path)
        for path in files()
        if NAMES_THAT_SAY_NOTHING & {part.split(".")[0] for part in path.relative_to(ROOT).parts}
    ]
    assert nameless == []


def test_no_file_holds_a_private_key() -> None:
    assert [name_of(path) for path in files() if PRIVATE_KEY.search(path.read_bytes())] == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert [name_of(path) for path in files() if MACHINE_PATH.search(path.read_bytes())] == []


def test_no_file_of_the_product_is_longer_than_a_reader_can_hold() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in sources() if "versions" not in path.parts}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_FILE} == {}


def test_no_function_of_the_product_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        f"{name_of(path)}: {name}": length
        for path in sources()
        if "versions" not in path.parts
        for name, length in _functions(path)
    }
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_FUNCTION} == {}


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length of each function: the lines of its body, docstring aside."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
            if body:
                yield node.name, (node.end_lineno or 0) - body[0].lineno + 1
