"""One wallet for the tests of a file that only look, or that each make something of their own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House, open_house


@pytest.fixture(scope="module")
def kept_house(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """On SQLite: what is tested with it asks nothing that the databases answer differently."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(migrated_sqlite, folder / "wallet.db")
    with open_house(f"sqlite:///{folder / 'wallet.db'}", folder) as opened:
        yield opened
