"""Seventeen entries, and the proof that there were no others: accepted whole, and with nothing missing."""

import copy
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import metamorphic_log
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from storage.memory import MemoryStore
from tests.conftest import NOON
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
    published_log,
    publisher,
    sequence,
    write_folder,
)
from wallet.cli import app
from wallet.database import Database
from wallet.ledger.bundle import Bundler, parse_tlog_proof, tlog_proof
from wallet.ledger.directories import take_directory
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.header import base64url
from wallet.ledger.log import Log
from wallet.ledger.mine import Mine, check_bundle, unword
from wallet.ledger.notes import NoteSigner
from wallet.ledger.proofs import is_included
from wallet.ledger.tree import leaf_hash

COUNT = 17
AN_HOUR_LATER = NOON + timedelta(hours=1)
Bundle = dict[str, Any]


class Written:
    """Bundles of MAI, who has 17 entries among many of BINH's: before a directory, after it, after one more entry."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.store = MemoryStore()
        self.log = Log(FixedKeys(), ORIGIN)
        self._database = database
        append(
            database, self.log, *(act(citizen, after_seconds=i) for i in range(COUNT) for citizen in (MAI, BINH, BINH))
        )
        self._publish()
        self.without_directory = self._bundle()
        self._take_directory()
        self.seventeen = self._bundle()
        append(database, self.log, act(MAI, after_seconds=3_700))
        self._publish()
        self.eighteen = self._bundle()
        self.folder = write_folder(content(self.store), folder / "log")

    def bundler(self) -> Bundler:
        return Bundler(self._database, self.log, self.store, SIGNER.verifier.public)

    def _take_directory(self) -> None:
        assert take_directory(self._database, self.store, self.log, FixedKeys(), now=AN_HOUR_LATER)
        self._publish()

    def _publish(self) -> None:
        sequence(self._database, self.log)
        publisher(self._database, self.store).run_once()

    def _bundle(self) -> Bundle:
        made: Bundle = json.loads(b"".join(self.bundler().begin(MAI, now=AN_HOUR_LATER + timedelta(minutes=5)).text()))
        return made


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Written:
    folder = tmp_path_factory.mktemp("bundle")
    path = folder / "wallet.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    return Written(folder, Database(f"sqlite:///{path}"))


def test_seventeen_entries_are_proved_to_be_all(written: Written) -> None:
    found = checked(written.seventeen)
    assert found.faults == ()
    assert (found.entries, found.proved, found.since, found.waiting) == (COUNT, COUNT, 0, 0)
    assert (found.until, found.is_stale) == (int(AN_HOUR_LATER.timestamp()), False)
    assert found.others == COUNT, "a service looked, each time"


def test_what_came_after_the_directory_is_shown_apart(written: Written) -> None:
    found = checked(written.eighteen)
    assert (found.faults, found.proved, found.since) == ((), COUNT, 1)


def test_without_a_directory_nobody_says_that_this_is_all(written: Written) -> None:
    found = checked(written.without_directory)
    assert (found.faults, found.until, found.is_stale) == ((), None, True)


@pytest.mark.parametrize("n", range(1, COUNT + 1))
def test_any_one_left_out_is_missed(written: Written, n: int) -> None:
    bundle = copy.deepcopy(written.seventeen)
    del bundle["entries"][n - 1]
    assert checked(bundle).faults


@pytest.mark.parametrize("n", range(1, COUNT))
def test_any_one_left_out_is_missed_even_when_the_others_are_counted_anew(written: Written, n: int) -> None:
    bundle = copy.deepcopy(written.seventeen)
    del bundle["entries"][n - 1]
    for number, entry in enumerate(bundle["entries"], 1):
        entry["n"] = number
    assert checked(bundle).faults


def test_the_newest_hidden_is_missed(written: Written) -> None:
    bundle = copy.deepcopy(written.seventeen)
    bundle["entries"].pop()
    assert checked(bundle).faults == ("the directory counts 17 entries, the bundle has 16",)


def test_the_newest_hidden_behind_an_older_directory_is_seen_by_its_age(written: Written) -> None:
    bundle = copy.deepcopy(written.eighteen)
    bundle["entries"].pop()
    bundle["asked_at"] += 3 * 3_600
    found = checked(bundle)
    assert (found.faults, found.is_stale) == ((), True)


def edit_entry(change: Callable[[Bundle], None]) -> Callable[[Bundle], None]:
    return lambda bundle: change(bundle["entries"][8])


def edit_directory(change: Callable[[Bundle], None]) -> Callable[[Bundle], None]:
    return lambda bundle: change(bundle["directory"])


def _other_line(directory: Bundle) -> None:
    """One that says 16, as somebody would have put there for this citizen to see."""
    stored = unword(directory["line"])
    directory["line"] = base64url(stored[:32] + (16).to_bytes(8, "big") + stored[40:])


@pytest.mark.parametrize(
    "change",
    [
        edit_entry(
            lambda one: one["groups"]["actor"].update(content=one["groups"]["actor"]["content"].replace("xã", "xa"))
        ),
        edit_entry(lambda one: one["groups"]["purpose"].update(salt=one["groups"]["actor"]["salt"])),
        edit_entry(lambda one: one["groups"].pop("object")),
        edit_entry(lambda one: one.update(header=one["header"].replace("record.read", "record.list"))),
        edit_entry(lambda one: one.update(index=one["index"] + 1)),
        edit_entry(lambda one: one["proof"].reverse()),
        edit_directory(_other_line),
        edit_directory(lambda one: one.update(position=(one["position"] + 1) % 3)),
        edit_directory(lambda one: one["path"].pop()),
        edit_directory(lambda one: one["context"].update(content=one["context"]["content"].replace("51", "52"))),
        lambda bundle: bundle.update(log_key=base64url(bytes(32))),
        lambda bundle: bundle["logs"][ORIGIN].update(
            checkpoint=bundle["logs"][ORIGIN]["checkpoint"].replace("\n5", "\n4")
        ),
    ],
)
def test_whatever_is_changed_is_noticed(written: Written, change: Callable[[Bundle], None]) -> None:
    bundle = copy.deepcopy(written.seventeen)
    change(bundle)
    assert bundle != written.seventeen
    assert checked(bundle).faults


def test_only_the_trusted_key_counts(written: Written) -> None:
    bundle = copy.deepcopy(written.seventeen)
    stranger = NoteSigner(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    shown = bundle["logs"][ORIGIN]
    shown["checkpoint"] = stranger.sign(SIGNER.verifier.open(shown["checkpoint"]))
    shown["vkey"] = str(stranger.verifier)
    assert check_bundle(bundle).faults == (), "by its own word it is right"
    assert checked(bundle).faults


@pytest.mark.parametrize("nonsense", [{}, {"citizen": "x"}, {"citizen": str(MAI), "log_key": 7}])
def test_what_is_no_bundle_gets_no_verdict(nonsense: Bundle) -> None:
    with pytest.raises(MalformedLogError):
        check_bundle(nonsense)


def test_one_entry_alone_is_a_tlog_proof_that_others_can_check(written: Written) -> None:
    shown = written.bundler().shown(ORIGIN)
    entry = written.eighteen["entries"][3]
    index, path, note = parse_tlog_proof(tlog_proof(shown, entry["index"]))
    leaf = leaf_hash(entry["header"].encode())
    head = SIGNER.verifier.open(note)
    assert index == entry["index"]
    assert is_included(index, head.size, leaf, path, head.root)
    metamorphic_log.checkpoint_verify_inclusion(note, [VKEY], index, leaf, path)
    with pytest.raises(ValueError, match="no such leaf"):
        tlog_proof(shown, 10_000)


def test_the_command_says_it_in_both_languages(written: Written, tmp_path: Path) -> None:
    path = zipped(written.seventeen, tmp_path)
    done = mine(str(path), "--vkey", VKEY)
    assert done.exit_code == 0
    assert "Đúng 17 dòng đến 13:00 23/11/2026, không có dòng nào khác. · Exactly these 17 until" in done.stdout
    assert "Từ đó không có gì thêm. · Nothing since." in done.stdout


def test_the_public_log_is_searched_for_what_came_later(written: Written, tmp_path: Path) -> None:
    hidden = mine(str(zipped(written.seventeen, tmp_path)), "--vkey", VKEY, "--log", str(written.folder))
    assert hidden.exit_code == 1
    assert "THE PUBLIC LOG HAS ENTRY 52" in hidden.stdout
    whole = mine(str(zipped(written.eighteen, tmp_path)), "--vkey", VKEY, "--log", str(written.folder))
    assert (whole.exit_code, "The public log has no later entry." in whole.stdout) == (0, True)


def test_the_command_ends_with_1_or_2(written: Written, tmp_path: Path) -> None:
    broken = copy.deepcopy(written.seventeen)
    del broken["entries"][4]
    assert mine(str(zipped(broken, tmp_path)), "--vkey", VKEY).exit_code == 1
    assert mine(str(zipped(written.without_directory, tmp_path)), "--vkey", VKEY).exit_code == 2
    assert mine(str(tmp_path / "nothing.zip")).exit_code == 2


MANY = 1_200


def test_however_long_a_chain_is_little_of_it_is_in_memory_at_once(tmp_path: Path, migrated_sqlite: Path) -> None:
    """The text leaves entry by entry: what it takes to write it is less than the text alone would be."""
    path = tmp_path / "wallet.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database, store = Database(f"sqlite:///{path}"), MemoryStore()
    log = published_log(database, store, 2 * MANY)
    written = 0
    tracemalloc.start()
    try:
        for piece in Bundler(database, log, store, SIGNER.verifier.public).begin(MAI, now=NOON).text():
            written += len(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    database.close()
    assert written > MANY * 1_000
    assert peak < written * 3 // 4


def zipped(bundle: Bundle, folder: Path) -> Path:
    path = folder / "bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bundle.json", json.dumps(bundle))
    return path


def mine(*words: str) -> Any:
    return CliRunner().invoke(app, ["audit", "mine", *words])


def checked(bundle: Bundle) -> Mine:
    return check_bundle(bundle, {ORIGIN: SIGNER.verifier})
