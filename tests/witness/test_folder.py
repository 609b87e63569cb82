"""A witness begins only with a key that is its own alone, and never without its memory."""

from pathlib import Path

import pytest

from tests.ledger.parts import SIGNER, VKEY
from wallet.ledger.notes import Checkpoint
from wallet.ledger.tree import EMPTY_ROOT
from wallet.witness import folder
from wallet.witness.errors import WitnessFolderError


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder.make(tmp_path / "w", "mau.test/w1")
    folder.trust(tmp_path / "w", SIGNER.verifier)
    return tmp_path / "w"


def test_a_witness_that_was_made_opens_with_the_same_key(made: Path) -> None:
    opened = folder.open_folder(made)
    assert opened.cosigner.verifier.name == "mau.test/w1"
    assert [str(key) for key in opened.logs.values()] == [VKEY]
    assert folder.open_folder(made).cosigner.verifier == opened.cosigner.verifier


def test_its_files_are_its_own_alone(made: Path) -> None:
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in made.iterdir()} == {
        "witness.json": "0o600",
        "logs": "0o600",
        "seen.db": "0o600",
    }


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602])
def test_a_key_that_others_may_read_or_change_is_refused(made: Path, mode: int) -> None:
    (made / "witness.json").chmod(mode)
    with pytest.raises(WitnessFolderError, match="chmod 600"):
        folder.open_folder(made)


def test_a_witness_without_its_memory_is_refused(made: Path) -> None:
    (made / "seen.db").unlink()
    with pytest.raises(WitnessFolderError, match="without its memory"):
        folder.open_folder(made)
    with pytest.raises(WitnessFolderError, match="a witness already"):
        folder.make(made, "mau.test/w1")


def test_what_it_has_seen_outlives_it(made: Path) -> None:
    memory = folder.open_folder(made).memory
    shown = Checkpoint(SIGNER.verifier.name, 3, bytes(32))
    assert memory.advance(0, shown, [], "note") is None
    memory.close()
    again = folder.open_folder(made).memory
    assert again.note(shown.origin) == "note"
    assert again.advance(0, Checkpoint(shown.origin, 0, EMPTY_ROOT), [], "older") is not None
    assert again.note(shown.origin) == "note"


@pytest.mark.parametrize("broken", ["", "[]", "{", '{"name": "a b", "key": ""}', '{"name": "a"}'])
def test_a_key_file_that_cannot_be_read_is_refused(made: Path, broken: str) -> None:
    (made / "witness.json").write_text(broken)
    with pytest.raises(WitnessFolderError):
        folder.open_folder(made)


def test_a_line_that_is_no_key_of_a_log_is_named(made: Path) -> None:
    (made / "logs").write_text(f"# ours\n{VKEY}\nnonsense\n")
    with pytest.raises(WitnessFolderError, match="line 3"):
        folder.open_folder(made)
    (made / "logs").write_text("# none yet\n")
    with pytest.raises(WitnessFolderError, match="names no log"):
        folder.open_folder(made)
