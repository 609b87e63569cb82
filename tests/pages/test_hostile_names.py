"""Whatever somebody calls themselves or their paper, it is shown as letters and does nothing."""

from collections.abc import Iterator

import pytest

from tests.pages.browser import Browser, Page, tags
from tests.world import MAI, ServiceClient, World, open_world

NAMES = {
    "a script": "<script>alert(1)</script>",
    "a closed tag": '"></bdi></strong><img src=x onerror=alert(1)>',
    "quotes": """O'Hara "Mẫu" & <con>""",
    "an entity": "&lt;script&gt; &amp;copy;",
    "a template": "{{ 7 * 7 }}{% raw %}",
    "a link": "javascript:alert(1)//",
    "right to left": "\u202ekin ngut uey\u202c Mẫu",
    "hebrew": "שלום Mẫu",
    "very long": "Nguyễn" * 19,
    "joined letters": "🧓🏽\u200d👩\u200d👧 Mẫu",
}
ALLOWED_TAGS = {
    *("a", "bdi", "body", "br", "button", "caption", "code", "datalist", "dd", "details", "div", "dl", "dt", "footer"),
    *("form", "h1", "h2", "head", "header", "html", "img", "input", "label", "li", "link", "main", "meta", "nav", "ol"),
    *("option", "p", "section", "select", "span", "strong", "summary", "svg", "title", "ul", "use"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, kept_database_url: str) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("hostile"), kept_database_url) as opened:
        yield opened


@pytest.mark.parametrize("case", NAMES)
def test_a_name_is_only_letters_on_every_page(world: World, case: str) -> None:
    name = NAMES[case]
    number = f"{int(MAI) + 1 + list(NAMES).index(case):012d}"
    service = world.service(f"service-{list(NAMES).index(case)}", name)
    browser = Browser(world.url)
    browser.enter(kind="citizen", id_number=number, form_of_address="bà")
    pages = [*pages_about(browser, service, number, name)]
    browser.close()
    assert [page.url for page in pages if page.status != 200] == []
    assert [page.url for page in pages if " ".join(name.split()) not in page.text] == []
    for page in pages:
        assert {tag for tag, _ in page.elements} <= ALLOWED_TAGS
        assert not [name for _, told in page.elements for name in told if name.startswith("on") or name == "style"]
        assert not [told for told in tags(page, "img") if not told["src"].startswith("/giay-to/")]
        assert not [told for told in tags(page, "a") if not told["href"].startswith(("/", "#", "tel:"))]


def pages_about(browser: Browser, service: ServiceClient, number: str, name: str) -> Iterator[Page]:
    record = service.deposit(number, values={"person.full_name": name})
    dossier = service.open_dossier(number)
    consent = service.ask_consent(dossier)
    for path in ("/", "/giay-to", f"/giay-to/{record}", f"/giay-to/{record}/xoa", f"/cau-hoi/{consent}"):
        yield browser.open(path)
    yield browser.press(browser.open(f"/cau-hoi/{consent}"), "Đồng ý cho xem")
    for path in ("/da-cho-phep", f"/da-cho-phep/{consent}", f"/da-cho-phep/{consent}/ngung", "/ai-da-xem"):
        yield browser.open(path)


@pytest.mark.parametrize("case", NAMES)
def test_what_was_typed_comes_back_as_it_was(world: World, case: str) -> None:
    browser = Browser(world.url)
    browser.enter(kind="citizen", id_number=MAI)
    field = "gia-tri.person.full_name"
    page = browser.press(browser.open("/them-giay?loai=gplx"), "Cất vào ví", filled={field: NAMES[case]})
    browser.close()
    assert dict(page.form("Cất vào ví").fields)[field] == NAMES[case]
    assert {tag for tag, _ in page.elements} <= ALLOWED_TAGS
