"""One wallet for a file, connected with a stand-in of Zalo, and an account that nobody has used so far."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.world import open_world
from tests.zalo import Mini, connected, fresh_user


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory, zalo: str) -> Iterator[Mini]:
    post: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": 9,
        "smtp_security": "none",
        "smtp_from": "vi@example.vn",
    }
    with open_world(tmp_path_factory.mktemp("zalo"), **connected(zalo), **post) as world:
        yield Mini(world, zalo)


@pytest.fixture
def user() -> str:
    return fresh_user()
