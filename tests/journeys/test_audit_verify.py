"""`wallet audit verify`: 0 the log is right, 1 it is wrong, 2 no verdict is possible."""

import shutil
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scripts.story.mirror import flip_one_bit, mirror, published_size
from tests.journeys.conftest import Office
from tests.servers import free_port
from wallet.cli import app


@pytest.fixture(scope="module")
def copy(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published log of a wallet that somebody signed in to, as anybody may copy it."""
    folder = tmp_path_factory.mktemp("copy") / "log"
    deadline = time.monotonic() + 20
    while not published_size(office.citizen, office.place.log_address) and time.monotonic() < deadline:
        time.sleep(0.1)
    mirror(office.citizen, office.place.log_address, folder)
    return folder


@pytest.fixture
def own_copy(copy: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(copy, tmp_path / "log"))


def test_a_log_that_is_right_ends_with_0(copy: Path, office: Office) -> None:
    done = office.place.wallet("audit", "verify", str(copy))

    assert done.returncode == 0
    assert done.stdout.startswith("SỔ TRUY CẬP ĐÚNG · LOG VERIFIED")


def test_one_flipped_bit_ends_with_1_and_names_the_entry(own_copy: Path, office: Office) -> None:
    flip_one_bit(own_copy)

    done = office.place.wallet("audit", "verify", str(own_copy))

    assert done.returncode == 1
    assert "first bad entry" in done.stdout


def test_a_folder_without_a_log_ends_with_2(tmp_path: Path, office: Office) -> None:
    done = office.place.wallet("audit", "verify", str(tmp_path))

    assert done.returncode == 2
    assert done.stderr.startswith("no verdict: ")


def test_a_running_log_is_verified_at_its_address_and_in_its_data_folder(office: Office) -> None:
    assert _verify(office.place.log_address).exit_code == 0
    assert _verify(str(office.place.data)).exit_code == 0


def test_a_checkpoint_that_the_trusted_key_did_not_sign_ends_with_1(own_copy: Path, copy: Path) -> None:
    checkpoint = own_copy / "checkpoint"
    origin, size, root, *signature = checkpoint.read_text().split("\n")
    checkpoint.write_text("\n".join([origin, str(int(size) + 1), root, *signature]))

    assert _verify(str(own_copy), "--vkey", str(copy / "vkey")).exit_code == 1


def test_without_any_key_there_is_no_verdict(own_copy: Path) -> None:
    (own_copy / "vkey").unlink()

    assert _verify(str(own_copy)).exit_code == 2


def test_an_address_where_nobody_answers_gives_no_verdict(copy: Path) -> None:
    verdict = _verify(f"http://127.0.0.1:{free_port()}/log", "--vkey", str(copy / "vkey"))

    assert verdict.exit_code == 2
    assert "does not answer" in verdict.stderr


def _verify(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["audit", "verify", *arguments])
