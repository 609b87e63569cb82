"""Whatever somebody calls themselves or their paper, it is shown as letters and does nothing."""

from collections.abc import Iterator

import pytest

from tests.pages.browser import Browser, Page, tags
from tests.world import ServiceClient, World

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
    *(
        "option",
        "p",
        "progress",
        "script",
        "section",
        "select",
        "span",
        "strong",
        "summary",
        "svg",
        "title",
        "ul",
        "use",
    ),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_is_only_letters_on_every_page(world: World, id_number: str, case: str) -> None:
    name = NAMES[case]
    service = world.service(f"service-{list(NAMES).index(case)}", name)
    browser = Browser(world.url)
    browser.enter(kind="citizen", id_number=id_number, form_of_address="bà")
    pages = [*pages_about(browser, service, id_number, name)]
    browser.close()
    assert [page.url for page in pages if page.status != 200] == []
    assert [page.url for page in pages if " ".join(name.split()) not in page.text] == []
    for page in pages:
        _check_markup(page)
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
def test_what_was_typed_comes_back_as_it_was(citizen: Browser, case: str) -> None:
    field = "gia-tri.person.full_name"
    page = citizen.press(citizen.open("/them-giay?loai=gplx"), "Cất vào ví", filled={field: NAMES[case]})
    assert dict(page.form("Cất vào ví").fields)[field] == NAMES[case]
    _check_markup(page)


def _check_markup(page: Page) -> None:
    """No element and no attribute that our templates do not have; scripts are files of ours."""
    assert {tag for tag, _ in page.elements} <= ALLOWED_TAGS
    assert not [told for told in tags(page, "script") if not told.get("src", "").startswith("/static/")]
    assert not [name for _, told in page.elements for name in told if name.startswith("on") or name == "style"]
