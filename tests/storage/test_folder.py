"""What only a folder can get wrong: leftovers, file modes, crashes."""

import io
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from storage.errors import StoreUnavailableError
from storage.folder import ASIDE_SECONDS, FolderStore
from tests.storage.bodies import BreakingBody, ConnectionLostError
from tests.storage.conftest import open_descriptors

PROJECT = Path(__file__).parents[2]
KEY = "objects/3f/3fa85f64"


def aside(root: Path) -> list[Path]:
    return list((root / ".aside").iterdir())


def test_a_put_that_fails_leaves_nothing_aside(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    with pytest.raises(ConnectionLostError):
        store.put(KEY, BreakingBody(bytes(100)), None)
    assert aside(tmp_path) == []


def test_a_put_whose_process_was_killed_leaves_no_readable_object(tmp_path: Path) -> None:
    killed_midway = textwrap.dedent("""
        import io, os, pathlib, signal, sys
        from storage.folder import FolderStore

        class Killer(io.BytesIO):
            def read(self, size=-1):
                return super().read(size) or os.kill(os.getpid(), signal.SIGKILL)

        FolderStore(pathlib.Path(sys.argv[1])).put(sys.argv[2], Killer(bytes(1000)), None)
    """)
    ended = subprocess.run([sys.executable, "-c", killed_midway, str(tmp_path), KEY], check=False, cwd=PROJECT)
    assert ended.returncode == -signal.SIGKILL
    assert len(aside(tmp_path)) == 1
    assert list(FolderStore(tmp_path).keys("")) == []


def test_leftovers_are_swept_after_a_day_and_not_before(tmp_path: Path) -> None:
    FolderStore(tmp_path)
    leftover = tmp_path / ".aside" / "00.part"
    leftover.write_bytes(b"x")
    written = leftover.stat().st_mtime
    FolderStore(tmp_path, clock=lambda: written + ASIDE_SECONDS - 60)
    assert leftover.exists()
    FolderStore(tmp_path, clock=lambda: written + ASIDE_SECONDS + 60)
    assert not leftover.exists()


def test_objects_and_folders_are_private(tmp_path: Path) -> None:
    FolderStore(tmp_path / "objects").put(KEY, io.BytesIO(b"x"), 1)
    written = [tmp_path / "objects", *(tmp_path / "objects").rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in written} == {0}


def test_a_folder_that_takes_no_more_is_reported_as_unavailable(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    (tmp_path / "objects").write_bytes(b"a file where a folder should be")
    with pytest.raises(StoreUnavailableError):
        store.put(KEY, io.BytesIO(b"x"), 1)
    with pytest.raises(StoreUnavailableError):
        store.replace(KEY, b"x")


def test_a_reader_keeps_what_it_began_to_read_while_it_is_replaced(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.replace("log/checkpoint", b"one")
    with store.read("log/checkpoint") as body:
        store.replace("log/checkpoint", b"two")
        assert body.read() == b"one"


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    before = open_descriptors()
    for number in range(20):
        store.put(f"objects/{number}", io.BytesIO(b"x"), 1)
        with store.read(f"objects/{number}") as body:
            body.read()
        store.delete(f"objects/{number}")
    assert open_descriptors() == before
