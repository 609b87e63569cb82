"""A chain that goes through two logs is proved whole like any other, from the hour of the rotation on."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.ledger.parts import ORIGIN, content, write_folder
from tests.ledger.rotated import AFTER, BEFORE, CHANGES, NEXT, TRUSTED, Bundle, Rotated, rotated
from wallet.cli import app
from wallet.ledger.mine import Mine, check_bundle


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Rotated:
    return rotated(tmp_path_factory.mktemp("rotated"), migrated_sqlite)


def checked(bundle: Bundle) -> Mine:
    return check_bundle(bundle, TRUSTED)


def test_each_bundle_proves_all_up_to_the_newest_directory_of_either_log(made: Rotated) -> None:
    found = [checked(one) for one in (made.unclosed, made.just_closed, made.gone_on, made.whole)]
    assert [one.faults for one in found] == [()] * 4
    assert [(one.proved, one.since) for one in found] == [
        (BEFORE, 0),
        (BEFORE, 0),
        (BEFORE, AFTER),
        (BEFORE + AFTER, 0),
    ]
    assert {one.is_stale for one in found} == {False}


@pytest.mark.parametrize("n", range(1, BEFORE + AFTER + 1))
def test_any_one_left_out_is_missed_in_either_log(made: Rotated, n: int) -> None:
    bundle = copy.deepcopy(made.whole)
    del bundle["entries"][n - 1]
    for number, entry in enumerate(bundle["entries"], 1):
        entry["n"] = number
    assert checked(bundle).faults


def test_the_end_of_the_closed_log_cannot_be_hidden(made: Rotated) -> None:
    """Its head, older by one directory, is signed all the same; but it is not the one that it was closed with."""
    bundle = copy.deepcopy(made.just_closed)
    bundle["entries"].pop()
    bundle["logs"][ORIGIN]["checkpoint"] = made.older_head()
    assert any("has another head here" in fault for fault in checked(bundle).faults)


@pytest.mark.parametrize("change", CHANGES, ids=range(len(CHANGES)))
def test_whatever_is_changed_about_the_logs_is_noticed(made: Rotated, change: Callable[[Bundle], Any]) -> None:
    bundle = copy.deepcopy(made.whole)
    change(bundle)
    assert checked(bundle).faults


def test_later_entries_are_looked_for_in_each_log_that_is_named(made: Rotated, tmp_path: Path) -> None:
    """What came after this bundle stands in the next log, and the closed one knows nothing of it."""
    write_folder(content(made.store), tmp_path)
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(made.just_closed))
    keys = [word for key in TRUSTED.values() for word in ("--vkey", str(key))]
    old, new = (["--log", str(tmp_path / "log" / origin)] for origin in (ORIGIN, NEXT))
    closed, both = (
        CliRunner().invoke(app, ["audit", "mine", str(path), *keys, *places]) for places in (old, [*old, *new])
    )
    assert (closed.exit_code, "The public log has no later entry." in closed.stdout) == (0, True)
    assert (both.exit_code, "THE PUBLIC LOG HAS ENTRY 1" in both.stdout) == (1, True)
