"""What leaves in the moment of a revocation has left before it takes effect; what would leave a moment later stays."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.consents.test_ending import Agreed
from tests.house import House
from tests.world import wait_until
from wallet.consents import answering
from wallet.consents.errors import ConsentEndedMeanwhileError
from wallet.consents.handing_over import HandingOver, while_agreed
from wallet.consents.states import State

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture
def agreed(house: House) -> Agreed:
    return Agreed(house)


def end(agreed: Agreed, to: State = State.REVOKED) -> None:
    answering.change(agreed.house.wallet.vault, agreed.owner, agreed.consent.id, to, now=agreed.house.now())


def somebody_waits(house: House) -> bool:
    with house.wallet.database.reading() as session:
        return bool(session.execute(text(WAITING)).scalar_one())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_revokes_waits_until_the_answer_has_left(agreed: Agreed) -> None:
    order: list[str] = []
    handing = HandingOver(agreed.house.wallet.database)
    handing.demand(agreed.consent.id)

    def revoke() -> None:
        end(agreed)
        order.append("revoked")

    revoker = threading.Thread(target=revoke)
    revoker.start()
    wait_until(lambda: somebody_waits(agreed.house))
    order.append("left")
    handing.let_go()
    revoker.join()
    assert order == ["left", "revoked"]


@pytest.mark.parametrize("to", [State.REVOKED, State.PAUSED])
def test_an_answer_that_was_decided_before_the_end_stays_here_after_it(agreed: Agreed, to: State) -> None:
    end(agreed, to)
    handing = HandingOver(agreed.house.wallet.database)
    with pytest.raises(ConsentEndedMeanwhileError):
        handing.demand(agreed.consent.id)
    handing.let_go()


def test_a_document_breaks_off_at_the_next_piece(agreed: Agreed) -> None:
    def document() -> Iterator[bytes]:
        yield from (b"one", b"two", b"three")

    pieces = while_agreed(agreed.house.wallet.database, agreed.consent.id, document())
    assert [next(pieces) for _ in range(5)] == [b"", b"one", b"", b"two", b""]
    end(agreed)
    with pytest.raises(ConsentEndedMeanwhileError):
        next(pieces)


def test_who_uses_a_consent_up_gets_the_documents_of_that_use(agreed: Agreed) -> None:
    for _ in range(3):
        agreed.fetch()
    assert agreed.state() is State.EXHAUSTED
    pieces = while_agreed(agreed.house.wallet.database, agreed.consent.id, iter([b"one"]))
    assert list(pieces) == [b"", b"one"]
