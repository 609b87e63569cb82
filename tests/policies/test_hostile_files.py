"""A province's folder is foreign bytes: whatever is in it, the answer is a file, a line and a sentence, and soon."""

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.catalogue import Catalogue, CatalogueError
from policies.lines import Page
from policies.plain import DEEPEST_NESTING, LARGEST_FILE_BYTES

FILE = "procedures/1.999999.yaml"
GOOD = """\
code: "1.999999"
label:
  vi: "Thủ tục mẫu"
  en: "Sample procedure"
field: "Hộ tịch"
level: "xã"
grade: "M"
source: "thử"
"""
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@dataclass(frozen=True)
class Attack:
    """What the file is, the line that is told, and a word of the sentence."""

    content: bytes
    line: int
    says: str


ATTACKS = {
    "an alias bomb": Attack(BOMB.encode(), 1, "& và *"),
    "an alias to itself": Attack(b"a: &a [*a]\n", 1, "& và *"),
    "an anchor alone": Attack(GOOD.replace("field: ", "field: &f ").encode(), 5, "& và *"),
    "an object of the language": Attack(GOOD.encode() + b"note: !!python/object/apply:os.system [id]\n", 9, "dấu !"),
    "a type of its own": Attack(GOOD.encode() + b'note: !vault "x"\n', 9, "dấu !"),
    "a harmless type": Attack(GOOD.encode() + b"note: !!str x\n", 9, "dấu !"),
    "a second document": Attack(GOOD.encode() + b"---\ncode: x\n", 9, "---"),
    "lists without end": Attack(b"a: " + b"[" * 100_000, 1, "lồng nhau"),
    "members without end": Attack(b"{a: " * 50_000, 1, "lồng nhau"),
    "just too deep": Attack(b"a: " + b"[" * DEEPEST_NESTING + b"]" * DEEPEST_NESTING, 1, "lồng nhau"),
    "a file that is too large": Attack(GOOD.encode() + b"#" * LARGEST_FILE_BYTES, 1, "lớn quá"),
    "a tab before a member": Attack(GOOD.replace("  en", "\ten").encode(), 4, "Tab"),
    "a tab within words": Attack(GOOD.replace("Sample procedure", "Sample\tprocedure").encode(), 4, "Tab"),
    "Latin letters": Attack(b"code: x\nlabel: \xe9\n", 2, "UTF-8"),
    "two bytes a letter": Attack(GOOD.encode("utf-16"), 1, "UTF-8"),
    "a zero byte": Attack(GOOD.encode() + b"note: a\x00b\n", 9, "ký tự ẩn"),
    "a letter that is not seen": Attack(GOOD.replace("Hộ tịch", "Hộ\u200b tịch").encode(), 5, "ký tự ẩn"),
    "a direction that is not seen": Attack(GOOD.replace("Hộ tịch", "\u202eHộ tịch").encode(), 5, "ký tự ẩn"),
    "a space out of Word": Attack(GOOD.replace("Hộ tịch", "Hộ\u00a0tịch").encode(), 5, "Word"),
    "accents on their own": Attack(GOOD.replace("Hộ", "Ho\u0323\u0302").encode(), 5, "dựng sẵn"),
    "a member written twice": Attack(GOOD.encode() + b'grade: "A"\n', 9, "hai lần"),
    "a merge of members": Attack(GOOD.encode() + b"<<: {note: x}\n", 9, "<<"),
    "a list for a name": Attack(GOOD.encode() + b"? [a, b]\n: c\n", 9, "phải là một từ"),
    "members for a name": Attack(GOOD.encode() + b"? {a: b}\n: c\n", 9, "phải là một từ"),
    "a number for a name": Attack(GOOD.encode() + b"7: c\n", 9, "'7'"),
    "a day that does not exist": Attack(GOOD.encode() + b"note: 2026-13-45\n", 9, "giá trị này"),
    "a number that is too long": Attack(GOOD.encode() + b"note: " + b"9" * 5_000, 9, "giá trị này"),
    "a yes for words": Attack(GOOD.encode() + b"note: yes\n", 9, "yes, no"),
    "a day for words": Attack(GOOD.encode() + b"note: 2026-11-23\n", 9, "ngày"),
    "words without end": Attack(GOOD.encode() + b'note: "' + "ạ".encode() * 700 + b'"\n', 9, "dài quá"),
    "a name without end": Attack(GOOD.encode() + b"n" * 1_000 + b": x\n", 9, "nnnn"),
    "nothing": Attack(b"", 1, "mục con"),
    "only a remark": Attack(b"# later\n", 1, "mục con"),
    "a word": Attack(b"code\n", 1, "mục con"),
    "a code in other digits": Attack(GOOD.replace("1.999999", "١.٩٩٩٩٩٩").encode(), 1, "mã thủ tục"),
    "an unknown attribute": Attack(GOOD.encode() + b"asks: [person.full_name, person.shoe]\n", 9, "person.shoe"),
    "what is never filled in": Attack(GOOD.encode() + b"asks: [criminal_record.status]\n", 9, "điền sẵn"),
    "an unknown form": Attack(GOOD.encode() + b"form: CT99\n", 9, "CT99"),
    "an unknown record type": Attack(GOOD.encode() + b"result: giay_la\n", 9, "giay_la"),
    "an unknown effect": Attack(GOOD.encode() + b"effects: [erases-everything]\n", 9, "outdates-papers"),
    "a quotation mark left open": Attack(GOOD.encode() + b'note: "khong dong\n', 9, "chưa được đóng"),
    "a bracket left open": Attack(GOOD.encode() + b"asks: [person.full_name\ntime: x\n", 10, "ngoặc"),
    "a colon within words": Attack(GOOD.encode() + b"note: mau: don: gi\n", 9, "hai chấm"),
    "a colon left out": Attack(GOOD.encode() + b"note\nfee: x\n", 10, "hai chấm"),
    "a crooked margin": Attack(GOOD.replace("  en:", " en:").encode(), 4, "thẳng hàng"),
    "an at sign in front": Attack(GOOD.encode() + b"note: @ubnd\n", 9, "dấu nháy kép"),
}  # fmt: skip


def lay(folder: Path, content: bytes) -> Path:
    province = folder / "tinh-mau"
    (province / FILE).parent.mkdir(parents=True)
    (province / FILE).write_bytes(content)
    return province


def test_the_sample_is_good(tmp_path: Path) -> None:
    assert "1.999999" in Catalogue.load(province=lay(tmp_path, GOOD.encode())).procedures


@pytest.mark.parametrize("what", ATTACKS)
def test_it_is_refused_by_file_line_and_sentence(tmp_path: Path, what: str) -> None:
    attack = ATTACKS[what]
    province = lay(tmp_path, attack.content)
    started = time.process_time()
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(province=province)
    assert time.process_time() - started < 2
    told = [(mistake.file, mistake.line) for mistake in caught.value.mistakes if attack.says in str(mistake)]
    assert told[:1] == [(f"tinh-mau/{FILE}", attack.line)], str(caught.value)[:2_000]
    assert len(str(caught.value)) < 20_000


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(GOOD.encode()) - 1), st.integers(0, 12), st.binary(max_size=12))
def test_no_slip_of_the_pen_is_more_than_a_mistake(start: int, length: int, written: bytes) -> None:
    content = GOOD.encode()
    page = Page(FILE, content[:start] + written + content[start + length :])
    lines = content.count(b"\n") + written.count(b"\n") + 1
    assert page.readable or page.mistakes
    assert all(1 <= mistake.line <= lines for mistake in page.mistakes)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(alphabet="ab:-[]{}&*!|>'\"#%@`?, \n\\", max_size=60).map(str.encode)))
def test_nothing_at_all_is_more_than_a_mistake(content: bytes) -> None:
    page = Page(FILE, content)
    assert page.readable or page.mistakes


def test_a_file_out_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    province = lay(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert Catalogue.load(province=province).procedures["1.999999"].label.vi == "Thủ tục mẫu"


def test_many_mistakes_are_told_as_many_as_a_person_can_work_through(tmp_path: Path) -> None:
    province = lay(tmp_path, GOOD.encode() + b"".join(b"x%d: 1\n" % number for number in range(20_000)))
    started = time.process_time()
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(province=province)
    assert time.process_time() - started < 5
    assert len(caught.value.mistakes) == 21
    assert "còn 19980 lỗi nữa" in str(caught.value.mistakes[-1])


def test_links_out_of_the_folder_that_lead_nowhere_are_not_followed(tmp_path: Path) -> None:
    province = lay(tmp_path, GOOD.encode())
    (province / "procedures" / "1.000001.yaml").symlink_to(tmp_path / "nothing")
    (province / "forms").symlink_to(province)
    assert "1.999999" in Catalogue.load(province=province).procedures


def test_more_files_than_any_province_has_are_not_read(tmp_path: Path) -> None:
    province = lay(tmp_path, GOOD.encode())
    for number in range(2_001):
        (province / f"{number}.yaml").touch()
    with pytest.raises(CatalogueError, match="nhiều tệp quá"):
        Catalogue.load(province=province)
