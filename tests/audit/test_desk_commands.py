"""The auditor's desk in the shell: the same services, a person who is named, an entry for each act."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.audit.desk import chain, settle
from tests.audit.test_desk import REASON
from tests.consents.test_ending import Agreed
from tests.house import open_house
from wallet.cli import app
from wallet.identity import staff

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a wallet with one release in its log, and with an auditor and an operator."""
    folder = tmp_path_factory.mktemp("desk")
    with open_house("", folder) as house:
        Agreed(house).fetch()
        settle(house)
        with house.wallet.database.transaction() as session:
            staff.add(session, "kiem-toan", "auditor", "Thanh tra mẫu", now=house.now())
            staff.add(session, "truc", "operator", "Sở mẫu", now=house.now())
    return folder


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("WALLET_ENVIRONMENT", "development")
    monkeypatch.setenv("WALLET_DATA_DIR", str(folder))
    return lambda *words, by="kiem-toan": CliRunner().invoke(app, ["audit", *words, "--by", by])


def last_look(folder: Path) -> tuple[str, str, str]:
    """Operation, detail and reason of the newest look in the wallet's own chain."""
    with open_house("", folder) as house:
        looks = [entry for entry in chain(house) if entry.operation.startswith("audit.")]
    purpose = looks[-1].groups["purpose"]
    return looks[-1].operation, looks[-1].groups["context"]["detail"], purpose.get("reason", "")


def test_a_search_lists_without_a_persons_name(run: Run, folder: Path) -> None:
    done = run("search", "--operation", "release", "--since", "2026-11-23", "--until", "2026-11-23", "--case", "VU-1")
    assert done.exit_code == 0, done.output
    (line,) = done.stdout.splitlines()
    assert line.split("  ")[2:4] == ["release", "released"]
    assert "cong-an-mau" in line
    operation, detail, _ = last_look(folder)
    assert operation == "audit.list"
    assert '"case":"VU-1","operation":"release","since":"2026-11-23T00:00:00+07:00"' in detail


def test_nothing_is_found_before_the_first_day(run: Run) -> None:
    assert run("search", "--until", "2026-11-22").stdout == ""


def test_a_group_is_opened_with_a_reason_that_its_citizen_reads(run: Run, folder: Path) -> None:
    index = run("search", "--operation", "release").stdout.split("  ")[0]
    opened = run("open", index, "purpose", "--reason", REASON)
    assert json.loads(opened.stdout)["procedure"] == "1.004222"
    refused = run("open", index, "purpose", "--reason", "ngắn")
    assert refused.exit_code == 2
    assert "Chưa ghi lý do" in refused.output


def test_a_sample_is_drawn_the_same_twice(run: Run) -> None:
    first = run("sample", "giờ chào cờ", "--count", "3")
    assert first.exit_code == 0, first.output
    assert len(first.stdout.splitlines()) == 3
    assert run("sample", "giờ chào cờ", "--count", "3").stdout == first.stdout


@pytest.mark.parametrize("form", ["csv", "ocsf", "fhir"])
def test_an_export_goes_to_standard_output_and_its_reason_into_the_log(run: Run, folder: Path, form: str) -> None:
    done = run("export", form, "--operation", "release", "--reason", REASON)
    assert done.exit_code == 0, done.output
    if form == "csv":
        (row,) = csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff")))
        assert row["outcome"] == "released"
    else:
        assert json.loads(done.stdout)
    operation, detail, reason = last_look(folder)
    assert (operation, reason) == ("audit.export", REASON)
    assert f'"format":"{form}"' in detail


def test_anomalies_are_named_or_there_are_none(run: Run) -> None:
    done = run("anomalies")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("0 since ")


@pytest.mark.parametrize("by", ["truc", "ai-do"])
def test_only_an_auditor_sits_at_the_desk(run: Run, folder: Path, by: str) -> None:
    before = last_look(folder)
    refused = run("export", "csv", "--reason", REASON, by=by)
    assert refused.exit_code == 2
    assert "no auditor" in refused.output
    assert last_look(folder) == before


def test_a_case_that_cannot_be_written_is_refused(run: Run) -> None:
    assert run("search", "--case", "vụ án").exit_code == 2


def test_the_counts_of_opened_keys_are_written_down(run: Run, folder: Path) -> None:
    run("search")
    with open_house("", folder) as house:
        assert chain(house)[-1].operation == "key.unwrap"
