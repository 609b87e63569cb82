"""A wallet whose province has a folder, still empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House, open_house


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "tinh-mau"
    made.mkdir()
    return made


@pytest.fixture
def house(database_url: str, tmp_path: Path, folder: Path) -> Iterator[House]:
    with open_house(database_url, tmp_path / "data", province=folder) as opened:
        opened.wallet.follower.follow()
        yield opened
