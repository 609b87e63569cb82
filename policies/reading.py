"""Reads the catalogue's folder: every file in its place, of its shape, under its own name.

attributes.yaml              what can be known about a person
record_types/<id>.yaml       one kind of paper each
forms/<id>.yaml              one official form each
procedures/<code>.yaml       one procedure each
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import yaml
from pydantic import ValidationError

from policies.errors import CatalogueMistake
from policies.lines import Page
from policies.sentences import sentence
from policies.sheets import AttributesSheet, FormSheet, ProcedureSheet, RecordTypeSheet, Sheet

S = TypeVar("S", bound=Sheet)


@dataclass(frozen=True, slots=True)
class Filed(Generic[S]):
    """A sheet and the page that it was read from."""

    page: Page
    sheet: S


@dataclass(slots=True)
class Folder:
    """All that was read. With `mistakes`, what is here is incomplete."""

    attributes: Filed[AttributesSheet] | None = None
    record_types: list[Filed[RecordTypeSheet]] = field(default_factory=list)
    forms: list[Filed[FormSheet]] = field(default_factory=list)
    procedures: list[Filed[ProcedureSheet]] = field(default_factory=list)
    mistakes: list[CatalogueMistake] = field(default_factory=list)
    version: str = ""


def read(root: Path) -> Folder:
    """Read everything under `root`; every mistake is collected, none is raised."""
    folder = Folder()
    digest = hashlib.sha256()
    for file in _files(root):
        content = (root / file).read_bytes()
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
        _read_file(folder, file, content)
    if folder.attributes is None and not folder.mistakes:
        folder.mistakes.append(
            CatalogueMistake("attributes.yaml", 1, "thiếu tệp attributes.yaml", "attributes.yaml is missing")
        )
    folder.version = digest.hexdigest()
    return folder


def _files(root: Path) -> Iterator[str]:
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    yield from sorted(path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts))


def _read_file(folder: Folder, file: str, content: bytes) -> None:
    try:
        page = Page(file, content.decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        folder.mistakes.append(_unreadable(file, error))
        return
    folder.mistakes.extend(page.doubles())
    place, _, name = file.rpartition("/")
    stem = name.removesuffix(".yaml")
    if file == "attributes.yaml":
        folder.attributes = _sheet(folder, page, AttributesSheet)
    elif place == "record_types" and stem != name:
        _keep(folder, folder.record_types, _sheet(folder, page, RecordTypeSheet), "id", stem)
    elif place == "forms" and stem != name:
        _keep(folder, folder.forms, _sheet(folder, page, FormSheet), "id", stem)
    elif place == "procedures" and stem != name:
        _keep(folder, folder.procedures, _sheet(folder, page, ProcedureSheet), "code", stem)
    else:
        folder.mistakes.append(page.mistake((), "tệp này không có chỗ trong danh mục", "this file has no place here"))


def _sheet(folder: Folder, page: Page, shape: type[S]) -> Filed[S] | None:
    try:
        return Filed(page, shape.model_validate(page.content))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        folder.mistakes.extend(page.mistake(each["loc"], *sentence(each)) for each in found)
        return None


def _keep(folder: Folder, shelf: list[Filed[S]], filed: Filed[S] | None, key: str, stem: str) -> None:
    """A file is named after what it describes; so no two of them can describe the same thing."""
    if filed is None:
        return
    own = getattr(filed.sheet, key)
    if own != stem:
        folder.mistakes.append(
            filed.page.mistake(
                (key,), f"tên tệp phải là {own}.yaml cho đúng với mục '{key}'", f"the file has to be named {own}.yaml"
            )
        )
    if any(getattr(other.sheet, key) == own for other in shelf):
        folder.mistakes.append(filed.page.mistake((key,), f"'{own}' đã có ở tệp khác", f"'{own}' is in another file"))
    shelf.append(filed)


def _unreadable(file: str, error: Exception) -> CatalogueMistake:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not UTF-8 text"
    line = mark.line + 1 if mark else 1
    return CatalogueMistake(file, line, f"không đọc được tệp ({problem})", f"the file cannot be read ({problem})")
