"""What a form's file says of attributes: they exist, and the form wants of them what they can give."""

from collections.abc import Iterator, Mapping

from policies.errors import CatalogueMistake
from policies.form_sheets import FieldSheet, FormSheet, role_of
from policies.lines import Page, Path
from policies.naming import twice, unknown
from policies.reading import Filed
from policies.terms import Attribute, Kind, Role, Shape

_Mistakes = Iterator[CatalogueMistake]

_SHAPES = {
    Shape.CAPITALS: {Kind.NAME},
    Shape.ALSO_IN_WORDS: {Kind.DATE, Kind.PARTIAL_DATE, Kind.NUMBER},
    Shape.COMMUNE_AND_PROVINCE: {Kind.ADDRESS},
    Shape.PROVINCE_OR_COUNTRY: {Kind.ADDRESS},
}


def form_mistakes(filed: Filed[FormSheet], attributes: Mapping[str, Attribute]) -> _Mistakes:
    sheet, page = filed.sheet, filed.page
    yield from twice(page, [(("fields", i, "id"), field.id) for i, field in enumerate(sheet.fields)])
    for i, field in enumerate(sheet.fields):
        at: Path = ("fields", i)
        if field.attribute is None:
            yield from _by_hand(page, at, field)
        elif field.attribute in attributes:
            yield from _filled(page, at, field, attributes[field.attribute])
        else:
            yield unknown(page, (*at, "attribute"), "attribute", field.attribute)


def _by_hand(page: Page, at: Path, field: FieldSheet) -> _Mistakes:
    if field.shape is not Shape.AS_STORED:
        vi, en = "ô người khai tự ghi thì không có shape", "a field that the citizen fills has no shape"
        yield page.mistake((*at, "shape"), vi, en)
    if field.only_if is not None:
        vi, en = "ô người khai tự ghi thì không có only_if", "a field that the citizen fills has no only_if"
        yield page.mistake((*at, "only_if"), vi, en)
    if field.columns and field.kind != "table":
        yield page.mistake((*at, "columns"), "columns chỉ dùng cho kind: table", "columns go with kind: table only")
    for j, each in enumerate(field.columns):
        if each.column is not None:
            vi, en = "ô không có attribute thì cột không có column", "without an attribute its columns are by hand"
            yield page.mistake((*at, "columns", j, "column"), vi, en)


def _filled(page: Page, at: Path, field: FieldSheet, attribute: Attribute) -> _Mistakes:
    if field.kind is not None:
        vi, en = "ô đã có attribute thì không ghi kind", "a field with an attribute has that one's kind"
        yield page.mistake((*at, "kind"), vi, en)
    if field.shape in _SHAPES and attribute.kind not in _SHAPES[field.shape]:
        yield page.mistake(
            (*at, "shape"),
            f"không viết '{attribute.key}' theo kiểu {field.shape} được",
            f"'{attribute.key}' cannot be written as {field.shape}",
        )
    if field.columns and not attribute.columns:
        vi, en = f"'{attribute.key}' không phải là bảng", f"'{attribute.key}' is no table"
        yield page.mistake((*at, "columns"), vi, en)
        return
    for j, each in enumerate(field.columns):
        if each.column is not None and each.column not in dict(attribute.columns):
            yield unknown(page, (*at, "columns", j, "column"), "column", each.column)
    yield from _role(page, at, field)


def _role(page: Page, at: Path, field: FieldSheet) -> _Mistakes:
    """`father.dob` is the father's; `person.dob` is the owner's, or the submitter's where the form has both."""
    person = role_of(field.attribute)
    fitting = {Role.OWNER, Role.SUBMITTER} if person is Role.OWNER else {person}
    if field.role is not None and field.role not in fitting:
        yield page.mistake(
            (*at, "role"),
            f"'{field.attribute}' không phải là thông tin của {field.role}",
            f"'{field.attribute}' is not about {field.role}",
        )
