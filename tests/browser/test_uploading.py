"""A paper goes up in pieces from a real browser: a network that goes away costs a piece, and a closed page nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, Route, expect
from sqlmodel import select

from tests.papers import pdf
from tests.uploading import TUS
from tests.world import MAI, Person, World, answered, entrust, fresh_id, open_world
from wallet.drafts.models import Draft

pytestmark = pytest.mark.browser

PAPER = pdf(b"0123456789abcdef" * 80_000)
"""1.3 MB: five pieces of the page's, and a little."""
FILE: FilePayload = {"name": "bang-lai.pdf", "mimeType": "application/pdf", "buffer": PAPER}
FORM = "/them-giay?loai=gplx"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("uploading")) as opened:
        yield opened


@pytest.fixture
def page(chromium: Browser, world: World) -> Iterator[Page]:
    """A telephone that does not look past our own Content-Security-Policy."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    wanted = {"kind": "citizen", "id_number": MAI, "form_of_address": "bà"}
    page.goto(world.url + world.nobody().post("/v1/development/tickets", json=wanted).json()["path"])
    page.get_by_role("button", name="Vào ví").click()
    yield page
    context.close()


@dataclass
class Line:
    """The network between the page and the wallet: `cut` stops every piece after the first `passes`."""

    passes: int
    cut: bool = True
    sent: list[int] = field(default_factory=list)

    def carry(self, route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
        elif self.cut and len(self.sent) >= self.passes:
            route.abort("internetdisconnected")
        else:
            self.sent.append(int(route.request.headers["upload-offset"]))
            route.continue_()


def fill(page: Page, world: World) -> None:
    page.goto(world.url + FORM)
    page.get_by_label("Ngày cấp ghi trên giấy").fill("05/06/2015")
    page.get_by_label("Chụp ảnh giấy hoặc chọn tệp").set_input_files(FILE)


def press(page: Page) -> None:
    page.get_by_role("button", name="Cất vào ví").click()


def kept(page: Page, world: World) -> bytes:
    """The document of the paper that the page shows now."""
    expect(page.get_by_text("Đã cất giấy này vào ví")).to_be_visible()
    record = page.url.rpartition("/")[2].partition("?")[0]
    return answered(world.citizen(MAI).get(f"/v1/me/records/{record}/document"), 200).content


def waiting(citizen: Person) -> int:
    return len(answered(citizen.get("/v1/me/uploads"), 200).json())


def test_a_network_that_goes_away_is_waited_for_and_the_paper_arrives_as_it_is(page: Page, world: World) -> None:
    """The telephone itself loses its network, then finds it again; nobody presses anything."""
    line = Line(passes=2)
    page.route("**/v1/me/uploads/*", line.carry)
    fill(page, world)
    press(page)
    panel = page.locator("[data-upload-panel]")
    expect(panel).to_contain_text("Mạng yếu, giấy chưa gửi xong. Bấm Gửi lại, phần đã gửi vẫn còn.")
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    assert page.evaluate("document.querySelector('progress').value") == 2 * 256 * 1024
    page.context.set_offline(True)
    line.cut = False
    page.context.set_offline(False)
    assert kept(page, world) == PAPER
    assert line.sent == [256 * 1024 * number for number in range(len(line.sent))], "no piece went twice"


def test_how_far_it_is_stands_in_words_and_is_not_read_aloud_with_each_piece(page: Page, world: World) -> None:
    page.add_init_script(SEEN)
    fill(page, world)
    press(page)
    assert kept(page, world) == PAPER
    seen, heard = page.evaluate("[sessionStorage.seen, sessionStorage.heard]")
    assert "Đã gửi 0,5 trong 1,2 MB" in seen
    assert len(heard.strip("|").split("|")) == 5, "at the beginning and at each quarter"


SEEN = """
addEventListener("DOMContentLoaded", () => {
  const watch = (name, key) => {
    const part = document.querySelector(name);
    if (!part) return;
    sessionStorage[key] = "";
    new MutationObserver(() => { sessionStorage[key] += part.textContent + "|"; }).observe(part, { childList: true });
  };
  watch("[data-upload-said]", "seen");
  watch("[data-upload-aloud]", "heard");
});
"""


def test_after_the_page_was_closed_the_same_file_goes_on(page: Page, world: World) -> None:
    line = Line(passes=3)
    page.route("**/v1/me/uploads/*", line.carry)
    fill(page, world)
    press(page)
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    page.reload()
    line.cut = False
    expect(page.get_by_text("Lần trước giấy chưa gửi xong")).to_be_visible()
    page.goto(world.url + "/them-giay")
    page.get_by_role("link", name="mới gửi 0,8 trong 1,2 MB").click()
    fill(page, world)
    press(page)
    assert kept(page, world) == PAPER
    assert line.sent == [256 * 1024 * number for number in range(len(line.sent))], "no piece went twice"
    assert waiting(world.citizen(MAI)) == 0


def test_a_mistake_in_a_box_does_not_send_the_file_again(page: Page, world: World) -> None:
    line = Line(passes=0, cut=False)
    page.route("**/v1/me/uploads/*", line.carry)
    fill(page, world)
    page.get_by_label("Ngày cấp ghi trên giấy").fill("hôm nọ")
    press(page)
    expect(page.get_by_text("Tệp đã gửi xong, không cần chọn lại")).to_be_visible()
    pieces = len(line.sent)
    page.get_by_label("Ngày cấp ghi trên giấy").fill("05/06/2015")
    press(page)
    assert kept(page, world) == PAPER
    assert len(line.sent) == pieces > 1


def test_what_the_wallet_does_not_take_is_said_by_the_page(page: Page, world: World) -> None:
    page.goto(world.url + FORM)
    page.get_by_label("Ngày cấp ghi trên giấy").fill("05/06/2015")
    text: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"no paper at all " * 99}
    page.get_by_label("Chụp ảnh giấy hoặc chọn tệp").set_input_files(text)
    press(page)
    expect(page.get_by_role("alert")).to_contain_text("Loại tệp này chưa nhận được")


def test_an_upload_that_was_given_up_meanwhile_begins_anew(page: Page, world: World) -> None:
    line = Line(passes=2)
    page.route("**/v1/me/uploads/*", line.carry)
    fill(page, world)
    press(page)
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    citizen = world.citizen(MAI)
    for one in answered(citizen.get("/v1/me/uploads"), 200).json():
        answered(citizen.call("DELETE", f"/v1/me/uploads/{one['id']}", headers=TUS), 204)
    line.cut = False
    page.get_by_role("button", name="Gửi lại").click()
    assert kept(page, world) == PAPER


def test_whoever_acts_for_somebody_sends_into_that_persons_wallet(page: Page, world: World) -> None:
    number = fresh_id()
    owner = world.citizen(number)
    entrust(owner, world.citizen(MAI))
    answered(owner.call("PUT", "/v1/me/drafts", json={"form": "them-giay/gplx", "fields": [["het-han", "RIENG"]]}), 204)
    own = drafts_of(world, MAI)
    page.goto(world.url + "/lam-thay")
    page.get_by_role("button", name="Làm thay").first.click()
    before = len(answered(owner.get("/v1/me/records"), 200).json())
    fill(page, world)
    assert "RIENG" not in page.content(), "what the owner has half typed is the owner's"
    press(page)
    expect(page.get_by_text("Đã cất giấy này vào ví")).to_be_visible()
    (paper,) = answered(owner.get("/v1/me/records"), 200).json()[before:]
    assert answered(owner.get(f"/v1/me/records/{paper['id']}/document"), 200).content == PAPER
    assert drafts_of(world, MAI) == own, "nothing of the owner's lands in the helper's wallet"
    assert len(drafts_of(world, number)) == 1, "and the owner's own half typed form stays"


def drafts_of(world: World, number: str) -> list[UUID]:
    mine = select(Draft.id).where(Draft.citizen_id == world.citizen_id(number))
    with world.wallet.database.reading() as session:
        return list(session.exec(mine).all())


def test_axe_finds_nothing_while_the_network_is_away(chromium: Browser, world: World) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN", bypass_csp=True)
    page = context.new_page()
    wanted = {"kind": "citizen", "id_number": MAI, "form_of_address": "bà"}
    page.goto(world.url + world.nobody().post("/v1/development/tickets", json=wanted).json()["path"])
    page.get_by_role("button", name="Vào ví").click()
    page.route("**/v1/me/uploads/*", Line(passes=1).carry)
    fill(page, world)
    press(page)
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    seven_to_one = {"rules": {"color-contrast-enhanced": {"enabled": True}}}
    assert [one["id"] for one in Axe().run(page, options=seven_to_one).response["violations"]] == []
    context.close()
