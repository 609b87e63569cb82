"""One stocked wallet for all tests of forms; they only ask it."""

from collections.abc import Iterator

import pytest

from tests.forms.stocked import Sheet, Stocked, stocked


@pytest.fixture(scope="module")
def citizen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocked]:
    folder = tmp_path_factory.mktemp("stocked")
    with stocked(f"sqlite:///{folder / 'wallet.db'}", folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def sheets(citizen: Stocked) -> dict[str, Sheet]:
    return citizen.sheets()
