"""Every route that a citizen may use × a delegate with and without the right to it.

Which right opens which route stands in `wallet.identity.acting.doors`; a route that is not named there is the owner's
alone. Delegates here act as a parent does, so that the second step for sensitive papers is not in the way.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import requests

from tests.architecture.scenes import OWNED, Cast, cast_of, scene_of
from tests.architecture.test_ownership import TABLE
from tests.world import MAI, Person, World, answered, entrust, fresh_id, open_world
from tests.zalo import connected
from wallet.identity.acting import choosing
from wallet.identity.acting.doors import DOORS
from wallet.identity.acting.models import Mandate
from wallet.identity.acting.scope import Capacity, Doing
from wallet.identity.models import SignInSession
from wallet.identity.sessions import recognise

ONES_OWN = [route for route, row in TABLE.items() if row["citizen"] < 400 and row["nobody"] == 401]
IN_ONES_OWN_NAME = {
    *("GET /lam-thay", "GET /lam-thay/con", "POST /lam-thay/con", "POST /lam-thay/ma", "POST /lam-thay/nhan"),
    *("POST /lam-thay/thoi", "POST /lam-thay/{mandate_id}/bat-dau", "GET /lam-thay/{mandate_id}"),
    "POST /lam-thay/{mandate_id}/tra-lai",
    *("GET /lam-thay/xin", "POST /lam-thay/xin", "GET /lam-thay/xin/{claim_id}", "POST /lam-thay/xin/{claim_id}/rut"),
    *("GET /zalo", "POST /zalo/bo", "POST /zalo/noi/{ticket}"),
    *("GET /tin-bao", "POST /tin-bao/zalo", "POST /tin-bao/thu", "POST /tin-bao/ma"),
}
"""Pages on which acting for somebody begins and ends: about whoever is at the keyboard, whomever they act for."""

NEEDS_NO_OWNER = {"GET /", "GET /oauth/authorize"}
NOT_ABOUT_A_WALLET = {
    *("GET /v1/me/session", "GET /v1/me/sessions", "POST /v1/sign-out", "POST /dang-xuat"),
    *("DELETE /v1/me/sessions/{session_id}", "POST /thiet-bi/{session_id}/ra", "GET /thiet-bi"),
    *("GET /xac-nhan", "POST /xac-nhan", "GET /v1/me/confirmation", "GET /v1/me/passkeys"),
    *("DELETE /v1/me/passkeys/{passkey_id}", "POST /thiet-bi/khoa/{passkey_id}/bo"),
}
"""About the session, or the keys, of whoever is at the keyboard."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, zalo: str) -> Iterator[World]:
    """On one database: what differs between the two is asked in `tests/mandates`."""
    with open_world(tmp_path_factory.mktemp("data"), **connected(zalo)) as opened:
        yield opened


@pytest.fixture(scope="module")
def cast(world: World) -> Cast:
    return cast_of(world)


class Delegate:
    """Acts for the citizen of the cast, at pages and through the interface for programs."""

    def __init__(self, cast: Cast) -> None:
        self._wallet = cast.world.wallet
        self.person: Person = cast.world.citizen(fresh_id())
        self.mandate = entrust(cast.citizen, self.person)
        with self._wallet.database.transaction() as session:
            choosing.act_under(session, self._session_row(), UUID(self.mandate))
        self.person.http.headers["X-Acting-For"] = self.mandate
        self.person.csrf = answered(self.person.get("/v1/me/session"), 200).json()["csrf"]
        self.person.http.headers["X-CSRF-Token"] = self.person.csrf

    def may(self, doings: Iterable[Doing], until: timedelta = timedelta(days=1)) -> Person:
        """From now on these things, and nothing else."""
        with self._wallet.database.transaction() as session:
            row = session.get_one(Mandate, UUID(self.mandate))
            row.capacity, row.doings = Capacity.PARENT, [one.value for one in doings]
            row.ends_at = self._wallet.clock() + until
            session.add(row)
        return self.person

    def _session_row(self) -> SignInSession:
        (cookie,) = [one.value or "" for one in self.person.http.cookies]
        with self._wallet.database.reading() as reading:
            found = recognise(reading, cookie, now=self._wallet.clock())
        assert found is not None
        return found.session


@pytest.fixture(scope="module")
def delegate(cast: Cast) -> Delegate:
    return Delegate(cast)


def test_every_door_is_a_route_of_a_citizens() -> None:
    assert set(DOORS) - NEEDS_NO_OWNER <= set(ONES_OWN)


@pytest.mark.parametrize("route", sorted(set(ONES_OWN) - NOT_ABOUT_A_WALLET - IN_ONES_OWN_NAME))
def test_a_door_opens_to_its_right_and_without_it_is_a_wall(cast: Cast, delegate: Delegate, route: str) -> None:
    """Without: what is there is as absent, and the owner reads of the attempt. With it: as for the owner."""
    scene = scene_of(cast, route)
    right = DOORS.get(route)
    person = delegate.may(set(Doing) - {right})
    known = cast.world.mark(MAI)
    refused = scene.request(person)
    assert refused.status_code == 404
    if set(scene.ids) & set(OWNED):
        assert said(refused) == said(scene.request(person, scene.absent()))
    attempt = cast.world.since(MAI, known)[-1]
    assert (attempt.operation, attempt.outcome) == ("auth.denied", "denied")
    assert attempt.groups["actor"]["mandate"] == delegate.mandate
    assert attempt.groups["context"]["route"] == route.partition(" ")[2]
    if right is not None:
        assert scene.request(delegate.may({Doing.LOOK, right})).status_code == TABLE[route]["citizen"]


def said(answer: requests.Response) -> tuple[int, bytes]:
    return answer.status_code, answer.content.replace(answer.headers["X-Request-Id"].encode(), b"")


@pytest.mark.parametrize("route", ["GET /v1/me/records", "GET /giay-to"])
def test_when_its_time_is_over_a_mandate_opens_nothing(cast: Cast, delegate: Delegate, route: str) -> None:
    scene = scene_of(cast, route)
    assert scene.request(delegate.may(Doing)).status_code == 200
    assert scene.request(delegate.may(Doing, until=timedelta(seconds=-1))).status_code == 404
