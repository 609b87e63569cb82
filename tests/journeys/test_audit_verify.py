"""`wallet audit verify`: 0 the log is right, 1 it is wrong, 2 no verdict is possible."""

import json
import shutil
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner, Result

from scripts.story.mirror import flip_one_bit, mirror, published_size
from tests.journeys.conftest import Office
from tests.servers import free_port
from wallet.cli import app
from wallet.ledger.cosignatures import Cosigner


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


def test_the_report_as_data_names_each_step_and_the_first_bad_index(own_copy: Path, copy: Path) -> None:
    good = json.loads(_verify(str(own_copy), "--vkey", str(copy / "vkey"), "--json").stdout)
    assert (good["sound"], good["first_bad_index"], good["steps"]["tree"]) == (True, None, "sound")
    assert good["steps"]["bodies"] == "not looked at", "a stranger has no keys"
    flip_one_bit(own_copy)
    bad = json.loads(_verify(str(own_copy), "--vkey", str(copy / "vkey"), "--json").stdout)
    assert (bad["sound"], bad["steps"]["tree"]) == (False, "broken")
    assert bad["first_bad_index"] == bad["problems"][0]["index"]


def test_a_kept_checkpoint_is_what_the_next_verification_goes_on_from(own_copy: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert _verify(str(own_copy), "--save", str(kept)).exit_code == 0
    assert kept.read_bytes() == (own_copy / "checkpoint").read_bytes()
    again = _verify(str(own_copy), "--since", str(kept), "--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["steps"]["consistency"] == "sound"
    kept.write_text("not a checkpoint")
    assert _verify(str(own_copy), "--since", str(kept)).exit_code == 2


def test_nothing_is_kept_of_a_log_that_is_wrong(own_copy: Path, tmp_path: Path) -> None:
    flip_one_bit(own_copy)
    assert _verify(str(own_copy), "--save", str(tmp_path / "kept")).exit_code == 1
    assert not (tmp_path / "kept").exists()


def test_a_policy_that_no_witness_has_met_ends_with_1(own_copy: Path, tmp_path: Path) -> None:
    witness = Cosigner("w.test/1", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    policy = tmp_path / "policy"
    policy.write_text(f"witness one {witness.verifier}\nquorum one\n")
    alone = _verify(str(own_copy), "--policy", str(policy))
    assert alone.exit_code == 1
    assert "too few witnesses" in alone.stdout
    note = (own_copy / "checkpoint").read_text()
    body = note[: note.index("\n\n") + 1]
    (own_copy / "checkpoint").write_text(note + witness.cosign(body, 1_790_000_000))
    assert "witnessed up to" in _verify(str(own_copy), "--policy", str(policy)).stdout


def test_the_wallet_verifies_itself_inside_out(office: Office) -> None:
    done = office.place.wallet("audit", "verify", "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["sound"]) == (0, True), done.stderr
    assert {report["steps"][step] for step in ("rows", "bodies", "chains", "erasures", "unwraps")} == {"sound"}
