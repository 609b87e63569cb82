"""A witness as an organisation runs it, with the commands, and a wallet that asks it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.faults.scene import listens
from tests.house import open_house
from tests.servers import free_port
from tests.world import wait_until
from wallet.cli import app
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, ActorKind, Entry, Operation, Outcome
from wallet.ledger.notes import VerifierKey


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def data(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wallet's folder in which one entry is published."""
    monkeypatch.setenv("WALLET_ENVIRONMENT", "development")
    monkeypatch.setenv("WALLET_DATA_DIR", str(tmp_path / "data"))
    with open_house("", tmp_path / "data") as house:
        look = Entry(
            citizen=SYSTEM_SUBJECT,
            operation=Operation.AUDIT_LIST,
            outcome=Outcome.DONE,
            actor=Actor(kind=ActorKind.SYSTEM, id="test"),
            at=house.now(),
        )
        house.wallet.keeper.start()
        with house.wallet.database.transaction() as session:
            house.wallet.log.append(session, look)
        house.wallet.keeper.settle()
        house.wallet.keeper.stop()
    return tmp_path / "data"


@contextmanager
def served(folder: Path, port: int) -> Iterator[None]:
    command = [sys.executable, "-c", "from wallet.cli import app; app()", "witness", "serve", str(folder)]
    process = subprocess.Popen([*command, "--port", str(port)], env={"PATH": os.environ["PATH"]})
    try:
        wait_until(lambda: listens(port) or process.poll() is not None)
        yield
    finally:
        process.kill()
        process.wait()


def test_a_witness_is_made_served_and_asked(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, port = tmp_path / "witness", free_port()
    vkey = next((data / "objects" / "log").rglob("vkey"))
    made = run("witness", "init", str(folder), "--name", "mau.test/w1", "--log", str(vkey))
    assert made.exit_code == 0, made.output
    policy = tmp_path / "policy"
    policy.write_text(f"witness mau {made.output.strip()} http://127.0.0.1:{port}\nquorum mau\n")
    monkeypatch.setenv("WALLET_WITNESS_POLICY_FILE", str(policy))
    assert run("audit", "witnesses").exit_code == 1
    with served(folder, port):
        asked = run("audit", "witnesses")
        assert asked.exit_code == 0, asked.output
        assert "mau: cosigned wallet.localhost/2026h2 at 1 entries" in asked.output
    witnessed = next((data / "objects" / "log").rglob("witnessed")).read_text()
    assert VerifierKey.parse(vkey.read_text()).open(witnessed).size == 1


def test_a_witness_is_not_made_twice_nor_for_a_key_that_is_none(tmp_path: Path) -> None:
    assert run("witness", "init", str(tmp_path / "w"), "--name", "mau.test/w1").exit_code == 0
    assert run("witness", "init", str(tmp_path / "w"), "--name", "mau.test/w1").exit_code == 2
    assert run("witness", "init", str(tmp_path / "v"), "--name", "a b").exit_code == 2
    assert run("witness", "trust", str(tmp_path / "w"), "--log", "nonsense").exit_code == 2
    assert run("witness", "serve", str(tmp_path / "w")).exit_code == 2


@pytest.mark.parametrize(
    "policy", ["quorum nobody", "", "witness mau nonsense http://127.0.0.1:1\nquorum mau"], ids=["name", "empty", "key"]
)
def test_a_wallet_whose_policy_has_a_mistake_does_not_open(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str
) -> None:
    (tmp_path / "policy").write_text(policy)
    monkeypatch.setenv("WALLET_WITNESS_POLICY_FILE", str(tmp_path / "policy"))
    refused = run("audit", "witnesses")
    assert refused.exit_code == 2
    assert "policy" in refused.output
