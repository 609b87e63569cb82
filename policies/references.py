"""What the catalogue's files say of each other: every attribute, form and record type that is named exists, once."""

from collections.abc import Iterable, Iterator, Mapping

from policies.errors import CatalogueMistake
from policies.lines import Page, Path
from policies.reading import Filed, Folder
from policies.sheets import AttributesSheet, FormSheet, ProcedureSheet, RecordTypeSheet
from policies.terms import Attribute, Kind

_Mistakes = Iterator[CatalogueMistake]


def attributes_of(filed: Filed[AttributesSheet]) -> tuple[dict[str, Attribute], list[CatalogueMistake]]:
    """Every attribute by its key, the roles' included, and what is wrong with them."""
    sheet, page = filed.sheet, filed.page
    mistakes = list(_twice(page, [(("attributes", i, "key"), a.key) for i, a in enumerate(sheet.attributes)]))
    models = {attribute.key: attribute for attribute in sheet.attributes}
    known = {key: model.term() for key, model in models.items()}
    for i, role in enumerate(sheet.roles):
        for name, key in role.like.items():
            path: Path = ("roles", i, "like", name)
            if key not in models:
                mistakes.append(_unknown(page, path, "attribute", key))
            elif f"{role.role}.{name}" in known:
                mistakes.append(_double(page, path, f"{role.role}.{name}"))
            else:
                known[f"{role.role}.{name}"] = role.term(name, models[key])
    if not mistakes:
        for i, attribute in enumerate(sheet.attributes):
            mistakes.extend(_attribute(page, ("attributes", i), known[attribute.key], known))
    return known, mistakes


def check(folder: Folder, attributes: Mapping[str, Attribute]) -> _Mistakes:
    """Everything wrong between the files, in the order of the files."""
    record_types = {filed.sheet.id for filed in folder.record_types}
    forms = {filed.sheet.id for filed in folder.forms}
    for record_type in folder.record_types:
        yield from _record_type(record_type, attributes)
    for form in folder.forms:
        yield from _form(form, attributes)
    for procedure in folder.procedures:
        yield from _procedure(procedure, forms, record_types)


def _attribute(page: Page, at: Path, attribute: Attribute, known: Mapping[str, Attribute]) -> _Mistakes:
    if bool(attribute.values) != (attribute.kind is Kind.ENUM):
        yield page.mistake(
            at, "values đi cùng với kind: enum, và chỉ với kind đó", "kind: enum has values, others do not"
        )
    if attribute.columns and attribute.kind is not Kind.LIST:
        yield page.mistake((*at, "columns"), "columns chỉ dùng cho kind: list", "columns go with kind: list only")
    for column, key in attribute.columns:
        model = known.get(key)
        if model is None:
            yield _unknown(page, (*at, "columns", column), "attribute", key)
        elif model.kind is Kind.LIST:
            yield page.mistake((*at, "columns", column), "bảng trong bảng chưa dùng được", "no table within a table")
        elif model.sensitive and not attribute.sensitive:
            yield page.mistake(
                (*at, "columns", column),
                f"cột này nhạy cảm như '{key}' nên cả bảng phải ghi sensitive: true",
                f"this column is as sensitive as '{key}': the list has to say sensitive: true",
            )


def _record_type(filed: Filed[RecordTypeSheet], attributes: Mapping[str, Attribute]) -> _Mistakes:
    sheet, page = filed.sheet, filed.page
    yield from _twice(page, [(("attributes", i), key) for i, key in enumerate(sheet.attributes)])
    for i, key in enumerate(sheet.attributes):
        if key not in attributes:
            yield _unknown(page, ("attributes", i), "attribute", key)
        elif attributes[key].sensitive and not sheet.sensitive_document:
            yield page.mistake(
                ("attributes", i),
                f"giấy có mục nhạy cảm '{key}' thì phải ghi sensitive_document: true",
                f"a paper that shows the sensitive '{key}' has to say sensitive_document: true",
            )


def _form(filed: Filed[FormSheet], attributes: Mapping[str, Attribute]) -> _Mistakes:
    sheet, page = filed.sheet, filed.page
    yield from _twice(page, [(("fields", i, "id"), field.id) for i, field in enumerate(sheet.fields)])
    for i, field in enumerate(sheet.fields):
        if field.attribute is not None and field.attribute not in attributes:
            yield _unknown(page, ("fields", i, "attribute"), "attribute", field.attribute)
        if field.attribute is not None and field.kind is not None:
            yield page.mistake(
                ("fields", i, "kind"),
                "ô đã có attribute thì không ghi kind",
                "a field with an attribute has that one's kind",
            )


def _procedure(filed: Filed[ProcedureSheet], forms: set[str], record_types: set[str]) -> _Mistakes:
    sheet, page = filed.sheet, filed.page
    if sheet.form not in forms:
        yield _unknown(page, ("form",), "form", sheet.form)
    if sheet.result is not None and sheet.result not in record_types:
        yield _unknown(page, ("result",), "record type", sheet.result)
    for i, name in enumerate(sheet.more_results):
        if name not in record_types:
            yield _unknown(page, ("more_results", i), "record type", name)
    yield from _twice(page, [(("components", i, "id"), each.id) for i, each in enumerate(sheet.components)])
    for i, component in enumerate(sheet.components):
        at: Path = ("components", i, "any_of")
        yield from _twice(page, [((*at, j), name) for j, name in enumerate(component.any_of)])
        for j, name in enumerate(component.any_of):
            if name not in record_types:
                yield _unknown(page, (*at, j), "record type", name)


def _twice(page: Page, named: Iterable[tuple[Path, str]]) -> _Mistakes:
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield _double(page, path, name)
        seen.add(name)


def _double(page: Page, path: Path, name: str) -> CatalogueMistake:
    return page.mistake(path, f"'{name}' đã có ở trên", f"'{name}' is there already")


_WORDS = {"attribute": "thuộc tính", "form": "mẫu đơn", "record type": "loại giấy"}


def _unknown(page: Page, path: Path, what: str, name: str) -> CatalogueMistake:
    return page.mistake(path, f"chưa có {_WORDS[what]} nào tên '{name}'", f"there is no {what} named '{name}'")
