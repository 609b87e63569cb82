"""What only a keyring file can get wrong: modes, other processes, leftovers, damage."""

import base64
import json
import stat
import subprocess
import sys
import textwrap
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.errors import KeyDestroyedError, KeyringPermissionsError, KeyUnavailableError
from storage.keyring import KeyringFile
from tests.storage.conftest import open_descriptors

PROJECT = Path(__file__).parents[2]
SECRET = bytes(range(32))
BEGAN = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keyring.json"


def test_the_file_is_made_at_first_use_for_its_owner_only(path: Path) -> None:
    keyring = KeyringFile(path)
    assert not path.exists()
    keyring.wrap(SECRET, b"")
    modes = {name.name: stat.S_IMODE(name.stat().st_mode) for name in [path.parent, *path.parent.iterdir()]}
    assert modes == {"keys": 0o700, "keyring.json": 0o600, "keyring.json.lock": 0o600}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o604, 0o601, 0o660])
def test_a_keyring_that_others_may_touch_is_refused(path: Path, mode: int) -> None:
    keyring = KeyringFile(path)
    wrapped = keyring.wrap(SECRET, b"")
    path.chmod(mode)
    with pytest.raises(KeyringPermissionsError, match="chmod 600"):
        keyring.unwrap(wrapped.kek_id, wrapped.blob, b"")
    with pytest.raises(KeyringPermissionsError):
        keyring.wrap(SECRET, b"")
    with pytest.raises(KeyringPermissionsError):
        KeyringFile(path).current()


def test_unwrapping_makes_no_keyring(path: Path) -> None:
    with pytest.raises(KeyUnavailableError):
        KeyringFile(path).unwrap("local:1-00", b"x" * 104, b"")
    assert not path.exists()


def test_a_key_of_another_keyring_is_unavailable_rather_than_tampered(path: Path, tmp_path: Path) -> None:
    wrapped = KeyringFile(tmp_path / "lost.json").wrap(SECRET, b"")
    keyring = KeyringFile(path)
    keyring.current()
    with pytest.raises(KeyUnavailableError):
        keyring.unwrap(wrapped.kek_id, wrapped.blob, b"")


def test_another_process_hears_of_a_destroyed_epoch_at_once(path: Path) -> None:
    here, there = KeyringFile(path), KeyringFile(path)
    wrapped = here.wrap(SECRET, b"")
    assert there.unwrap(wrapped.kek_id, wrapped.blob, b"") == SECRET
    here.rotate()
    here.destroy(wrapped.kek_id)
    with pytest.raises(KeyDestroyedError):
        there.unwrap(wrapped.kek_id, wrapped.blob, b"")


def test_a_destroyed_key_stands_in_no_file(path: Path) -> None:
    keyring = KeyringFile(path)
    first = keyring.current()
    key = json.loads(path.read_bytes())["epochs"][first]["key"]
    path.with_name("keyring.json.part").write_text(f"what a crash left: {key}")
    keyring.rotate()
    keyring.destroy(first)
    assert all(key.encode() not in file.read_bytes() for file in path.parent.iterdir())
    assert base64.b64decode(key) != bytes(32)


def test_processes_that_begin_epochs_at_once_lose_none(path: Path) -> None:
    rotate_often = textwrap.dedent("""
        import pathlib, sys
        from storage.keyring import KeyringFile
        keyring = KeyringFile(pathlib.Path(sys.argv[1]))
        print("ready", flush=True)
        sys.stdin.readline()
        for _ in range(20):
            wrapped = keyring.wrap(b"k" * 32, b"")
            keyring.rotate()
            assert keyring.unwrap(wrapped.kek_id, wrapped.blob, b"") == b"k" * 32
    """)
    command = [sys.executable, "-c", rotate_often, str(path)]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT)
            )
            for _ in range(3)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(KeyringFile(path).epochs()[1]) == 61


def test_the_age_and_fate_of_every_epoch_are_told(path: Path) -> None:
    keyring = KeyringFile(path, clock=lambda: BEGAN)
    first = keyring.current()
    second = keyring.rotate()
    keyring.destroy(first)
    assert keyring.epochs() == (second, ((first, BEGAN, False), (second, BEGAN, True)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"current": "a", "epochs": {}}',
        b'{"current": "a", "epochs": {"a": {"created": "2026-11-23", "key": "c2hvcnQ="}}}',
        b'{"current": "a", "epochs": {"a": {"created": "yesterday", "key": null}}}',
    ],
)
def test_a_damaged_keyring_is_neither_used_nor_overwritten(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyUnavailableError):
        KeyringFile(path).wrap(SECRET, b"")
    with pytest.raises(KeyUnavailableError):
        KeyringFile(path).rotate()
    assert path.read_bytes() == content


def test_a_keyring_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KeyUnavailableError):
        KeyringFile(tmp_path / "file" / "keyring.json").wrap(SECRET, b"")


def test_no_repr_shows_a_key(path: Path) -> None:
    keyring = KeyringFile(path)
    keyring.current()
    ring = keyring._read()
    assert "key=" not in repr(ring) + repr(list(ring.epochs.values()))


def test_no_descriptor_is_left_open(path: Path) -> None:
    keyring = KeyringFile(path)
    keyring.current()
    before = open_descriptors()
    for _ in range(5):
        keyring.rotate()
    assert open_descriptors() == before
