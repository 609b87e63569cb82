"""What the operator types about events, against a wallet of its own."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.house import House, open_house
from tests.notices.post import dispatch_of, tell
from tests.notices.test_webhooks import Scripted
from wallet.cli import app
from wallet.notices.courier import Reception

URL = "https://noi-nhan.example/events"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("WALLET_ENVIRONMENT", "development")
    monkeypatch.setenv("WALLET_DATA_DIR", str(tmp_path))
    return lambda *words: CliRunner().invoke(app, ["events", *words])


def test_the_operator_registers_an_endpoint_and_gets_what_its_receiver_needs(run: Run, tmp_path: Path) -> None:
    with _house(tmp_path) as house:
        house.service("cong-an-mau")
    shown = run("endpoint", "cong-an-mau", URL)
    assert shown.exit_code == 0
    assert URL in shown.output
    secret = shown.output.split("whsec_")[1].split()[0]
    assert run("rotate", "cong-an-mau").output.split("whsec_")[1].split()[0] != secret
    assert run("off", "cong-an-mau").exit_code == 0


@pytest.mark.parametrize(
    ("client_id", "url"), [("khong-co", URL), ("cong-an-mau", "ftp://noi-nhan.example"), ("cong-an-mau", "events")]
)
def test_what_cannot_be_an_endpoint_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, client_id: str, url: str
) -> None:
    with _house(tmp_path) as house:
        house.service("cong-an-mau")
    refused = run("endpoint", client_id, url)
    assert refused.exit_code == 2
    assert "Chưa có gì được lưu" in refused.output


def test_what_is_stuck_is_shown_and_sent_again(run: Run, tmp_path: Path) -> None:
    with _house(tmp_path) as house:
        service = house.service("cong-an-mau").service
    run("endpoint", "cong-an-mau", URL)
    with _house(tmp_path) as house:
        tell(house, service, "consent.revoked", consent="a")
        gone = dispatch_of(house, Scripted(Reception.GONE))
        gone.serve_all(now=gone.clock())
    assert "cong-an-mau 1 consent:a" in run("stuck").output
    assert "1 events are tried again" in run("again", "cong-an-mau").output
    assert run("stuck").output == "0 stuck\n"


def _house(folder: Path) -> AbstractContextManager[House]:
    return open_house("", folder)
