"""A fresh SQLite for tests of the edge that would learn nothing from a second database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from wallet.database import Database


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(migrated_sqlite, tmp_path / "wallet.db")
    opened = Database(f"sqlite:///{tmp_path / 'wallet.db'}")
    yield opened
    opened.close()
