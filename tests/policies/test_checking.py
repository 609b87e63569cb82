"""What `wallet catalogue check` says, and that the worked example of docs/catalogue.md is as good as it claims."""

import re
import shutil
from pathlib import Path

import pytest

import policies
from policies.catalogue import Catalogue
from policies.checking import check

OWN = Path(policies.__path__[0]) / "data"
GUIDE = Path(__file__).parents[2] / "docs" / "catalogue.md"
COUNT = "record types 33, procedures 73, forms 25"


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OWN, tmp_path / "danh-muc"))


def example(folder: Path) -> Path:
    """The files of the guide's example, as its reader would write them."""
    for file, text in re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL):
        path = folder / "tinh-mau" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / "tinh-mau"


def test_the_wallets_own_catalogue_is_in_order(catalogue: Catalogue) -> None:
    report = check()
    assert report.ok
    assert report.lines[-1] == COUNT
    assert f"catalogue {catalogue.version}" in report.lines


def test_a_whole_catalogue_is_known_by_its_attributes(whole: Path) -> None:
    report = check(whole)
    assert report.ok
    assert report.lines[0].startswith("một danh mục đầy đủ")
    assert report.lines[-1] == COUNT


def test_a_mistake_is_told_by_file_and_line(whole: Path) -> None:
    licence = whole / "record_types" / "gplx.yaml"
    licence.write_text(licence.read_text("utf-8").replace("family: road", "family: raod"), "utf-8")
    report = check(whole)
    assert not report.ok
    assert report.lines[0].startswith("record_types/gplx.yaml:5: mục 'family' chỉ nhận một trong: ")
    assert " / 'family' has to be one of: " in report.lines[0]
    assert report.lines[-1] == "1 lỗi, chưa dùng được / mistakes 1, nothing was loaded"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    report = check(tmp_path / "quen")
    assert not report.ok
    assert report.lines[0] == "quen:1: không có thư mục này / there is no such folder"


def test_the_guides_example_adds_one_procedure_by_one_file(tmp_path: Path) -> None:
    province = example(tmp_path)
    assert [path.name for path in province.rglob("*.yaml")] == ["1.990001.H99.yaml"]
    report = check(province)
    assert report.ok, report.lines
    assert report.lines[-1] == "record types 33, procedures 74, forms 25"
    both = Catalogue.load(province=province)
    assert "person.full_name" in both.template("1.990001.000.00.00.H99").attributes


def test_the_guides_mistake_is_told_in_the_guides_words(tmp_path: Path) -> None:
    """The sentence that the guide shows is the one that its reader will see."""
    province = example(tmp_path)
    slip = re.search(r"<!-- slip: (.+?) -> (.+?) -->\n```text\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert slip is not None
    old, new, told = slip.groups()
    file = province / "procedures" / "1.990001.H99.yaml"
    assert old in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert check(province).lines == tuple(told.splitlines())
