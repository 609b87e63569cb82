"""Writes docs/forms-table.md, how far a well-stocked wallet fills the forms: `python -m scripts.forms_table`.

The papers are those of `tests/forms/holdings.yaml`; a test runs the same and compares the page, so a change of the
catalogue or of the prefill that moves a field shows in the page's difference. No value stands in it.
"""

import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import policies
from policies.catalogue import Catalogue
from tests.forms.stocked import Place, Sheet, stocked

PAGE = Path(policies.__path__[0]).parent / "docs" / "forms-table.md"
HEAD = """# The 25 forms, filled from a well-stocked wallet

Written by `python -m scripts.forms_table`; a test compares. One invented woman's papers (`tests/forms/holdings.yaml`)
are deposited, a service asks for all that the procedure may ask for, and she agrees without confirming what is old.

*Fillable*: fields for which the catalogue names an attribute. *Filled*: a form system may put it in without asking her
anything more. The rest says why not. What eleven of the forms must say, value by value, is written by hand in
`tests/forms/expected/`.
"""


def render(sheets: Mapping[str, Sheet], catalogue: Catalogue) -> str:
    """The whole page."""
    parts = [HEAD, *_summary(sheets)]
    for sheet in sheets.values():
        parts += ["", f"## {sheet.form.id}: {sheet.form.label.vi}", "", *_fields(sheet, catalogue)]
    return "\n".join(parts) + "\n"


def _summary(sheets: Mapping[str, Sheet]) -> list[str]:
    rows = ["| form | fields | fillable | filled | | why the others are not |", "|---|--:|--:|--:|--:|---|"]
    everything = [place for sheet in sheets.values() for place in sheet.places]
    for name, places in [*((each.form.id, list(each.places)) for each in sheets.values()), ("all", everything)]:
        fillable = [place for place in places if place.field.attribute]
        done = sum(place.done for place in fillable)
        gaps = Counter(str(place.gap) for place in places if place.gap)
        why = ", ".join(f"{gap} {count}" for gap, count in sorted(gaps.items()))
        rows.append(f"| {name} | {len(places)} | {len(fillable)} | {done} | {done / len(fillable):.0%} | {why} |")
    return rows


def _fields(sheet: Sheet, catalogue: Catalogue) -> list[str]:
    rows = ["| field | attribute | from | otherwise |", "|---|---|---|---|"]
    for place in sheet.places:
        label = place.field.label.replace("|", "\\|")
        attribute = f"`{place.field.attribute}`" if place.field.attribute else ""
        rows.append(f"| {label} | {attribute} | {_source(place, catalogue)} | {place.gap or ''} |")
    return rows


def _source(place: Place, catalogue: Catalogue) -> str:
    if place.filled is None:
        return ""
    provenance = place.filled.chosen.provenance
    return f"{catalogue.record_types[provenance.type].label.vi}, {provenance.assurance}"


def _run() -> str:
    with tempfile.TemporaryDirectory() as folder, stocked(f"sqlite:///{folder}/wallet.db", Path(folder)) as citizen:
        return render(citizen.sheets(), citizen.catalogue)


if __name__ == "__main__":
    page = _run()
    PAGE.write_text(page, encoding="utf-8")
    print(page[: page.index("\n## ")].strip())
