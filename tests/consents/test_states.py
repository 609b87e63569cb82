"""The state machine is exactly the one of the design."""

import pytest

from wallet.consents.errors import ConsentStateError
from wallet.consents.states import State, move

WAYS = {
    "REQUESTED": "DEFERRED REFUSED LAPSED ACTIVE TERMINATED INVALIDATED",
    "DEFERRED": "REFUSED LAPSED ACTIVE TERMINATED INVALIDATED",
    "ACTIVE": "PAUSED REVOKED EXPIRED EXHAUSTED TERMINATED INVALIDATED",
    "EXHAUSTED": "REVOKED INVALIDATED",
    "PAUSED": "ACTIVE REVOKED EXPIRED EXHAUSTED TERMINATED INVALIDATED",
}


@pytest.mark.parametrize("current", State)
@pytest.mark.parametrize("to", State)
def test_only_the_listed_ways_exist(current: State, to: State) -> None:
    if to in WAYS.get(current, "").split():
        assert move(current, to) is to
    else:
        with pytest.raises(ConsentStateError):
            move(current, to)
