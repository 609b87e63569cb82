"""A wallet process and a registered office, for journeys that are not the demo's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from scripts.story.cast import PORTAL
from scripts.story.offices import register
from scripts.story.people import Caller, sign_in
from scripts.story.play import CITIZEN
from scripts.story.server import Place, serving
from tests.servers import free_port


@dataclass(frozen=True)
class Office:
    """A running wallet, the client id that it knows, and that client's private key (JWK)."""

    place: Place
    client_id: str
    private_key: dict[str, Any]
    citizen: Caller


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    place = Place(tmp_path_factory.mktemp("office"), free_port())
    with serving(place):
        (key,) = register(place, (PORTAL,))
        citizen = sign_in(place, CITIZEN)
        yield Office(place, PORTAL.client_id, key, citizen)
        citizen.session.close()
