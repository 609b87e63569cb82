"""Registering and switching a service in the shell: the same registry, the same log, and a reason each time."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.audit.desk import chain
from tests.house import RESIDENCE, open_house
from tests.oauth.machine import Key
from wallet.cli import app
from wallet.identity import services

WHY = "Hệ thống gọi quá nhiều"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WALLET_ENVIRONMENT", "development")
    monkeypatch.setenv("WALLET_DATA_DIR", str(tmp_path / "wallet"))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def describe(folder: Path, **changes: object) -> str:
    known = {"client_id": "mau", "name": "Một cửa", "organisation": "UBND xã Mẫu", "procedures": [RESIDENCE]}
    file = folder / "mau.json"
    file.write_text(json.dumps(known | {"jwks": {"keys": [Key().public_jwk]}} | changes), encoding="utf-8")
    return str(file)


def test_the_shell_registers_and_switches_with_a_reason_that_the_log_keeps(folder: Path) -> None:
    refused = run("register", "service", describe(folder, procedures=["9.999999"]))
    done = [
        run("register", "service", describe(folder)),
        run("service", "inactive", "mau", "--reason", WHY),
        run("service", "active", "mau", "--reason", WHY),
        run("service", "inactive", "mau", "--reason", WHY),
    ]
    short = run("service", "active", "mau", "--reason", "x")
    absent = run("service", "active", "khong-co", "--reason", WHY)

    assert "9.999999" in refused.output
    assert [one.exit_code for one in done] == [0, 0, 0, 0], [one.output for one in done]
    assert [one.exit_code > 0 for one in (refused, short, absent)] == [True, True, True]
    with open_house("", folder / "wallet") as house:
        acts = [entry.operation for entry in chain(house) if entry.operation.startswith("service.")]
        with house.wallet.database.reading() as session:
            service = services.find_by_client_id(session, "mau")
    assert acts == ["service.register", *["service.switch"] * 3]
    assert service is not None
    assert not service.active
