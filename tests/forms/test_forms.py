"""All 25 forms for a well-stocked citizen: most places filled, none wrongly, and a reason for each that is not."""

from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.forms_table import PAGE, render
from tests.forms.stocked import PROCEDURES, Place, Sheet, Stocked
from wallet.dossiers.gaps import Gap

EXPECTED = Path(__file__).parent / "expected"
BY_HAND = sorted(path.stem for path in EXPECTED.glob("*.yaml"))


def test_at_least_six_of_ten_places_that_a_paper_could_fill_are_filled(sheets: dict[str, Sheet]) -> None:
    fillable = list(chain.from_iterable(sheet.fillable for sheet in sheets.values()))
    assert sum(place.done for place in fillable) >= 0.6 * len(fillable)


def test_every_form_of_the_catalogue_is_looked_at(citizen: Stocked) -> None:
    assert citizen.catalogue.forms.keys() == PROCEDURES.keys()
    assert len(BY_HAND) >= 8


@pytest.mark.parametrize("form", BY_HAND)
def test_a_form_is_filled_as_a_person_would_have_filled_it(sheets: dict[str, Sheet], form: str) -> None:
    expected = [tuple(row) for row in yaml.safe_load((EXPECTED / f"{form}.yaml").read_text("utf-8"))]
    assert [(place.field.label, _as_written(place)) for place in sheets[form].places] == expected


def test_what_is_not_filled_has_a_reason_in_both_languages(sheets: dict[str, Sheet]) -> None:
    for sheet in sheets.values():
        for place in sheet.places:
            assert (place.filled is None) <= (place.gap is not None), (sheet.form.id, place.field.id)
    assert all(gap.label_vi and gap.label_en and gap.label_vi != gap.label_en for gap in Gap)


def test_the_published_table_is_what_a_run_gives(sheets: dict[str, Sheet], citizen: Stocked) -> None:
    assert PAGE.read_text("utf-8") == render(sheets, citizen.catalogue), "run: python -m scripts.forms_table"


def _as_written(place: Place) -> str | dict[str, Any]:
    if place.filled is None:
        return {"empty": str(place.gap)}
    return {"value": place.filled.shown, "look": str(place.gap)} if place.gap else place.filled.shown
