"""docs/errors.md and the error classes say the same, and every class says all that a reader needs."""

import re
from collections import Counter

import pytest

from policies.grounds import Ground
from scripts.errors_table import PAGE, render
from wallet.errors import WalletError
from wallet.web.problems import all_errors

ERRORS = all_errors()
ROW = re.compile(r'^\| (\d{3}) \| <a id="([a-z-]+)"></a>', re.MULTILINE)


def test_the_page_lists_every_code_with_its_status_and_no_other() -> None:
    listed = [(int(status), code) for status, code in ROW.findall(PAGE.read_text())]
    assert sorted(listed) == sorted((error.status, error.code) for error in ERRORS)


def test_the_page_lists_every_ground_of_a_refusal_and_no_other() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(), re.MULTILINE)
    assert listed == [ground.value for ground in Ground]


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == render(), "run: python -m scripts.errors_table"


def test_no_two_errors_share_a_code() -> None:
    assert [code for code, count in Counter(error.code for error in ERRORS).items() if count > 1] == []


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_an_error_says_what_happened_in_both_languages_and_what_to_conclude(error: type[WalletError]) -> None:
    assert 400 <= error.status < 600
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.code)
    assert {"code", "title_vi", "title_en"} <= vars(error).keys()
    assert error.__doc__
    assert error.title_vi != error.title_en
    assert (error.title_vi[-1], error.title_en[-1]) == (".", ".")
