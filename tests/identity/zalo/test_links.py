"""A paper opened in Zalo's own viewer, by a link that is good once."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.papers import PDF
from tests.world import fresh_id
from tests.zalo import MINI, Mini
from wallet.records import links
from wallet.records.errors import LinkNotValidError
from wallet.web.calls import Call


def _secret_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["giay"][0]


def test_a_paper_opens_in_zalos_viewer_once_and_the_owner_reads_of_it(mini: Mini, user: str) -> None:
    id_number = fresh_id()
    browser = mini.bind(user, id_number)
    record = mini.world.service("cong-zalo-2", "UBND xã Mẫu").deposit(id_number)
    page = browser.press(browser.open(f"/giay-to/{record}"), "Mở trong Zalo")
    link = page.link("Mở trong Zalo")
    viewer = mini.world.nobody()

    first = viewer.get(f"/tai-ve/{_secret_of(link)}/giay-to.pdf")
    again = viewer.get(f"/tai-ve/{_secret_of(link)}/giay-to.pdf")

    entry = mini.world.history(id_number)[-1]
    assert link.startswith(f"https://zalo.me/s/{MINI}/?giay=")
    assert parse_qs(urlsplit(link).query)["tep"] == ["giay-to.pdf"]
    assert (first.status_code, first.content, first.headers["Content-Type"]) == (200, PDF, "application/pdf")
    assert (again.status_code, again.json()["code"]) == (404, "link-not-valid")
    assert entry.operation == "record.download"
    assert "one-time-link" in json.dumps(entry.groups)


def test_a_link_is_nobodys_after_two_minutes_and_nobody_elses_to_make(mini: Mini, user: str) -> None:
    id_number = fresh_id()
    browser = mini.bind(user, id_number)
    record = mini.world.service("cong-zalo-3", "UBND xã Mẫu").deposit(id_number)
    page = browser.press(browser.open(f"/giay-to/{record}"), "Mở trong Zalo")
    secret = _secret_of(page.link("Mở trong Zalo"))
    vault, late = mini.world.wallet.vault, mini.world.wallet.clock() + timedelta(minutes=2)

    stranger = mini.world.citizen(fresh_id()).post(f"/giay-to/{record}/mo-trong-zalo")
    with pytest.raises(LinkNotValidError):
        links.open_once(vault, secret, Call("test", "/test", ""), now=late)

    assert stranger.status_code == 404
