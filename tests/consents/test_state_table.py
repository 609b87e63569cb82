"""Every act in every state comes to what the table says, by the real services; only an ACTIVE consent gives."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.consents.driving import DONE, RELEASED, Driver
from tests.house import House, open_house
from wallet.consents.states import State
from wallet.erasure.erasing import erase
from wallet.errors import WalletError

TABLE: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "cases" / "states.yaml").read_text("utf-8"))
REFUSED_TO_THE_CITIZEN = "consent-state"
A_LONG_TIME = 100


def _pass_time(driver: Driver) -> None:
    driver.house.now.pass_by(days=A_LONG_TIME)
    driver.keep_house()


def _use_up(driver: Driver) -> None:
    while driver.fetch() == RELEASED:
        pass


def _erase(driver: Driver) -> None:
    erase(driver.house.wallet.vault, driver.owner, word="XÓA", now=driver.house.now())


CITIZENS_ACTS: dict[str, Callable[[Driver], str]] = {
    "agree": lambda driver: driver.answer(agree=True),
    "refuse": lambda driver: driver.answer(agree=False),
    "defer": Driver.defer,
    "revoke": lambda driver: driver.change(State.REVOKED),
    "pause": lambda driver: driver.change(State.PAUSED),
    "resume": lambda driver: driver.change(State.ACTIVE),
}
OTHER_ACTS: dict[str, Callable[[Driver], object]] = {
    "time": _pass_time,
    "use up": _use_up,
    "close the dossier": Driver.close,
    "revoke the paper": Driver.revoke_record,
    "erase": _erase,
}
WAYS_THERE: dict[State, tuple[str, ...]] = {
    State.REQUESTED: (),
    State.DEFERRED: ("defer",),
    State.REFUSED: ("refuse",),
    State.LAPSED: ("time",),
    State.ACTIVE: ("agree",),
    State.PAUSED: ("agree", "pause"),
    State.REVOKED: ("agree", "revoke"),
    State.EXPIRED: ("agree", "time"),
    State.EXHAUSTED: ("agree", "use up"),
    State.TERMINATED: ("agree", "close the dossier"),
    State.INVALIDATED: ("agree", "revoke the paper"),
}


@pytest.fixture(scope="module")
def kept_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("states")
    with open_house(f"sqlite:///{folder}/wallet.db", folder) as house:
        yield house


def test_the_table_speaks_of_every_state_and_of_known_acts_only() -> None:
    assert set(TABLE) == set(State) == set(WAYS_THERE)
    assert {act for row in TABLE.values() for act in row} <= CITIZENS_ACTS.keys() | OTHER_ACTS.keys()


@pytest.mark.parametrize("act", [*CITIZENS_ACTS, *OTHER_ACTS])
@pytest.mark.parametrize("state", State)
def test_an_act_in_a_state_comes_to_what_the_table_says(kept_house: House, state: State, act: str) -> None:
    driver = Driver(kept_house)
    driver.ask(max_uses=2, valid_days=30)
    for step in WAYS_THERE[state]:
        _do(driver, step)
    assert driver.row().state == state
    said = _do(driver, act)
    expected = TABLE[state].get(act, state)
    assert driver.row().state == expected
    if act in CITIZENS_ACTS:
        assert said == (DONE if act in TABLE[state] else REFUSED_TO_THE_CITIZEN)
    body = driver.body()
    assert not body or body["decision"]["state"] == expected
    if act != "erase":
        assert (driver.fetch() == RELEASED) == (expected == State.ACTIVE)


def _do(driver: Driver, act: str) -> str:
    """What others do is refused in other words, or comes to nothing."""
    if act in CITIZENS_ACTS:
        return CITIZENS_ACTS[act](driver)
    try:
        OTHER_ACTS[act](driver)
    except WalletError as error:
        return error.code
    return DONE
