"""A mistake in a catalogue's file is told by file, line and a plain sentence, and the wallet does not start."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from policies.catalogue import Catalogue, CatalogueError

ATTRIBUTES = """\
attributes:
  - {key: person.full_name, vi: "Họ tên", en: "Full name", kind: name, source: L9.1}
  - {key: person.faith, vi: "Tôn giáo", en: "Religion", kind: name, source: X, sensitive: true}
  - {key: household.members, vi: "Bảng", en: "Table", kind: list, source: X, columns: {full_name: person.full_name}}
roles:
  - role: child
    vi: "con"
    en: "the child"
    like:
      full_name: person.full_name
"""
PAPER = """\
id: giay_mau
label:
  vi: "Giấy mẫu"
  en: "Sample paper"
family: civil
issuer: "UBND cấp xã"
grade: "M"
source: "paper"
attributes:
  - person.full_name
  - child.full_name
"""
FORM = """\
id: MAU
label:
  vi: "Tờ khai mẫu"
  en: "Sample form"
legal: "TT 00/0000"
grade: "M"
source: "paper"
fields:
  - id: full_name
    label: "1. Họ tên"
    attribute: person.full_name
  - id: request
    label: "2. Nội dung"
"""
PROCEDURE = """\
code: "1.000000"
label:
  vi: "Thủ tục mẫu"
  en: "Sample procedure"
field: "Hộ tịch"
level: "xã"
form: MAU
grade: "C/M"
source: "paper"
result: giay_mau
components:
  - id: proof
    label:
      vi: "Giấy tờ"
      en: "Proof"
    any_of: [giay_mau]
    required: true
"""
A, R, F, P = "attributes.yaml", "record_types/giay_mau.yaml", "forms/MAU.yaml", "procedures/1.000000.yaml"


@dataclass(frozen=True)
class Slip:
    """One slip of the pen: `old` becomes `new` in `file`, and the mistake is on `line` with the word `says` in it."""

    file: str
    old: str
    new: str
    line: int
    says: str


SLIPS = {
    "a field's attribute does not exist": Slip(F, "e: person.full_name", "e: person.fullname", 11, "person.fullname"),
    "a paper's attribute does not exist": Slip(R, "- child.full_name", "- child.name", 11, "child.name"),
    "a role's model does not exist": Slip(A, ": person.full_name\n", ": person.name\n", 10, "person.name"),
    "a column's model does not exist": Slip(A, "{full_name: person.full_name}", "{x: person.name}", 4, "person.name"),
    "a procedure's form does not exist": Slip(P, "form: MAU", "form: MAU2", 7, "MAU2"),
    "a component's paper does not exist": Slip(P, "[giay_mau]", "[giay_mau, giay_la]", 16, "giay_la"),
    "a result does not exist": Slip(P, "result: giay_mau", "result: giay_la", 10, "giay_la"),
    "an attribute is there twice": Slip(A, "key: person.faith", "key: person.full_name", 3, "person.full_name"),
    "a role repeats an attribute": Slip(A, "role: child", "role: person", 10, "person.full_name"),
    "a field is there twice": Slip(F, "id: request", "id: full_name", 12, "full_name"),
    "a paper names an attribute twice": Slip(R, "- child.full_name", "- person.full_name", 11, "person.full_name"),
    "a member is written twice": Slip(P, "field: ", "grade: ", 8, "grade"),
    "the file has another name": Slip(R, "id: giay_mau", "id: giay_khac", 1, "giay_khac.yaml"),
    "a member is missing": Slip(R, 'issuer: "UBND cấp xã"\n', "", 1, "issuer"),
    "a member is unknown": Slip(R, "family:", "isuer: x\nfamily:", 5, "isuer"),
    "a code is written as a number": Slip(P, '"1.000000"', "1.000000", 1, "dấu nháy"),
    "a code has the wrong shape": Slip(P, '"1.000000"', '"1.00000"', 1, "code"),
    "a yes is a word": Slip(P, "required: true", 'required: "yes"', 17, "true"),
    "a number is a word": Slip(R, "family: civil", "family: civil\nvalid_months: six", 6, "số nguyên"),
    "a list is a word": Slip(P, "[giay_mau]", "giay_mau", 16, "danh sách"),
    "a family is unknown": Slip(R, "family: civil", "family: civic", 5, "residence"),
    "a kind is unknown": Slip(A, "kind: list", "kind: table", 4, "kind"),
    "a label has one language": Slip(F, '  en: "Sample form"\n', "", 2, "en"),
    "a label is empty": Slip(F, '"1. Họ tên"', '""', 10, "trống"),
    "a place has a kind beside its attribute": Slip(F, "attribute:", "kind: date\n    attribute:", 11, "kind"),
    "an enumeration has no words": Slip(A, "kind: name, source: L9.1", "kind: enum, source: L9.1", 2, "values"),
    "columns without a list": Slip(A, "kind: list", "kind: text", 4, "columns"),
    "a table shows what is sensitive": Slip(A, "{full_name: person.full_name}", "{x: person.faith}", 4, "sensitive"),
    "a paper shows what is sensitive": Slip(R, "- child.full_name", "- person.faith", 11, "sensitive_document"),
    "the file is not YAML": Slip(P, "label:\n", "label: [\n", 4, "không đọc được"),
    "the file is empty": Slip(F, FORM, "", 1, "mục con"),
    "the file is a list": Slip(F, FORM, "- id: MAU\n", 1, "mục con"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file, text in {A: ATTRIBUTES, R: PAPER, F: FORM, P: PROCEDURE}.items():
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def test_a_folder_without_mistakes_is_a_catalogue(folder: Path) -> None:
    catalogue = Catalogue.load(folder)
    assert catalogue.template("1.000000").attributes == {"person.full_name"}
    assert catalogue.attributes["child.full_name"].label.vi == "Họ tên (con)"


@pytest.mark.parametrize("what", SLIPS)
def test_it_is_told_where(folder: Path, what: str) -> None:
    slip = SLIPS[what]
    path = folder / slip.file
    text = path.read_text("utf-8")
    assert slip.old in text
    path.write_text(text.replace(slip.old, slip.new, 1), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(folder)
    told = [(mistake.file, mistake.line) for mistake in caught.value.mistakes if slip.says in str(mistake)]
    assert told == [(slip.file, slip.line)], str(caught.value)
    assert f"{slip.file}, dòng {slip.line}: " in str(caught.value)


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    (folder / R).write_text(PAPER.replace("family: civil", "family: x").replace('grade: "M"', "grade: 1"), "utf-8")
    (folder / F).write_text(FORM.replace("fields:", "rows:"), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(folder)
    assert {(mistake.file, mistake.line) for mistake in caught.value.mistakes} == {(R, 5), (R, 7), (F, 1), (F, 8)}


@pytest.mark.parametrize("stray", ["forms/CT01.yml", "form/CT01.yaml", "notes.txt", "procedures/old/1.000001.yaml"])
def test_a_file_without_a_place_is_a_mistake_and_not_overlooked(folder: Path, stray: str) -> None:
    (folder / stray).parent.mkdir(exist_ok=True)
    (folder / stray).write_text("id: x\n", "utf-8")
    with pytest.raises(CatalogueError, match="không có chỗ"):
        Catalogue.load(folder)


def test_hidden_files_are_not_looked_at(folder: Path) -> None:
    (folder / ".DS_Store").write_bytes(b"\x00\xff")
    assert Catalogue.load(folder).forms.keys() == {"MAU"}


def test_bytes_that_are_not_text_are_a_mistake(folder: Path) -> None:
    (folder / F).write_bytes(b"id: \xff\xfe")
    with pytest.raises(CatalogueError, match="không đọc được"):
        Catalogue.load(folder)


def test_a_copied_file_is_told_as_a_double(folder: Path) -> None:
    (folder / "record_types" / "giay_mau_2.yaml").write_text(PAPER, "utf-8")
    with pytest.raises(CatalogueError, match="đã có ở tệp khác"):
        Catalogue.load(folder)


def test_a_folder_without_attributes_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"thiếu tệp attributes\.yaml"):
        Catalogue.load(tmp_path)
