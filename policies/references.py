"""What the catalogue's files say of each other: every attribute, form and record type that is named exists, once."""

from collections.abc import Iterator, Mapping

from policies.errors import CatalogueMistake
from policies.form_references import form_mistakes
from policies.lines import Page, Path
from policies.naming import doubled, twice, unknown
from policies.procedure_references import procedure_mistakes
from policies.reading import Filed, Folder
from policies.sheets import AttributesSheet, RecordTypeSheet
from policies.terms import Attribute, Kind

_Mistakes = Iterator[CatalogueMistake]


def attributes_of(filed: Filed[AttributesSheet]) -> tuple[dict[str, Attribute], list[CatalogueMistake]]:
    """Every attribute by its key, the roles' included, and what is wrong with them."""
    sheet, page = filed.sheet, filed.page
    mistakes = list(twice(page, [(("attributes", i, "key"), a.key) for i, a in enumerate(sheet.attributes)]))
    models = {attribute.key: attribute for attribute in sheet.attributes}
    known = {key: model.term() for key, model in models.items()}
    for i, role in enumerate(sheet.roles):
        for name, key in role.like.items():
            path: Path = ("roles", i, "like", name)
            if key not in models:
                mistakes.append(unknown(page, path, "attribute", key))
            elif f"{role.role}.{name}" in known:
                mistakes.append(doubled(page, path, f"{role.role}.{name}"))
            else:
                known[f"{role.role}.{name}"] = role.term(name, models[key])
    if not mistakes:
        for i, attribute in enumerate(sheet.attributes):
            mistakes.extend(_attribute(page, ("attributes", i), known[attribute.key], known))
    return known, mistakes


def check(folder: Folder, attributes: Mapping[str, Attribute]) -> _Mistakes:
    """Everything wrong between the files, in the order of the files."""
    datasets = {each.id for each in folder.datasets.sheet.datasets} if folder.datasets else set()
    record_types = {filed.sheet.id for filed in folder.record_types}
    forms = {filed.sheet.id for filed in folder.forms}
    if folder.datasets:
        numbers = [(("datasets", i, "id"), each.id) for i, each in enumerate(folder.datasets.sheet.datasets)]
        yield from twice(folder.datasets.page, numbers)
    for record_type in folder.record_types:
        yield from _record_type(record_type, attributes, datasets)
    for form in folder.forms:
        yield from form_mistakes(form, attributes)
    for procedure in folder.procedures:
        yield from procedure_mistakes(procedure, attributes, forms, record_types, datasets)


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
            yield unknown(page, (*at, "columns", column), "attribute", key)
        elif model.kind is Kind.LIST:
            yield page.mistake((*at, "columns", column), "bảng trong bảng chưa dùng được", "no table within a table")
        elif model.sensitive and not attribute.sensitive:
            yield page.mistake(
                (*at, "columns", column),
                f"cột này nhạy cảm như '{key}' nên cả bảng phải ghi sensitive: true",
                f"this column is as sensitive as '{key}': the list has to say sensitive: true",
            )


def _record_type(filed: Filed[RecordTypeSheet], attributes: Mapping[str, Attribute], datasets: set[str]) -> _Mistakes:
    sheet, page = filed.sheet, filed.page
    yield from twice(page, [(("attributes", i), key) for i, key in enumerate(sheet.attributes)])
    for i, number in enumerate(sheet.looked_up):
        if number not in datasets:
            yield unknown(page, ("looked_up", i), "data set", number)
    for i, key in enumerate(sheet.attributes):
        if key not in attributes:
            yield unknown(page, ("attributes", i), "attribute", key)
        elif attributes[key].sensitive and not sheet.sensitive_document:
            yield page.mistake(
                ("attributes", i),
                f"giấy có mục nhạy cảm '{key}' thì phải ghi sensitive_document: true",
                f"a paper that shows the sensitive '{key}' has to say sensitive_document: true",
            )
