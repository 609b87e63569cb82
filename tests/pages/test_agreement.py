"""The box for keeping a sensitive picture: its own text, never ticked beforehand."""

from tests.pages.browser import Browser, tags
from tests.papers import JPEG, agreement_hash
from tests.world import World

PICTURE = ("anh.jpg", JPEG, "image/jpeg")
DAY = {"ngay-cap": "05/06/2021"}
FORM = "/them-giay?loai=can_cuoc"


def test_the_box_stands_apart_with_its_own_text_and_is_not_ticked(citizen: Browser) -> None:
    page = citizen.open(FORM)
    assert page.form("Cất vào ví").boxes == [("dong-y-giu-anh", agreement_hash("can_cuoc"))]
    assert "Ảnh hoặc tệp của giấy này (Thẻ căn cước) có thông tin cá nhân nhạy cảm" in page.text
    assert "Muốn rút lại thì xóa giấy này" in page.text


def test_papers_that_are_not_sensitive_have_no_box(citizen: Browser) -> None:
    assert citizen.open("/them-giay?loai=gplx").form("Cất vào ví").boxes == []


def test_a_picture_without_the_tick_is_not_kept_and_the_page_says_what_to_do(world: World, citizen: Browser) -> None:
    before = world.records(), world.objects()
    page = citizen.press(citizen.open(FORM), "Cất vào ví", filled=DAY, file=PICTURE)
    assert page.status == 422
    assert "Chưa đánh dấu đồng ý giữ ảnh. Xin đọc và đánh dấu, hoặc gửi lại không kèm ảnh" in page.text
    assert [told["href"] for told in tags(page, "a") if "dong-y" in told.get("href", "")] == ["#dong-y-giu-anh"]
    assert (world.records(), world.objects()) == before


def test_with_the_tick_it_is_kept_and_the_paper_says_how_to_withdraw(citizen: Browser) -> None:
    ticked = (agreement_hash("can_cuoc"),)
    kept = citizen.press(citizen.open(FORM), "Cất vào ví", filled=DAY, ticked=ticked, file=PICTURE)
    assert "Đã cất ảnh vào ví và khóa lại" in kept.text
    paper = citizen.follow(kept, "Để sau")
    assert "Đồng ý cho ví giữ ảnh" in paper.text
    assert "Ảnh hoặc tệp của giấy này (Thẻ căn cước)" in paper.text

    asked = citizen.follow(paper, "Rút lại và xóa")

    assert asked.url.endswith("/xoa")


def test_facts_alone_need_no_tick(citizen: Browser) -> None:
    filled = DAY | {"gia-tri.person.full_name": "NGUYỄN THỊ MẪU"}
    paper = citizen.press(citizen.open(FORM), "Cất vào ví", filled=filled)
    assert "Đã cất giấy này vào ví" in paper.text
    assert "Đồng ý cho ví giữ ảnh" not in paper.text
