"""The time stamp of the day, from an authority that is openssl's, and what is no such stamp."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from prometheus_client import REGISTRY
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder
from typer.testing import CliRunner

from storage.memory import MemoryStore
from tests.ledger.authority import Authority, authority, openssl_verifies
from tests.ledger.parts import (
    ORIGIN,
    SIGNER,
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
from tests.servers import free_port
from wallet import wiring
from wallet.cli import app
from wallet.clock import day_of
from wallet.database import Database
from wallet.errors import SettingsError
from wallet.ledger.cosignatures import Cosigner
from wallet.ledger.errors import BadTimestampError
from wallet.ledger.notes import Checkpoint
from wallet.ledger.sources import StoreSource
from wallet.ledger.tiles import PATH
from wallet.ledger.timestamping import TimeStamping
from wallet.ledger.timestamps import answer_path, note_path, read_roots, time_in
from wallet.ledger.verdict import Report, Step
from wallet.ledger.verify import verify
from wallet.settings import Environment, Settings

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # these read the store only
SHA256 = HashAlgorithm.SHA256


@pytest.fixture(scope="module")
def tsa_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("tsa") / "one") as made:
        yield made


@pytest.fixture
def tsa(tsa_of_all: Authority) -> Iterator[Authority]:
    yield tsa_of_all
    tsa_of_all.status, tsa_of_all.body = 200, None
    tsa_of_all.questions.clear()


@pytest.fixture
def log_of_three(database: Database, store: MemoryStore) -> MemoryStore:
    published_log(database, store, 3)
    return store


def stamping(store: MemoryStore, tsa: Authority, url: str = "") -> TimeStamping:
    return TimeStamping(store, SIGNER, url or tsa.url, read_roots(tsa.roots))


def stamped(store: MemoryStore, tsa: Authority) -> str:
    name = stamping(store, tsa).run_once(now=datetime.now(UTC))
    assert name is not None
    return name


def stamps_in(store: MemoryStore) -> list[str]:
    return sorted(key for key in content(store) if "timestamp" in key)


def looked_at(store: MemoryStore, roots: Path) -> Report:
    return verify(StoreSource(store, ORIGIN), VKEY, stampers=read_roots(roots))


def last_bit_flipped(answer: bytes) -> bytes:
    """The signature is what an answer ends with."""
    return flip(answer, 8 * len(answer) - 1)


def failures(cause: str) -> float:
    return REGISTRY.get_sample_value("wallet_log_untimestamped_total", {"cause": cause}) or 0


@ON_SQLITE
def test_a_stranger_verifies_the_stamp_of_the_day_with_openssl(
    log_of_three: MemoryStore, tsa: Authority, tmp_path: Path
) -> None:
    checkpoint = content(log_of_three)[f"log/{ORIGIN}/checkpoint"]
    name = stamped(log_of_three, tsa)
    assert name.endswith("-3")
    folder = write_folder(content(log_of_three), tmp_path)
    note, answer = folder / note_path(name), folder / answer_path(name)
    assert note.read_bytes() == checkpoint
    assert openssl_verifies(note, answer, tsa.roots)
    answer.write_bytes(last_bit_flipped(answer.read_bytes()))
    assert not openssl_verifies(note, answer, tsa.roots)
    assert (folder / "timestamps").read_text() == f"{name}\n"
    assert all(PATH.fullmatch(key.removeprefix(f"log/{ORIGIN}/")) for key in content(log_of_three))


@ON_SQLITE
def test_what_is_stamped_does_not_hang_on_who_has_cosigned(log_of_three: MemoryStore, tsa: Authority) -> None:
    key = f"log/{ORIGIN}/checkpoint"
    own = content(log_of_three)[key]
    witness = Cosigner("w.test/1", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    body = own.decode().rpartition("\n\n")[0] + "\n"
    log_of_three.replace(key, own + witness.cosign(body, 1_790_000_000).encode())
    name = stamped(log_of_three, tsa)
    assert content(log_of_three)[f"log/{ORIGIN}/{note_path(name)}"] == own


@ON_SQLITE
def test_the_authority_is_asked_once_a_day(log_of_three: MemoryStore, tsa: Authority) -> None:
    name = stamped(log_of_three, tsa)
    before = content(log_of_three)
    moment = datetime.now(UTC)
    assert stamping(log_of_three, tsa).run_once(now=moment) is None
    assert (len(tsa.questions), content(log_of_three)) == (1, before)
    assert name == f"{day_of(moment)}-3"
    assert REGISTRY.get_sample_value("wallet_log_timestamped") == 3
    stamping(log_of_three, tsa).run_once(now=moment + timedelta(days=1))
    assert len(tsa.questions) == 2


def test_before_anything_is_published_nobody_is_asked(store: MemoryStore, tsa: Authority) -> None:
    assert stamping(store, tsa).run_once(now=datetime.now(UTC)) is None
    assert (tsa.questions, content(store)) == ([], {})


@ON_SQLITE
def test_an_authority_that_is_away_holds_nothing_up_and_is_asked_again(
    log_of_three: MemoryStore, tsa: Authority
) -> None:
    before = failures("silence")
    away = stamping(log_of_three, tsa, f"http://127.0.0.1:{free_port()}")
    assert away.run_once(now=datetime.now(UTC)) is None
    assert (failures("silence") - before, stamps_in(log_of_three)) == (1, [])
    assert stamped(log_of_three, tsa)


@ON_SQLITE
@pytest.mark.parametrize(("status", "body"), [(302, None), (500, None), (200, bytes(64 * 1024 + 1))])
def test_what_is_no_answer_is_not_kept(
    log_of_three: MemoryStore, tsa: Authority, status: int, body: bytes | None
) -> None:
    tsa.status, tsa.body = status, body
    before = failures("silence")
    assert stamping(log_of_three, tsa).run_once(now=datetime.now(UTC)) is None
    assert (failures("silence") - before, stamps_in(log_of_three), len(tsa.questions)) == (1, [], 1)


def asked(data: bytes, algorithm: HashAlgorithm = SHA256, *, nonce: bool = True) -> bytes:
    return TimestampRequestBuilder(data=data, hash_algorithm=algorithm, nonce=nonce).build().as_bytes()


ANSWERS: dict[str, Callable[[Authority, bytes], bytes]] = {
    "an answer to an earlier question": lambda tsa, note: tsa.stamp(asked(note)),
    "an answer without a nonce": lambda tsa, note: tsa.stamp(asked(note, nonce=False)),
    "an answer about something else": lambda tsa, _note: tsa.stamp(asked(b"something else")),
    "a refusal": lambda tsa, note: tsa.stamp(asked(note, HashAlgorithm.SHA512)),
    "an answer cut short": lambda tsa, note: tsa.stamp(asked(note))[:-1],
    "nothing": lambda _tsa, _note: b"",
    "a page": lambda _tsa, _note: b"<html>Welcome</html>",
}


@ON_SQLITE
@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_that_does_not_hold_is_not_kept(log_of_three: MemoryStore, tsa: Authority, kind: str) -> None:
    tsa.body = ANSWERS[kind](tsa, content(log_of_three)[f"log/{ORIGIN}/checkpoint"])
    before = failures("refused")
    assert stamping(log_of_three, tsa).run_once(now=datetime.now(UTC)) is None
    assert (failures("refused") - before, stamps_in(log_of_three)) == (1, [])


@ON_SQLITE
def test_an_authority_whose_clock_is_not_ours_is_not_believed(log_of_three: MemoryStore, tsa: Authority) -> None:
    before = failures("refused")
    assert stamping(log_of_three, tsa).run_once(now=datetime.now(UTC) + timedelta(hours=1)) is None
    assert (failures("refused") - before, stamps_in(log_of_three)) == (1, [])


@ON_SQLITE
def test_an_authority_under_another_root_is_not_believed(
    log_of_three: MemoryStore, tsa: Authority, tmp_path: Path
) -> None:
    with authority(tmp_path / "stranger") as stranger:
        before = failures("refused")
        asking = TimeStamping(log_of_three, SIGNER, stranger.url, read_roots(tsa.roots))
        assert asking.run_once(now=datetime.now(UTC)) is None
        assert (failures("refused") - before, stamps_in(log_of_three)) == (1, [])
        name = stamped(log_of_three, tsa)
        report = looked_at(log_of_three, stranger.roots)
    assert not report.ok
    assert report.problems[0].reason.startswith(f"time stamp {name}: ")


def test_every_changed_bit_of_a_stamp_is_refused_or_changes_nothing(tsa: Authority) -> None:
    """Where a bit does not count (an unprotected label of the wrapping), the stamp still says the same of the note."""
    roots, answer = read_roots(tsa.roots), tsa.stamp(asked(b"a note"))
    moment, refused = time_in(answer, b"a note", roots), 0
    for bit in range(0, 8 * len(answer), 7):
        try:
            assert time_in(flip(answer, bit), b"a note", roots) == moment
        except BadTimestampError:
            refused += 1
    assert refused > len(answer) * 8 / 7 / 2
    with pytest.raises(BadTimestampError):
        time_in(answer, b"another note", roots)


@ON_SQLITE
def test_the_first_bad_stamp_is_named(database: Database, store: MemoryStore, tsa: Authority) -> None:
    log = published_log(database, store, 3)
    elsewhere = MemoryStore()
    first = stamped(store, tsa)
    append(database, log, act(after_seconds=9))
    sequence(database, log)
    publisher(database, store).run_once()
    for key, stored in content(store).items():
        if "timestamp" not in key:
            elsewhere.replace(key, stored)
    second = stamped(elsewhere, tsa)  # of another worker at the same moment
    for key in stamps_in(elsewhere):
        if not key.endswith("timestamps"):
            store.replace(key, content(elsewhere)[key])
    stamping(store, tsa).run_once(now=datetime.now(UTC))
    sound = looked_at(store, tsa.roots)
    assert (sound.ok, sound.timestamped, sound.steps[Step.TIMESTAMPS]) == (True, second, "sound")
    good = content(store)
    forked = SIGNER.sign(Checkpoint(ORIGIN, 3, bytes(32))).encode()
    ahead = SIGNER.sign(Checkpoint(ORIGIN, 3000, bytes(32))).encode()

    def wrong(*changes: tuple[str, bytes]) -> str:
        broken = MemoryStore()
        for key, stored in (good | {f"log/{ORIGIN}/{path}": changed for path, changed in changes}).items():
            broken.replace(key, stored)
        report = looked_at(broken, tsa.roots)
        assert not report.ok
        assert report.steps[Step.TIMESTAMPS] == "broken"
        assert report.steps[Step.TREE] == "sound"
        (problem,) = report.problems
        return problem.reason

    def file(path: str) -> bytes:
        return good[f"log/{ORIGIN}/{path}"]

    of_first = (answer_path(second), file(answer_path(first)))
    assert wrong(of_first).startswith(f"time stamp {second}: ")
    changed = (answer_path(first), last_bit_flipped(file(answer_path(first))))
    assert wrong(of_first, changed).startswith(f"time stamp {first}: ")
    both = [(answer_path(second), file(answer_path(first))), (note_path(second), file(note_path(first)))]
    assert "for 3 entries" in wrong(*both)
    assert wrong((note_path(first), forked)).startswith(f"time stamp {first}: ")
    day = first.removesuffix("-3")
    fork = [(note_path(first), forked), (answer_path(first), tsa.stamp(asked(forked)))]
    assert f"time stamp {first}: what was stamped is not the beginning" in wrong(*fork)
    larger = f"{day}-3000"
    rolled = [(note_path(larger), ahead), (answer_path(larger), tsa.stamp(asked(ahead)))]
    assert "which has 4 entries" in wrong(*rolled, ("timestamps", f"{first}\n{larger}\n".encode()))
    assert "its files are gone" in wrong(("timestamps", f"{day}-2\n".encode()))
    assert "no time stamp is kept" in wrong(("timestamps", b""))
    assert "more than names" in wrong(("timestamps", b"../keyring\n"))


@ON_SQLITE
def test_the_command_looks_at_stamps_when_roots_are_given(
    log_of_three: MemoryStore, tsa: Authority, tmp_path: Path
) -> None:
    name = stamped(log_of_three, tsa)
    folder = write_folder(content(log_of_three), tmp_path)

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["audit", "verify", str(folder), "--vkey", VKEY, *words])
        return done.exit_code, done.output

    with_roots = ("--timestamp-roots", str(tsa.roots))
    assert run()[0] == 0
    code, said = run(*with_roots)
    assert (code, f"time-stamped up to  {name}" in said) == (0, True)
    assert f'"timestamped": "{name}"' in run("--json", *with_roots)[1]
    (folder / answer_path(name)).unlink()
    code, said = run(*with_roots)
    assert (code, f"time stamp {name}: its files are gone" in said) == (1, True)
    assert run("--timestamp-roots", str(folder / "vkey"))[0] == 2


def test_the_settings_name_an_authority_with_its_roots_or_none(tmp_path: Path) -> None:
    production = {"public_url": "https://vi.example.vn", "timestamp_roots_file": tmp_path / "roots.pem"}
    assert Settings.model_validate(production | {"timestamp_url": "https://tsa.example.vn"}).timestamp_url
    with pytest.raises(ValueError, match="WALLET_TIMESTAMP_URL must start with https://"):
        Settings.model_validate(production | {"timestamp_url": "http://tsa.example.vn"})
    with pytest.raises(ValueError, match="needs WALLET_TIMESTAMP_ROOTS_FILE"):
        Settings.model_validate(production | {"timestamp_url": "https://tsa.example.vn", "timestamp_roots_file": ""})


def test_housekeeping_has_the_log_stamped(tmp_path: Path, migrated_sqlite: Path, tsa: Authority) -> None:
    (tmp_path / "wallet.db").write_bytes(migrated_sqlite.read_bytes())
    settings = Settings(
        environment=Environment.DEVELOPMENT,
        data_dir=tmp_path,
        timestamp_url=tsa.url,
        timestamp_roots_file=tsa.roots,
    )
    wallet = wiring.build(settings)
    wallet.keeper.start()
    wallet.housekeeper.run_once()  # logs the directory of the hour
    wallet.keeper.settle()
    wallet.housekeeper.run_once()
    wallet.keeper.stop()
    wallet.database.close()
    assert len(tsa.questions) == 1
    (name,) = (tmp_path / "objects" / "log" / settings.log_origin / "timestamps").read_text().split()
    assert int(name.rpartition("-")[2]) >= 1


def test_a_wallet_does_not_start_with_roots_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "roots.pem").write_text("none")
    settings = Settings(
        environment=Environment.DEVELOPMENT,
        data_dir=tmp_path,
        timestamp_url="http://127.0.0.1:1",
        timestamp_roots_file=tmp_path / "roots.pem",
    )
    with pytest.raises(SettingsError, match="WALLET_TIMESTAMP_ROOTS_FILE"):
        wiring.build(settings)
