"""What an order keeps closed is shown to nobody: neither at the desk, nor on the page, nor in what is taken along."""

from datetime import timedelta

import orjson
import pytest

from tests.audit.desk import chain, desk_of, found, settle
from tests.consents.test_ending import Agreed
from tests.house import House
from wallet.audit.errors import EntryClosedError
from wallet.audit.opening import Group, open_group
from wallet.audit.sightings import Filters
from wallet.exporting.gathering import _looks
from wallet.ledger.chain import EntryState
from wallet.ledger.entries import Actor, ActorKind
from wallet.ledger.seals import Order, seal_entry

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OPERATOR = Actor(kind=ActorKind.STAFF, id="truc", role="operator")
RELEASES = Filters(operation="release")
OF_THE_SERVICE = Filters(operation="release", service="cong-an-mau")


def test_a_sealed_look_is_shown_to_nobody_until_its_date(house: House) -> None:
    agreed = Agreed(house)
    agreed.fetch()
    settle(house)
    citizen = agreed.owner.citizen.id
    (look,) = (one for one in chain(house, citizen) if one.operation == "release")
    until = house.now() + timedelta(days=10)
    with house.wallet.database.transaction() as session:
        order = Order("12/QĐ-MẪU", until)
        seal_entry(session, house.wallet.log, look.id, order, OPERATOR, now=house.now())
    desk = desk_of(house)

    (line,) = found(house, desk, RELEASES).lines
    assert (line.state, line.reader, line.procedure, line.attributes) == (EntryState.SEALED, "", "", 0)
    assert found(house, desk, OF_THE_SERVICE).lines == (), "a filter on what is closed would tell of it"
    with pytest.raises(EntryClosedError):
        open_group(desk, line.index, Group.ACTOR, "Đơn khiếu nại mẫu số 12", now=house.now())
    (own,) = (one for one in chain(house, citizen) if one.id == look.id)
    assert (own.state, dict(own.groups)) == (EntryState.SEALED, {})
    taken = orjson.loads(b"".join(_looks(house.wallet.vault, agreed.owner)))
    assert [one["groups"] for one in taken if one["index"] == look.index] == [{}]

    house.now.pass_by(days=10)
    house.wallet.housekeeper.run_once()
    (line,) = found(house, desk, OF_THE_SERVICE).lines
    assert (line.state, line.reader) == (EntryState.OPEN, "cong-an-mau")
    assert "entry.surface" in [one.operation for one in chain(house, citizen)]
