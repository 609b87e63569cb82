"""The published consent scenarios of India's Account Aggregator certification, told in our own words."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.consents.driving import BORN, DONE, Driver
from tests.house import House, open_house
from wallet.consents.states import State

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "account_aggregator.yaml").read_text("utf-8")
)


Act = Callable[..., str | None]
ACTS: dict[str, Act] = {
    "ask": Driver.ask,
    "agree": lambda driver: driver.answer(agree=True),
    "refuse": lambda driver: driver.answer(agree=False),
    "defer": Driver.defer,
    "pause": lambda driver: driver.change(State.PAUSED),
    "resume": lambda driver: driver.change(State.ACTIVE),
    "revoke": lambda driver: driver.change(State.REVOKED),
    "wait": lambda driver, **span: driver.house.now.pass_by(**span),
    "fetch": Driver.fetch,
    "fetch other facts": lambda driver: driver.fetch(BORN),
    "fetch as a stranger": lambda driver: driver.fetch(by=driver.stranger),
    "fetch in another dossier": lambda driver: driver.fetch_in_another_dossier(),
    "keep house": Driver.keep_house,
    "close dossier": Driver.close,
    "revoke record": Driver.revoke_record,
    "delete record": Driver.delete_record,
}


@pytest.fixture(scope="module")
def kept_house(tmp_path_factory: pytest.TempPathFactory, kept_database_url: str) -> Iterator[House]:
    with open_house(kept_database_url, tmp_path_factory.mktemp("scenarios")) as house:
        yield house


@pytest.mark.parametrize("case", CASES, ids=[f"{case['like']} {case['when']}" for case in CASES])
def test_a_consent_does_what_the_scenario_expects(kept_house: House, case: dict[str, Any]) -> None:
    driver = Driver(kept_house)
    for step in case["steps"]:
        act, given, expected = _read(step)
        assert (ACTS[act](driver, **given) or DONE) == expected, step
    if case["state"] is None:
        return
    row, body = driver.row(), driver.body()
    assert row.state == case["state"]
    assert not body or body["decision"]["state"] == case["state"]
    if "told" in case:
        assert driver.told() == case["told"]
    if "owes" in case:
        assert driver.owes() is case["owes"]
    for member, value in case.get("says", {}).items():
        said = body[member]
        assert ({name: said[name] for name in value} if isinstance(value, dict) else said) == value


def _read(step: str | Mapping[str, Any]) -> tuple[str, dict[str, Any], str]:
    """The act, what it takes, and what has to come of it."""
    if isinstance(step, str):
        return step, {}, DONE
    act = next(iter(step))
    if isinstance(step[act], dict):
        return act, step[act], step.get("gives", DONE)
    return act, {}, step[act]
