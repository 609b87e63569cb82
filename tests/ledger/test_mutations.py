"""Each row of the table of mutations is noticed by everybody who has to, and our own verifier names the entry.

The log is written once; a row of the table works on a copy of its files, or on a copy of its database.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from storage.memory import MemoryStore
from tests.ledger import mutating
from tests.ledger.independent import BEGINNINGS, REFUSALS, VERIFIERS
from tests.ledger.parts import (
    BINH,
    MAI,
    ORIGIN,
    SIGNER,
    VKEY,
    FixedKeys,
    act,
    append,
    content,
    publisher,
    sequence,
    write_folder,
)
from wallet.database import Database
from wallet.ledger.inside import look_inside
from wallet.ledger.log import Log
from wallet.ledger.sources import FolderSource
from wallet.ledger.verdict import Findings, Step
from wallet.ledger.verify import Earlier, verify

TABLE = yaml.safe_load((Path(__file__).parent / "mutations.yaml").read_text())
OLDER, SIZE = 300, 600


class Written:
    """A published log of 600 entries by turns of two citizens, and what was public when it had 300."""

    older: Path
    newer: Path

    def __init__(self, folder: Path, template: Path) -> None:
        self.rows = folder / "wallet.db"
        shutil.copy(template, self.rows)
        database = Database(f"sqlite:///{self.rows}")
        self.store = MemoryStore()
        self.log = Log(FixedKeys(), ORIGIN)
        for start, end, copy in ((0, OLDER, "older"), (OLDER, SIZE, "newer")):
            append(database, self.log, *(act((MAI, BINH)[i % 2], after_seconds=i) for i in range(start, end)))
            sequence(database, self.log)
            publisher(database, self.store).run_once()
            setattr(self, copy, write_folder(content(self.store), folder / copy))
        database.close()

    @property
    def kept(self) -> Earlier:
        return Earlier((self.older / "checkpoint").read_text(), FolderSource(self.older), reads_all=True)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Written:
    return Written(tmp_path_factory.mktemp("written"), migrated_sqlite)


def rows(*notices: str) -> Callable[[Any], Any]:
    chosen = [row for row in TABLE if row["notices"] in notices]
    return pytest.mark.parametrize("row", chosen, ids=[row["name"] for row in chosen])


def test_everybody_accepts_the_log_before_anything_is_done_to_it(written: Written) -> None:
    for accepts in VERIFIERS.values():
        accepts(written.newer)
    for sees in BEGINNINGS.values():
        sees(written.older, written.newer)
    report = verify(written.newer, VKEY, since=written.kept)
    assert (report.ok, report.checked, report.first_bad_index) == (True, SIZE, None)
    assert _inside(written, written.rows).is_sound


@rows("alone")
def test_a_stranger_notices(written: Written, tmp_path: Path, row: dict[str, Any]) -> None:
    folder = _mutated(written, tmp_path, row)
    for name in row["verifiers"]:
        with pytest.raises(REFUSALS):
            VERIFIERS[name](folder)
    report = verify(folder, VKEY)
    assert (report.ok, report.first_bad_index) == (False, row["index"])


@rows("with an older checkpoint")
def test_whoever_kept_a_checkpoint_notices(written: Written, tmp_path: Path, row: dict[str, Any]) -> None:
    folder = _mutated(written, tmp_path, row)
    assert verify(folder, VKEY).ok, "it agrees with itself: only a memory shows it"
    for name in row["verifiers"]:
        with pytest.raises(REFUSALS):
            BEGINNINGS[name](written.older, folder)
    report = verify(folder, VKEY, since=written.kept)
    assert (report.ok, report.first_bad_index) == (False, row["index"])
    assert report.steps[Step.CONSISTENCY] == "broken"
    without_copy = verify(folder, VKEY, since=Earlier(written.kept.note))
    assert not without_copy.ok


@rows("inside")
def test_the_wallets_own_verification_notices(written: Written, tmp_path: Path, row: dict[str, Any]) -> None:
    copied = Path(shutil.copy(written.rows, tmp_path / "wallet.db"))
    database = Database(f"sqlite:///{copied}")
    mutating.of_rows(database, row["do"], row["at"])
    database.close()
    report = _inside(written, copied).report(SIGNER.verifier.open((written.newer / "checkpoint").read_text()))
    assert (report.ok, report.first_bad_index) == (False, row["index"])
    assert verify(written.newer, VKEY).ok, "the public files know nothing of it"


def test_only_new_bundles_are_read_from_a_checkpoint_on(written: Written) -> None:
    report = verify(written.newer, VKEY, since=Earlier(written.kept.note))
    assert (report.ok, report.start, report.checked) == (True, 256, SIZE - 256)


def _mutated(written: Written, tmp_path: Path, row: dict[str, Any]) -> Path:
    folder = Path(shutil.copytree(written.newer, tmp_path / "log"))
    mutating.of_files(folder, row["do"], row["at"])
    return folder


def _inside(written: Written, path: Path) -> Findings:
    database = Database(f"sqlite:///{path}")
    findings = Findings()
    checkpoint = SIGNER.verifier.open((written.newer / "checkpoint").read_text())
    with database.reading() as session:
        look_inside(session, written.log, written.store, checkpoint, findings)
    database.close()
    return findings
