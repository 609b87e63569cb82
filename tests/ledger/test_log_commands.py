"""What the operator types about the log, against a wallet of its own."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from tests.house import House, open_house
from wallet.cli import app
from wallet.clock import VIETNAM
from wallet.identity import staff
from wallet.ledger.entries import SYSTEM_SUBJECT
from wallet.ledger.head import raise_alarm
from wallet.ledger.models import ENTRIES
from wallet.ledger.notes import NoteSigner
from wallet.ledger.seals import sealed_now
from wallet.records import reading

NEXT = "wallet.localhost/2027h1"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("WALLET_ENVIRONMENT", "development")
    monkeypatch.setenv("WALLET_DATA_DIR", str(tmp_path))
    with open_house("", tmp_path) as house, house.wallet.database.transaction() as session:
        staff.add(session, "truc", "operator", "Sở mẫu", now=house.now())
        staff.add(session, "kiem-toan", "auditor", "Thanh tra mẫu", now=house.now())
    return lambda *words: CliRunner().invoke(app, ["audit", *words])


def test_an_alarm_is_shown_and_lifted_with_a_reason_that_stands_in_the_log(run: Run, tmp_path: Path) -> None:
    assert run("alarm", "show").exit_code == 0
    with open_house("", tmp_path) as house:
        house.wallet.keeper.start()
        house.wallet.keeper.stop()
        raise_alarm(house.wallet.database, house.wallet.log.origin, "tile/0/000 was published with other bytes")
    shown = run("alarm", "show")
    assert (shown.exit_code, shown.output.strip()) == (1, "tile/0/000 was published with other bytes")
    assert run("alarm", "lift", "--by", "kiem-toan", "--reason", "x").exit_code == 2
    assert run("alarm", "lift", "--by", "truc", "--reason", "the bucket was restored").exit_code == 0
    assert run("alarm", "show").exit_code == 0
    with open_house("", tmp_path) as house, house.wallet.database.reading() as session:
        (entry,) = house.wallet.log.history(session, SYSTEM_SUBJECT)
    assert entry.operation == "log.resume"
    assert "the bucket was restored" in entry.groups["context"]["detail"]
    assert run("alarm", "lift", "--by", "truc", "--reason", "again").exit_code == 2


def test_a_log_is_closed_and_the_next_one_goes_on(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_house("", tmp_path) as house:
        _publish_a_look(house)
        key = house.wallet.secrets.signing_key("log-signing")
        vkeys = [str(NoteSigner(origin, key).verifier) for origin in (house.wallet.log.origin, NEXT)]
        folders = [str(tmp_path / "objects" / "log" / origin) for origin in (house.wallet.log.origin, NEXT)]
    closed = run("rotate", NEXT, "--by", "truc")
    assert closed.exit_code == 0, closed.output
    checked = run("succession", *folders, "--old-vkey", vkeys[0], "--new-vkey", vkeys[1])
    assert checked.exit_code == 0, checked.output
    backwards = run("succession", *reversed(folders), "--old-vkey", vkeys[1], "--new-vkey", vkeys[0])
    assert backwards.exit_code == 1
    monkeypatch.setenv("WALLET_LOG_ORIGIN", NEXT)
    assert run("alarm", "show").exit_code == 0


def test_opened_keys_agree_with_the_entries(run: Run, tmp_path: Path) -> None:
    with open_house("", tmp_path) as house:
        _publish_a_look(house)
        house.wallet.housekeeper.run_once()
    agreed = run("unwraps")
    assert agreed.exit_code == 0
    assert "record.read              opened         1   allowed         1" in agreed.output


def _publish_a_look(house: House) -> None:
    owner = house.citizen()
    house.wallet.keeper.start()
    deposited = house.deposit(owner, None, {"person.full_name": "NGUYỄN THỊ MẪU"})
    reading.read_record(house.wallet.vault, owner, UUID(str(deposited["record"])), now=house.now())
    house.wallet.keeper.settle()
    house.wallet.keeper.stop()


def test_an_entry_is_sealed_by_an_operator_with_a_document_and_surfaces_and_the_whole_is_verified(
    run: Run, tmp_path: Path
) -> None:
    with open_house("", tmp_path) as house:
        _publish_a_look(house)
        with house.wallet.database.reading() as session:
            entry = (
                session.connection().execute(select(ENTRIES.c.id).where(ENTRIES.c.citizen_id != SYSTEM_SUBJECT)).first()
            )
    assert entry is not None
    order = ("--until", "2027-06-01", "--order", "12/QĐ-MẪU, Viện kiểm sát mẫu")
    assert run("seal", str(entry[0]), *order, "--by", "kiem-toan").exit_code == 2, "an auditor is no operator"
    assert run("seal", str(entry[0]), "--until", "2020-01-01", *order[2:], "--by", "truc").exit_code == 2
    done = run("seal", str(entry[0]), *order, "--by", "truc")
    assert done.exit_code == 0, done.output
    assert "until 2027-06-01" in run("seals").output
    made = CliRunner().invoke(app, ["keys", "rotate", "artefacts", "--at-once"])
    assert made.output.startswith("artefacts key 1 (")
    assert "artefacts 0 " in (shown := CliRunner().invoke(app, ["keys", "show"]).output)
    assert shown.count("not to be trusted") == 1
    steps = json.loads((sound := run("verify", "--json")).output)["steps"]
    assert (sound.exit_code, steps["seals"], steps["keys"]) == (0, "sound", "sound")
    with open_house("", tmp_path) as house:
        house.now.moment = datetime(2027, 6, 1, tzinfo=VIETNAM)
        house.wallet.housekeeper.run_once()
        with house.wallet.database.reading() as session:
            assert sealed_now(session) == {}
