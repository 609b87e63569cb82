"""The wallet's own catalogue: complete, consistent, and enough for the story that the wallet tells."""

import dataclasses
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import policies
from policies.catalogue import Catalogue, Family, Field, Kind, UnknownProcedureError

FOLDER = Path(policies.__path__[0]) / "data"
CASES = Path(__file__).parent / "cases"
FORMS: dict[str, list[int]] = yaml.safe_load((CASES / "forms.yaml").read_text("utf-8"))
PAPERS: dict[str, list[int]] = yaml.safe_load((CASES / "record_types.yaml").read_text("utf-8"))
FIELDS: dict[str, list[int]] = yaml.safe_load((CASES / "procedures.yaml").read_text("utf-8"))
PERMANENT_RESIDENCE, LICENCE_EXCHANGE, SOCIAL_PENSION, MARITAL_STATUS = "1.004222", "3.000347", "1.014027", "1.004873"


def items(fields: tuple[Field, ...]) -> list[str]:
    """The official items, in order; one that was divided into several places counts once."""
    found: list[str] = []
    for field in fields:
        if not found or found[-1] != field.item or field.item is None:
            found.append(field.item or field.label)
    return found


def test_every_form_is_there(catalogue: Catalogue) -> None:
    assert catalogue.forms.keys() == FORMS.keys()


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_complete(catalogue: Catalogue, name: str) -> None:
    fields = catalogue.forms[name].fields
    fillable = [field for field in fields if field.attribute is not None]
    assert [len(items(fields)), len(fields), len(fillable)] == FORMS[name]


def test_numbered_items_are_in_their_order(catalogue: Catalogue) -> None:
    for form in catalogue.forms.values():
        numbers = [int(found.group(1)) for item in items(form.fields) if (found := re.match(r"(\d+)\. ", item))]
        assert numbers == sorted(numbers), form.id


def test_there_are_all_papers_forms_and_procedures(catalogue: Catalogue) -> None:
    # 30 papers, the notice CT08, what the citizen declares, and the new names of old addresses
    assert len(catalogue.record_types) == 33
    assert len(catalogue.procedures) == 73
    assert len(catalogue.forms) == 25
    assert len(catalogue.datasets) == 53
    assert {each.family for each in catalogue.record_types.values()} == set(Family)


def test_every_paper_carries_what_is_printed_on_it(catalogue: Catalogue) -> None:
    papers = catalogue.record_types.values()
    assert {each.id: [len(each.attributes), len(each.looked_up)] for each in papers} == PAPERS


def test_every_field_of_administration_is_complete(catalogue: Catalogue) -> None:
    found = {each.field: [0, 0, 0, 0] for each in catalogue.procedures.values()}
    for each in catalogue.procedures.values():
        row = [1, int(each.form is not None), len(each.components), int(each.result is not None)]
        found[each.field] = [sum(pair) for pair in zip(found[each.field], row, strict=True)]
    assert found == FIELDS


def test_everything_says_how_well_it_is_known_and_from_where(catalogue: Catalogue) -> None:
    known: list[Any] = [*catalogue.record_types.values(), *catalogue.forms.values(), *catalogue.procedures.values()]
    for each in known:
        assert re.match(r"[ABCM]\b", each.grade), each
        assert each.source
        assert each.label.vi
        assert each.label.en
    assert all(attribute.source for attribute in catalogue.attributes.values())


def test_labels_are_composed_vietnamese_and_english_has_no_accents(catalogue: Catalogue) -> None:
    labelled: list[Any] = [
        *catalogue.attributes.values(),
        *catalogue.record_types.values(),
        *catalogue.forms.values(),
        *catalogue.procedures.values(),
    ]
    for each in labelled:
        assert each.label.en.replace("²", "").replace("×", "").isascii(), each.label


def test_no_two_attributes_of_one_paper_are_called_the_same(catalogue: Catalogue) -> None:
    for paper in catalogue.record_types.values():
        labels = [catalogue.attributes[key].label.vi for key in paper.attributes]
        assert len(labels) == len(set(labels)), paper.id


def test_a_template_asks_for_what_the_form_has_a_place_for_and_never_for_what_is_not_prefilled(
    catalogue: Catalogue,
) -> None:
    for code, procedure in catalogue.procedures.items():
        form = catalogue.forms[procedure.form].fields if procedure.form else ()
        asked = {field.attribute for field in form if field.attribute} | set(procedure.asks)
        template = catalogue.template(code)
        assert template.attributes <= asked
        left_out = {key for key in asked - template.attributes if not catalogue.attributes[key].never_prefill}
        assert left_out == {key for key in asked if procedure.leaves_to_citizen(key)}
        assert not any(catalogue.attributes[key].never_prefill for key in template.attributes)
        assert template.documents == {name for each in procedure.components for name in each.any_of}


def test_what_must_never_be_prefilled_is_known(catalogue: Catalogue) -> None:
    never = {key for key, attribute in catalogue.attributes.items() if attribute.never_prefill}
    assert never == {"person.marriage_count", "criminal_record.status"}
    assert "person.marriage_count" not in catalogue.template("1.000894").attributes


def test_sensitive_data_is_marked_as_the_decree_lists_it(catalogue: Catalogue) -> None:
    sensitive = {key for key, attribute in catalogue.attributes.items() if attribute.sensitive}
    assert sensitive >= {"person.ethnicity", "person.religion", "bank.account", "disability.kind", "hi.card_number"}
    assert sensitive >= {"child.ethnicity", "deceased.ethnicity", "spouse.ethnicity", "criminal_record.status"}
    assert not sensitive & {"person.full_name", "person.pid", "residence.permanent"}


def test_a_picture_of_an_identity_card_is_sensitive_and_a_driving_licence_is_not(catalogue: Catalogue) -> None:
    papers = catalogue.record_types
    assert all(papers[name].sensitive_document for name in ("can_cuoc", "cccd_chip", "cmnd", "ho_chieu", "phieu_lltp"))
    assert not papers["gplx"].sensitive_document


def test_the_marital_status_certificate_serves_six_months_and_one_purpose(catalogue: Catalogue) -> None:
    bound = {each.id: each.valid_months for each in catalogue.record_types.values() if each.purpose_bound}
    assert bound == {"xac_nhan_tthn": 6}


def test_other_people_are_third_parties_and_never_grow_stale(catalogue: Catalogue) -> None:
    roles = ("child.", "deceased.", "spouse.", "father.", "mother.", "guardian.", "ward.", "adopter.")
    others = [attribute for key, attribute in catalogue.attributes.items() if key.startswith(roles)]
    assert len(others) > 40
    assert all(attribute.third_party and attribute.reconfirm_months is None for attribute in others)
    assert catalogue.attributes["child.full_name"].kind is Kind.NAME
    assert catalogue.attributes["child.residence"].kind is Kind.ADDRESS


def test_permanent_residence_can_be_filled_from_the_papers_of_the_story(catalogue: Catalogue) -> None:
    procedure = catalogue.procedures[PERMANENT_RESIDENCE]
    assert (procedure.form, procedure.result) == ("CT01", "thong_bao_cu_tru_ct08")
    held = {
        *catalogue.record_types["giay_khai_sinh"].attributes,
        *catalogue.record_types["xac_nhan_cu_tru_ct07"].attributes,
    }
    missing = catalogue.template(PERMANENT_RESIDENCE).attributes - held
    assert missing == {"contact.phone", "contact.email"}
    assert missing <= set(catalogue.record_types["tu_khai"].attributes)
    assert "person.religion" not in catalogue.template(PERMANENT_RESIDENCE).attributes


@pytest.mark.parametrize("code", [LICENCE_EXCHANGE, SOCIAL_PENSION, MARITAL_STATUS])
def test_the_result_of_one_procedure_is_reused_by_the_next(catalogue: Catalogue, code: str) -> None:
    result = catalogue.record_types["thong_bao_cu_tru_ct08"]
    assert {"person.full_name", "person.pid", "residence.permanent"} <= set(result.attributes)
    assert {"person.full_name", "person.pid", "residence.permanent"} <= catalogue.template(code).attributes


def test_a_component_is_a_set_of_alternatives(catalogue: Catalogue) -> None:
    dwelling, *kinships = catalogue.procedures[PERMANENT_RESIDENCE].components
    assert dwelling.required
    assert {"gcn_qsdd", "giay_phep_xay_dung"} == set(dwelling.any_of)
    assert len(dwelling.any_of) + len(dwelling.also) == 12  # NĐ 154/2024, Điều 5(2)
    assert not any(kinship.required for kinship in kinships)
    spouse, parent = kinships[:2]
    assert "giay_chung_nhan_ket_hon" in spouse.any_of
    assert "giay_khai_sinh" in parent.any_of
    assert "giay_khai_sinh" not in spouse.any_of


def test_at_least_a_dozen_procedures_name_papers_that_the_wallet_holds(catalogue: Catalogue) -> None:
    assert sum(bool(catalogue.template(code).documents) for code in catalogue.procedures) >= 12


@pytest.mark.parametrize("code", ["1.999999", "", "1.004222 ", "CT01"])
def test_an_unknown_procedure_is_an_error_of_its_own(catalogue: Catalogue, code: str) -> None:
    with pytest.raises(UnknownProcedureError):
        catalogue.template(code)


def test_the_catalogue_cannot_be_changed(catalogue: Catalogue) -> None:
    with pytest.raises(TypeError):
        catalogue.forms["CT99"] = catalogue.forms["CT01"]  # type: ignore[index]  # what is tried
    with pytest.raises(dataclasses.FrozenInstanceError):
        catalogue.forms["CT01"].legal = ""  # type: ignore[misc]  # what is tried


def test_the_version_is_of_the_files_and_of_nothing_else(catalogue: Catalogue, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(FOLDER, copy)
    assert Catalogue.load(copy).version == catalogue.version
    licence = copy / "record_types" / "gplx.yaml"
    licence.write_text(licence.read_text("utf-8") + "# looked at again\n", "utf-8")
    assert Catalogue.load(copy).version != catalogue.version
