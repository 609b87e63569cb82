"""What a procedure's file says of forms, attributes, record types and data sets: they exist, each named once."""

from collections.abc import Collection, Iterator, Mapping

from policies.errors import CatalogueMistake
from policies.lines import Page, Path
from policies.naming import twice, unknown
from policies.procedure_sheets import ComponentSheet, ProcedureSheet
from policies.reading import Filed
from policies.terms import Attribute

_Mistakes = Iterator[CatalogueMistake]
_Names = Collection[str]


def procedure_mistakes(
    filed: Filed[ProcedureSheet],
    attributes: Mapping[str, Attribute],
    forms: _Names,
    record_types: _Names,
    datasets: _Names,
) -> _Mistakes:
    sheet, page = filed.sheet, filed.page
    if sheet.form is not None and sheet.form not in forms:
        yield unknown(page, ("form",), "form", sheet.form)
    if sheet.result is not None and sheet.result not in record_types:
        yield unknown(page, ("result",), "record type", sheet.result)
    yield from _named(page, ("more_forms",), sheet.more_forms, "form", forms)
    yield from _named(page, ("more_results",), sheet.more_results, "record type", record_types)
    yield from _named(page, ("asks",), sheet.asks, "attribute", attributes)
    for i, key in enumerate(sheet.asks):
        if key in attributes and attributes[key].never_prefill:
            vi, en = f"'{key}' không bao giờ được điền sẵn", f"'{key}' is never filled in by the wallet"
            yield page.mistake(("asks", i), vi, en)
    for i, group in enumerate(sheet.by_hand):
        if not any(key == group or key.startswith(f"{group}.") for key in attributes):
            yield unknown(page, ("by_hand", i), "attribute", group)
    yield from twice(page, [(("components", i, "id"), each.id) for i, each in enumerate(sheet.components)])
    for i, component in enumerate(sheet.components):
        yield from _component(page, ("components", i), component, record_types, datasets)


def _component(page: Page, at: Path, component: ComponentSheet, record_types: _Names, datasets: _Names) -> _Mistakes:
    yield from _named(page, (*at, "any_of"), component.any_of, "record type", record_types)
    yield from _named(page, (*at, "looked_up"), component.looked_up, "data set", datasets)


def _named(page: Page, at: Path, names: list[str], what: str, known: _Names) -> _Mistakes:
    yield from twice(page, [((*at, i), name) for i, name in enumerate(names)])
    for i, name in enumerate(names):
        if name not in known:
            yield unknown(page, (*at, i), what, name)
