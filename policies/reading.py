"""Reads the catalogue's folder: every file in its place, of its shape, under its own name.

attributes.yaml              what can be known about a person
datasets.yaml                what the authorities look up themselves
record_types/<id>.yaml       one kind of paper each
forms/<id>.yaml              one official form each
procedures/<code>.yaml       one procedure each
README.md                    for people; not read

A province's folder has the same places but the first two: those are the nation's. `policies.province` lays it over.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from policies.errors import CatalogueMistake
from policies.form_sheets import FormSheet
from policies.lines import Page
from policies.plain import LARGEST_FILE_BYTES
from policies.procedure_sheets import ProcedureSheet
from policies.sentences import sentence
from policies.sheets import AttributesSheet, DatasetsSheet, RecordTypeSheet, Sheet

MOST_FILES = 2_000

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
    datasets: Filed[DatasetsSheet] | None = None
    record_types: list[Filed[RecordTypeSheet]] = field(default_factory=list)
    forms: list[Filed[FormSheet]] = field(default_factory=list)
    procedures: list[Filed[ProcedureSheet]] = field(default_factory=list)
    mistakes: list[CatalogueMistake] = field(default_factory=list)
    version: str = ""


def read(root: Path, *, province: bool = False) -> Folder:
    """Read everything under `root`; every mistake is collected, none is raised.

    A province's files are named with its folder, so that they are not mistaken for the nation's of the same name.
    """
    folder, own = Folder(), root.resolve().name
    files = list(_files(root))
    if refusal := _unfit(root, files):
        folder.mistakes.append(CatalogueMistake(own, 1, *refusal))
        return folder
    digest = hashlib.sha256()
    for file in files:
        shown = f"{own}/{file}" if province else file
        try:
            content = _content(root / file)
        except OSError:
            vi, en = "không mở được tệp: xem lại quyền đọc", "the file cannot be opened: look at its permissions"
            folder.mistakes.append(CatalogueMistake(shown, 1, vi, en))
            continue
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
        _read_file(folder, file, Page(shown, content), province=province)
    if folder.attributes is None and not folder.mistakes and not province:
        vi, en = "thiếu tệp attributes.yaml", "attributes.yaml is missing"
        folder.mistakes.append(CatalogueMistake("attributes.yaml", 1, vi, en))
    folder.version = digest.hexdigest() if files or not province else ""
    return folder


def _unfit(root: Path, files: list[str]) -> tuple[str, str] | None:
    if not root.is_dir():
        return "không có thư mục này", "there is no such folder"
    if len(files) > MOST_FILES:
        return f"nhiều tệp quá, tối đa {MOST_FILES}", f"too many files, at most {MOST_FILES}"
    return None


def _files(root: Path) -> Iterator[str]:
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    found = sorted(path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts))
    yield from (file for file in found if file != "README.md")


def _content(path: Path) -> bytes:
    """At most one byte more than a page may have: enough for it to be refused as too large."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE_BYTES + 1)


def _read_file(folder: Folder, file: str, page: Page, *, province: bool) -> None:
    folder.mistakes.extend(page.mistakes)
    if not page.readable:
        return
    place, _, name = file.rpartition("/")
    stem = name.removesuffix(".yaml")
    if file in {"attributes.yaml", "datasets.yaml"} and province:
        vi = f"{file} là danh mục chung của cả nước; thư mục của tỉnh không có tệp này"
        folder.mistakes.append(page.mistake((), vi, f"{file} is the nation's; a province's folder has none"))
    elif file == "attributes.yaml":
        folder.attributes = _sheet(folder, page, AttributesSheet)
    elif file == "datasets.yaml":
        folder.datasets = _sheet(folder, page, DatasetsSheet)
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
        folder.mistakes.extend(page.told([(each["loc"], *sentence(each)) for each in found]))
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
