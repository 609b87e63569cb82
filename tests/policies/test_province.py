"""A province adds and overrides from its own folder; it cannot loosen what the nation protects, nor half succeed."""

import shutil
from pathlib import Path

import pytest

import policies
from policies.catalogue import Catalogue, CatalogueError, UnknownProcedureError

OWN = Path(policies.__path__[0]) / "data"
PROCEDURE = """\
code: "1.990001.H99"
label:
  vi: "Hỗ trợ học phí của tỉnh mẫu"
  en: "Tuition support of the sample province"
field: "Giáo dục"
level: "xã"
form: HTHP-01
grade: "A"
source: "Nghị quyết mẫu 00/2026/NQ-HĐND"
result: quyet_dinh_ho_tro
components:
  - id: birth
    label:
      vi: "Giấy khai sinh"
      en: "Birth certificate"
    any_of: [giay_khai_sinh]
    required: true
"""
FORM = """\
id: HTHP-01
label:
  vi: "Đơn đề nghị hỗ trợ học phí"
  en: "Application for tuition support"
legal: "Nghị quyết mẫu 00/2026/NQ-HĐND"
grade: "A"
source: "bản chính thức"
fields:
  - id: full_name
    label: "1. Họ và tên (in hoa)"
    attribute: person.full_name
    shape: capitals
  - id: school
    label: "2. Trường đang học"
"""
PAPER = """\
id: quyet_dinh_ho_tro
label:
  vi: "Quyết định hỗ trợ học phí"
  en: "Decision on tuition support"
family: school
issuer: "UBND cấp xã"
grade: "A"
source: "Nghị quyết mẫu 00/2026/NQ-HĐND"
looked_up: ["2.45"]
attributes:
  - person.full_name
"""
FILES = {
    "procedures/1.990001.H99.yaml": PROCEDURE,
    "forms/HTHP-01.yaml": FORM,
    "record_types/quyet_dinh_ho_tro.yaml": PAPER,
    "README.md": "Ghi chú của tỉnh.\n",
}


@pytest.fixture
def province(tmp_path: Path) -> Path:
    folder = tmp_path / "tinh-mau"
    for file, text in FILES.items():
        put(folder, file, text)
    return folder


def put(folder: Path, file: str, text: str) -> None:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def of_the_nation(file: str) -> str:
    return (OWN / file).read_text("utf-8")


def test_a_province_adds_a_procedure_a_form_and_a_paper(province: Path, catalogue: Catalogue) -> None:
    both = Catalogue.load(province=province)
    assert len(both.procedures) == len(catalogue.procedures) + 1
    assert both.template("1.990001.H99").attributes == {"person.full_name"}
    assert both.template("1.990001.H99").documents == {"giay_khai_sinh"}
    assert both.record_types["quyet_dinh_ho_tro"].looked_up[0].authority == "Bộ Giáo dục và Đào tạo"
    assert both.template("1.004222") == catalogue.template("1.004222")


def test_a_province_overrides_a_procedure_by_its_code(province: Path, catalogue: Catalogue) -> None:
    national = of_the_nation("procedures/3.000347.yaml")
    put(province, "procedures/3.000347.yaml", national.replace('level: "tỉnh (CSGT)"', 'level: "xã"'))
    both = Catalogue.load(province=province)
    assert both.procedures["3.000347"].level == "xã"
    assert catalogue.procedures["3.000347"].level == "tỉnh (CSGT)"


@pytest.mark.parametrize("code", ["1.004222.H29", "1.004222.000.00.00.H29", "1.004222.000.00.00", "1.004222"])
def test_a_code_with_an_ending_means_the_nations_where_the_province_has_none(catalogue: Catalogue, code: str) -> None:
    assert code in catalogue.procedures
    assert catalogue.code(code) == catalogue.procedures[code].code == "1.004222"
    assert catalogue.template(code) == catalogue.template("1.004222")


@pytest.mark.parametrize("code", ["1.004222.H09", "1.004222.000.00.00.H09"])
def test_a_code_with_an_ending_means_the_provinces_own_in_either_spelling(province: Path, code: str) -> None:
    own = of_the_nation("procedures/1.004222.yaml").replace('code: "1.004222"', 'code: "1.004222.H09"')
    put(province, "procedures/1.004222.H09.yaml", own.replace("form: CT01", "form: HTHP-01"))
    both = Catalogue.load(province=province)
    assert both.code(code) == "1.004222.H09"
    assert both.procedures[code].form == "HTHP-01"
    assert both.procedures["1.004222.H10"].form == both.procedures["1.004222"].form == "CT01"


@pytest.mark.parametrize(
    "code", ["1.004222.H9", "1.004222.h29", "1.004222.H29 ", "1.004222.00.00.H29", "H29", "9.999999.H29"]
)
def test_what_is_no_code_means_nothing(catalogue: Catalogue, code: str) -> None:
    assert code not in catalogue.procedures
    with pytest.raises(UnknownProcedureError):
        catalogue.code(code)


def test_only_procedures_with_a_file_are_listed(catalogue: Catalogue) -> None:
    assert "1.004222.H29" in catalogue.procedures
    assert "1.004222.H29" not in list(catalogue.procedures)
    assert len(list(catalogue.procedures)) == len(catalogue.procedures)


def test_the_version_covers_the_provinces_files_and_not_where_they_lie(province: Path, catalogue: Catalogue) -> None:
    before = Catalogue.load(province=province).version
    assert before != catalogue.version
    moved = province.parent / "noi-khac"
    shutil.copytree(province, moved)
    assert Catalogue.load(province=moved).version == before
    put(moved, "README.md", "Ghi chú khác.\n")
    assert Catalogue.load(province=moved).version == before
    put(moved, "forms/HTHP-01.yaml", FORM + "# xem lại\n")
    assert Catalogue.load(province=moved).version != before


def test_an_empty_folder_changes_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    assert Catalogue.load(province=tmp_path).version == catalogue.version


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="không có thư mục"):
        Catalogue.load(province=tmp_path / "quen")


@pytest.mark.parametrize("file", ["attributes.yaml", "datasets.yaml"])
def test_what_is_known_about_a_person_is_the_nations_to_say(province: Path, file: str) -> None:
    put(province, file, of_the_nation(file))
    with pytest.raises(CatalogueError, match="cả nước"):
        Catalogue.load(province=province)


LOOSENED = {
    "a sensitive picture": ("can_cuoc", "sensitive_document: true\n", "", "sensitive_document"),
    "a paper for one purpose": ("xac_nhan_tthn", "purpose_bound: true\n", "", "purpose_bound"),
    "a limited time, made longer": ("xac_nhan_tthn", "valid_months: 6\n", "valid_months: 7\n", "valid_months"),
    "a limited time, left out": ("xac_nhan_tthn", "valid_months: 6\n", "", "valid_months"),
}  # fmt: skip


@pytest.mark.parametrize("what", LOOSENED)
def test_what_the_nation_protects_a_province_cannot_loosen(province: Path, what: str) -> None:
    paper, old, new, says = LOOSENED[what]
    text = of_the_nation(f"record_types/{paper}.yaml")
    assert old in text
    put(province, f"record_types/{paper}.yaml", text.replace(old, new))
    with pytest.raises(CatalogueError, match=f"{says}.*không được nới lỏng"):
        Catalogue.load(province=province)


def test_what_the_nation_protects_a_province_may_protect_more(province: Path) -> None:
    text = of_the_nation("record_types/xac_nhan_tthn.yaml").replace("valid_months: 6\n", "valid_months: 3\n")
    put(province, "record_types/xac_nhan_tthn.yaml", text)
    assert Catalogue.load(province=province).record_types["xac_nhan_tthn"].valid_months == 3


def test_one_broken_file_keeps_the_whole_folder_out(province: Path) -> None:
    put(province, "procedures/1.990002.H99.yaml", PROCEDURE)
    put(province, "forms/HTHP-02.yaml", FORM.replace("HTHP-01", "HTHP-02").replace("person.full_name", "person.name"))
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(province=province)
    assert {(each.file, each.line) for each in caught.value.mistakes} == {("tinh-mau/procedures/1.990002.H99.yaml", 1)}


FITS = {
    "capitals of a date": ("attribute: person.full_name", "attribute: person.dob", 12, "capitals"),
    "the role of somebody else": ("shape: capitals", "role: father", 12, "father"),
    "a role that nobody has": ("shape: capitals", "role: neighbour", 12, "submitter"),
    "columns of a name": ("shape: capitals", 'columns: [{label: "x"}]', 12, "không phải là bảng"),
    "a shape for what is written by hand": ("  - id: school", "  - id: school\n    shape: capitals", 14, "tự ghi"),
    "columns of a text": ("  - id: school", '  - id: school\n    columns: [{label: "x"}]', 14, "kind: table"),
    "a column that the rows do not have": (
        "attribute: person.full_name\n    shape: capitals",
        'attribute: household.members\n    columns:\n      - {label: "x", column: shoe}',
        13,
        "shoe",
    ),
    "a column of nothing": (
        "  - id: school",
        '  - id: school\n    kind: table\n    columns: [{label: "x", column: full_name}]',
        15,
        "không có column",
    ),
}


@pytest.mark.parametrize("what", FITS)
def test_a_form_wants_of_a_value_only_what_it_can_give(province: Path, what: str) -> None:
    old, new, line, says = FITS[what]
    assert old in FORM
    put(province, "forms/HTHP-01.yaml", FORM.replace(old, new))
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(province=province)
    told = [(each.file, each.line) for each in caught.value.mistakes if says in str(each)]
    assert told == [("tinh-mau/forms/HTHP-01.yaml", line)], str(caught.value)


def test_a_data_set_has_to_exist(province: Path) -> None:
    put(province, "record_types/quyet_dinh_ho_tro.yaml", PAPER.replace('"2.45"', '"2.999"'))
    with pytest.raises(CatalogueError, match=r"dòng 9: chưa có bộ dữ liệu nào tên '2\.999'"):
        Catalogue.load(province=province)
