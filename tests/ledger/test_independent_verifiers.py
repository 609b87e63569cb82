"""Programs that we did not write accept the published log, and refuse it after one flipped bit."""

from collections.abc import Callable
from pathlib import Path

import metamorphic_log
import pytest
from tlog_scales.backend import make_backend
from tlog_scales.reader import TilesReader

from storage.memory import MemoryStore
from tests.ledger.independent import REFUSALS, VERIFIERS
from tests.ledger.parts import (
    ORIGIN,
    VKEY,
    act,
    append,
    content,
    flip,
    published_log,
    publisher,
    sequence,
    write_folder,
)
from wallet.database import Database
from wallet.ledger.verify import verify

SIZE = 300

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the files are the same from both


@pytest.fixture
def folder(database: Database, store: MemoryStore, tmp_path: Path) -> Path:
    published_log(database, store, SIZE)
    return write_folder(content(store), tmp_path)


@pytest.mark.parametrize("accepts", VERIFIERS.values())
def test_they_accept_the_published_log(folder: Path, accepts: Callable[[Path], None]) -> None:
    accepts(folder)
    assert verify(folder, VKEY).ok


@ON_SQLITE
@pytest.mark.parametrize("accepts", VERIFIERS.values())
@pytest.mark.parametrize(
    ("path", "byte"), [("tile/entries/001.p/44", 500), ("tile/0/000", 33), ("tile/1/000.p/1", 20), ("checkpoint", 25)]
)
def test_they_refuse_it_after_one_flipped_bit(
    folder: Path, accepts: Callable[[Path], None], path: str, byte: int
) -> None:
    stored = (folder / path).read_bytes()
    (folder / path).write_bytes(flip(stored, byte * 8 + 1))
    with pytest.raises(REFUSALS):
        accepts(folder)
    assert not verify(folder, VKEY).ok


def test_they_see_that_an_older_checkpoint_is_the_beginning_of_a_newer_one(
    database: Database, store: MemoryStore, tmp_path: Path
) -> None:
    log = published_log(database, store, 100)
    older = content(store)[f"log/{ORIGIN}/checkpoint"].decode()
    append(database, log, *(act() for _ in range(250)))
    sequence(database, log)
    publisher(database, store).run_once()
    folder = write_folder(content(store), tmp_path)
    newer = (folder / "checkpoint").read_text()
    reader = TilesReader(make_backend(str(folder)))
    reader.get_checkpoint()
    proof = reader.get_consistency_proof(100, 350).node_hashes
    metamorphic_log.checkpoint_verify_consistency(older, newer, [VKEY], proof)
    proof[0] = flip(proof[0], 1)
    with pytest.raises(metamorphic_log.VerifyError):
        metamorphic_log.checkpoint_verify_consistency(older, newer, [VKEY], proof)
