"""A code to say at a counter: made by a press, shown once, and what it leads to is a question like any other."""

import re

from tests.pages.browser import Browser
from tests.world import World
from wallet.oauth import spoken


def test_the_code_that_is_read_out_leads_to_the_wallet_of_who_reads_it_and_only_once(
    world: World, citizen: Browser, id_number: str
) -> None:
    page = citizen.press(citizen.follow(citizen.open("/"), "Đọc mã cho cán bộ"), "Lấy mã")
    code = re.search(r"\b\d{4} \d{4}\b", page.text)
    assert code is not None
    assert _whose(world, code.group()) == world.citizen_id(id_number)
    assert _whose(world, code.group()) is None


def test_another_code_takes_the_place_of_the_one_before(world: World, citizen: Browser) -> None:
    first = citizen.press(citizen.open("/doc-ma"), "Lấy mã")
    citizen.press(first, "Lấy mã khác")
    code = re.search(r"\b\d{4} \d{4}\b", first.text)
    assert code is not None
    assert _whose(world, code.group()) is None


def _whose(world: World, code: str) -> object:
    with world.wallet.database.transaction() as session:
        return spoken.take(session, world.wallet.secrets, code, now=world.wallet.clock())
