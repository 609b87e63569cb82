"""The auditors' desk in a browser without JavaScript: everything is in the address, nothing is shown unlogged."""

from collections.abc import Iterator

import pytest

from tests.desks import BUSY, OFFICE, REASON, open_desks
from tests.pages.browser import Browser, Page, tags
from tests.world import MAI, World, fresh_id
from wallet.ledger.chain import OwnEntry
from wallet.ledger.entries import SYSTEM_SUBJECT

BULK = "/kiem-tra/mo-nhieu"
RELEASES = f"/kiem-tra?viec=release&vu=VU-1&noi={OFFICE}"
"""There is one."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """On SQLite."""
    with open_desks(tmp_path_factory.mktemp("desk")) as world:
        yield world


@pytest.fixture(scope="module")
def auditor(world: World) -> Iterator[Browser]:
    browser = Browser(world.url)
    browser.enter(kind="auditor", login="auditor.mau")
    yield browser
    browser.close()


def looks(world: World) -> list[OwnEntry]:
    with world.wallet.database.reading() as session:
        return world.wallet.log.history(session, SYSTEM_SUBJECT)


def rows(page: Page) -> int:
    return sum(1 for told in tags(page, "th") if told.get("scope") == "row")


def release_line(auditor: Browser) -> str:
    page = auditor.open(RELEASES)
    return next(href for href, _ in page.links if href.startswith("/kiem-tra/dong/"))


def test_every_filter_lives_in_the_address(auditor: Browser) -> None:
    assert rows(auditor.open("/kiem-tra?noi=cong-an-mau&thu-tuc=1.004222&viec=release&ket-qua=released")) == 1
    assert rows(auditor.open("/kiem-tra?can-cu=over-asking")) == 1
    assert rows(auditor.open("/kiem-tra?noi=noi-khac&viec=")) == 0
    assert rows(auditor.open("/kiem-tra?den=2020-01-01")) == 0
    assert rows(auditor.open(f"/kiem-tra?tu=2020-01-01&viec=release&noi={OFFICE}")) == 1


def test_the_form_shows_what_was_asked_for(auditor: Browser) -> None:
    page = auditor.open("/kiem-tra?tu=2026-01-01&noi=cong-an-mau&can-cu=over-asking&vu=VU-1")
    fields = dict(page.form("Lọc").fields)
    assert (fields["tu"], fields["noi"], fields["can-cu"], fields["vu"]) == (
        "2026-01-01",
        "cong-an-mau",
        "over-asking",
        "VU-1",
    )


def test_a_name_in_the_table_leads_to_everything_of_that_person_and_to_nobody(world: World, auditor: Browser) -> None:
    page = auditor.open(RELEASES)
    (name,) = {text for href, text in page.links if "ai=" in href}
    mine = auditor.follow(page, name)
    assert rows(mine) > 3
    assert str(world.citizen_id(MAI)) not in mine.source
    assert "MẪU" not in mine.text


def test_both_orders_go_on_to_the_end(auditor: Browser) -> None:
    newest = auditor.open("/kiem-tra?thu-tu=moi")
    oldest = auditor.open("/kiem-tra?thu-tu=cu")
    first = [text for href, text in oldest.links if href.startswith("/kiem-tra/dong/")]
    last = [text for href, text in newest.links if href.startswith("/kiem-tra/dong/")]
    assert first == sorted(first, key=int)
    assert last == sorted(last, key=int, reverse=True)
    assert first[0] == "0"


def test_a_part_is_opened_with_a_reason_that_its_citizen_reads(world: World, auditor: Browser) -> None:
    line = auditor.open(release_line(auditor))
    opened = auditor.press(line, "Mở", filled={"phan": "purpose", "ly-do": REASON})
    assert "Đã mở 1 dòng" in opened.text
    assert "procedure:1.004222" in opened.text
    last = world.history(MAI)[-1]
    assert (last.operation, last.groups["purpose"]["reason"]) == ("audit.open", REASON)
    assert '"case":"VU-1"' in last.groups["context"]["detail"]


def test_without_a_reason_it_stays_shut_and_keeps_what_was_typed(world: World, auditor: Browser) -> None:
    known = len(world.history(MAI))
    refused = auditor.press(auditor.open(release_line(auditor)), "Mở", filled={"ly-do": "ngắn <i>"})
    assert refused.status == 422
    assert "Chưa ghi lý do" in refused.text
    assert "ngắn &lt;i&gt;</textarea>" in refused.source
    assert len(world.history(MAI)) == known


def test_ticked_lines_are_opened_when_a_second_auditor_agreed(world: World, auditor: Browser) -> None:
    page = auditor.open("/kiem-tra?viec=record.deposit&vu=VU-1")
    number = next(text for href, text in page.links if href.startswith("/kiem-tra/dong/"))
    form = auditor.press(page, "Xin mở các dòng đã chọn", ticked=(number,))
    assert dict(form.form("Xin mở").fields)["cac-dong"] == number
    waiting = auditor.press(form, "Xin mở", filled={"ly-do": REASON})
    assert "Đang chờ một kiểm tra viên khác" in waiting.text
    second = Browser(world.url)
    second.enter(kind="auditor", login="auditor.hai")
    second.press(second.open(BULK), "Đồng ý cho mở")
    second.close()
    opened = auditor.press(auditor.open(BULK), "Mở các dòng này")
    assert "Đã mở 1 dòng" in opened.text
    assert world.history(MAI)[-1].operation == "audit.open"


@pytest.mark.parametrize("typed", ["", "không có số", ", ".join(map(str, range(201))), "999999999"])
def test_lines_that_are_none_or_too_many_are_not_asked_for(auditor: Browser, typed: str) -> None:
    refused = auditor.press(auditor.open(BULK), "Xin mở", filled={"cac-dong": typed, "ly-do": REASON})
    assert refused.status == 404
    assert "Chưa làm được" in refused.text


def test_a_sample_is_in_its_address(world: World, auditor: Browser) -> None:
    typed = {"loi": "giờ chào cờ", "so-dong": "3", "co": str(world.wallet.keeper.settle())}
    page = auditor.press(auditor.open("/kiem-tra/mau"), "Rút", filled=typed)
    drawn = [text for href, text in page.links if href.startswith("/kiem-tra/dong/")]
    again = auditor.open(page.url.removeprefix(auditor.url))
    assert len(drawn) == 3
    assert drawn == [text for href, text in again.links if href.startswith("/kiem-tra/dong/")]


def test_a_sample_of_more_than_there_is_says_so(auditor: Browser) -> None:
    refused = auditor.open("/kiem-tra/mau?loi=x&so-dong=1000")
    assert refused.status == 409
    assert "Chưa làm được" in refused.text


def test_every_decision_is_derived_again(world: World, auditor: Browser) -> None:
    page = auditor.press(auditor.open("/kiem-tra/tinh-lai"), "Tính lại tất cả")
    assert "tất cả khớp" in page.text
    assert looks(world)[-1].operation == "audit.replay"


def test_the_overview_has_a_table_behind_each_chart(auditor: Browser) -> None:
    page = auditor.open("/kiem-tra/tong-quan")
    assert [told["role"] for told in tags(page, "svg") if "role" in told] == ["img", "img"]
    assert page.count("table") == 2
    assert "Công an xã Mẫu &lt;b&gt;" in page.source


def test_what_is_worth_a_look_says_why_and_leads_to_the_lines_of_that_day(auditor: Browser) -> None:
    page = auditor.open("/kiem-tra/tong-quan?vu=VU-1")
    assert "không chặn ai lại" in page.text
    lines = auditor.follow(page, "Xem các dòng của nơi này trong ngày ấy")
    assert f"noi={BUSY}" in lines.url
    assert rows(lines) > 20
    older = auditor.open("/kiem-tra/tong-quan?vu=VU-1&bo-qua=20")
    assert "Không có gì cũ hơn" in older.text
    assert older.link("Về các việc mới nhất") == "/kiem-tra/tong-quan?vu=VU-1"


def test_the_ranking_is_one_link_and_a_reason_away(auditor: Browser) -> None:
    asking = auditor.follow(auditor.open("/kiem-tra/tong-quan?vu=VU-1"), "Lấy bảng này về")
    file = auditor.press(asking, "Lấy về", filled={"ly-do": REASON})
    assert file.headers["Content-Disposition"].endswith('.services.csv"')
    assert [line.split(",")[0] for line in file.source.splitlines()[1:]] == [OFFICE, BUSY]


@pytest.mark.parametrize(("form", "kind"), [("csv", "text/csv"), ("ocsf", "application/x-ndjson")])
def test_what_was_found_is_taken_home_with_its_filters_and_a_reason(
    world: World, auditor: Browser, form: str, kind: str
) -> None:
    found = auditor.open(RELEASES)
    asking = auditor.follow(found, "Lấy về (CSV")
    file = auditor.press(asking, "Lấy về", filled={"dang": form, "ly-do": REASON})
    assert file.headers["Content-Type"].startswith(kind)
    assert "access-log-VU-1-" in file.headers["Content-Disposition"]
    assert len(file.source.splitlines()) == (2 if form == "csv" else 1)
    look = looks(world)[-1]
    assert (look.operation, look.groups["purpose"]["reason"]) == ("audit.export", REASON)
    assert '"operation":"release"' in look.groups["context"]["detail"]


def test_without_a_reason_nothing_is_taken_home(auditor: Browser) -> None:
    refused = auditor.press(auditor.open("/kiem-tra/lay-ve?viec=release"), "Lấy về")
    assert refused.status == 422
    assert dict(refused.form("Lấy về").fields)["viec"] == "release"


@pytest.mark.parametrize(
    "path", ["/kiem-tra", "/kiem-tra/dong/0", "/kiem-tra/tong-quan", BULK, "/kiem-tra/mau?loi=x&so-dong=1"]
)
def test_every_look_is_logged(world: World, auditor: Browser, path: str) -> None:
    known = len(looks(world))
    assert auditor.open(path).status == 200
    (look,) = looks(world)[known:]
    assert look.operation == "audit.list"


def test_a_line_that_is_not_there_says_so(auditor: Browser) -> None:
    page = auditor.open("/kiem-tra/dong/99999999")
    assert page.status == 404
    assert page.link("Về bảng tra cứu") == "/kiem-tra"


def test_nobody_else_gets_in(world: World) -> None:
    browser = Browser(world.url)
    browser.enter(kind="citizen", id_number=fresh_id())
    paths = ("/kiem-tra/tong-quan", BULK, "/kiem-tra/mau", "/kiem-tra/tinh-lai", "/kiem-tra/lay-ve", "/kiem-tra/dong/0")
    assert {browser.open(path).status for path in paths} == {403}
    browser.close()
