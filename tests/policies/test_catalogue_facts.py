"""Facts that a program acts on: whom a field is about, how it is written, what it takes to hand a paper in."""

import pytest

from policies.catalogue import Catalogue, Effect, Field, Proof, Role, Shape

PERMANENT_RESIDENCE, PASSPORT, BIRTH = "1.004222", "1.001456", "1.001193"


def field(catalogue: Catalogue, form: str, name: str) -> Field:
    return next(each for each in catalogue.forms[form].fields if each.id == name)


ROLES = [
    ("CT01", "full_name", Role.OWNER),
    ("CT01", "head_name", Role.HEAD),
    ("KS", "requester", Role.SUBMITTER),
    ("KS", "child_name", Role.CHILD),
    ("KS", "mother_dob", Role.CHILDS_MOTHER),
    ("KS", "father_pid", Role.CHILDS_FATHER),
    ("KT", "requester_pid", Role.SUBMITTER),
    ("KT", "deceased_name", Role.DECEASED),
    ("KT", "death_cause", Role.DECEASED),
    ("XNTTHN", "requester", Role.SUBMITTER),
    ("XNTTHN", "full_name", Role.OWNER),
    ("TK01", "spouse_name", Role.SPOUSE),
    ("DKX10", "owner", Role.OWNER),
    ("DKX10", "agent", Role.SUBMITTER),
    ("TGXH", "representative", Role.REPRESENTATIVE),
]


@pytest.mark.parametrize(("form", "name", "role"), ROLES)
def test_a_field_says_whom_it_is_about(catalogue: Catalogue, form: str, name: str, role: Role) -> None:
    assert field(catalogue, form, name).role is role


def test_where_somebody_else_may_bring_it_the_submitter_and_the_owner_are_told_apart(catalogue: Catalogue) -> None:
    with_both = {
        form.id for form in catalogue.forms.values() if any(each.role is Role.SUBMITTER for each in form.fields)
    }
    assert with_both == {"KS", "KT", "XNTTHN", "TLHT", "CCHT", "NCMC", "DKX10", "HKD"}
    names = [each for each in catalogue.forms["TLHT"].fields if each.attribute == "person.full_name"]
    assert [each.role for each in names] == [Role.SUBMITTER, Role.OWNER]


def test_another_persons_attribute_is_never_taken_for_the_owners(catalogue: Catalogue) -> None:
    for form in catalogue.forms.values():
        for each in form.fields:
            if each.attribute and catalogue.attributes[each.attribute].third_party and each.kind != "list":
                assert each.role not in {Role.OWNER, Role.SUBMITTER}, (form.id, each.id)


SHAPES = [
    ("DC01", "full_name", Shape.CAPITALS),
    ("TK01", "full_name", Shape.CAPITALS),
    ("TK1-TS", "full_name", Shape.CAPITALS),
    ("CT01", "full_name", Shape.AS_STORED),
    ("KS", "child_dob", Shape.ALSO_IN_WORDS),
    ("DC01", "hometown", Shape.COMMUNE_AND_PROVINCE),
    ("TK01", "birth_place", Shape.PROVINCE_OR_COUNTRY),
]


@pytest.mark.parametrize(("form", "name", "shape"), SHAPES)
def test_a_field_says_how_it_wants_to_be_written(catalogue: Catalogue, form: str, name: str, shape: Shape) -> None:
    assert field(catalogue, form, name).shape is shape


def test_where_the_label_asks_for_capitals_the_field_does(catalogue: Catalogue) -> None:
    for form in catalogue.forms.values():
        for each in form.fields:
            asked = "in hoa" in f"{each.label} {each.note}".casefold()
            assert asked == (each.shape is Shape.CAPITALS), (form.id, each.id)


def test_a_table_has_the_forms_own_columns(catalogue: Catalogue) -> None:
    members = field(catalogue, "CT01", "members")
    assert [each.label for each in members.columns] == [
        "Họ, chữ đệm và tên",
        "Ngày, tháng, năm sinh",
        "Giới tính",
        "Số định danh cá nhân",
        "Mối quan hệ với chủ hộ",
    ]
    assert [each.column for each in members.columns] == ["full_name", "dob", "sex", "pid", "relation"]


def test_every_table_has_columns(catalogue: Catalogue) -> None:
    tables = [
        each
        for form in catalogue.forms.values()
        for each in form.fields
        if each.kind == "table" or (each.attribute and catalogue.attributes[each.attribute].columns)
    ]
    assert len(tables) == 9
    assert all(each.columns for each in tables)


def test_for_a_passport_a_picture_of_a_paper_is_not_enough(catalogue: Catalogue) -> None:
    papers = [each for each in catalogue.procedures[PASSPORT].components if each.any_of]
    assert {each.proof for each in papers} == {Proof.CERTIFIED}
    assert Proof.CERTIFIED.label_vi.startswith("Bản chụp chưa đủ")


def test_what_is_only_shown_is_not_asked_for_as_a_document(catalogue: Catalogue) -> None:
    shown = [each for known in catalogue.procedures.values() for each in known.components if each.proof is Proof.SHOWN]
    assert len(shown) == 7
    assert not any(each.any_of for each in shown)


def test_for_residence_the_authority_looks_itself_before_it_asks(catalogue: Catalogue) -> None:
    known = catalogue.procedures[PERMANENT_RESIDENCE]
    assert known.looks_first[0] == "VNeID"
    assert known.looks_first[-1].startswith("Kho dữ liệu")
    assert [each.code for each in catalogue.procedures.values() if each.looks_first] == [
        "1.002755",
        "1.004194",
        PERMANENT_RESIDENCE,
    ]


def test_a_component_says_where_the_authority_finds_it_itself(catalogue: Catalogue) -> None:
    marriage = next(each for each in catalogue.procedures[BIRTH].components if each.id == "marriage")
    assert [(each.id, each.authority) for each in marriage.looked_up] == [("2.1", "Bộ Tư pháp")]
    birth = catalogue.record_types["giay_khai_sinh"]
    assert [(each.id, each.label.vi) for each in birth.looked_up] == [("2.3", "Giấy khai sinh")]


def test_data_for_the_police_is_nowhere_offered_as_looked_up(catalogue: Catalogue) -> None:
    assert not catalogue.record_types["phieu_lltp"].looked_up
    assert {number.partition(".")[0] for number in catalogue.datasets} == {"1", "2"}


def test_what_a_finished_dossier_means_for_papers_held_already(catalogue: Catalogue) -> None:
    known = {each.code: each.effects for each in catalogue.procedures.values() if each.effects}
    assert known == {"1.004859": (Effect.OUTDATES_PAPERS,), "1.004845": (Effect.ENDS_GUARDIANSHIP,)}


def test_where_somebody_has_to_come_the_wallet_says_so(catalogue: Catalogue) -> None:
    assert {each.code for each in catalogue.procedures.values() if each.in_person} == {"2.000200", "1.000894"}


def test_a_special_case_does_not_widen_what_may_be_asked(catalogue: Catalogue) -> None:
    assert catalogue.procedures[PERMANENT_RESIDENCE].more_forms == ("CT02",)
    assert "person.religion" in {each.attribute for each in catalogue.forms["CT02"].fields}
    assert "person.religion" not in catalogue.template(PERMANENT_RESIDENCE).attributes


def test_a_procedure_without_a_form_asks_for_what_its_file_says(catalogue: Catalogue) -> None:
    card = catalogue.procedures["2.000200"]
    assert card.form is None
    assert catalogue.template("2.000200").attributes == {"person.full_name", "person.pid", "residence.permanent"}
    assert sum(each.form is None for each in catalogue.procedures.values()) == 22


def test_every_attribute_that_a_procedure_asks_for_stands_on_some_paper(catalogue: Catalogue) -> None:
    carried = {key for paper in catalogue.record_types.values() for key in paper.attributes}
    asked = {key for code in catalogue.procedures for key in catalogue.template(code).attributes}
    assert asked - carried == NOT_HELD


NOT_HELD = {
    "child.ethnicity",  # of a child that is only now being registered: no paper says it yet
    "child.nationality",
    "child.hometown",
    "child.mother.nationality",  # nor that of its mother, nor anything of a father who was not recognised
    "child.father.ethnicity",
    "child.father.nationality",
    "children",
    "representative.full_name",
}


def test_grades_say_how_well_code_and_dossier_are_known(catalogue: Catalogue) -> None:
    for each in catalogue.procedures.values():
        code, _, dossier = each.grade.partition("/")
        assert set(code.split("+")) <= set("ABCM"), each.code
        assert dossier in set("ABCM"), each.code
