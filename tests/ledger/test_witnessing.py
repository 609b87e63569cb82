"""A published log and two witnesses, each a process of its own behind HTTP."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint as ForeignCheckpoint

from storage.memory import MemoryStore
from tests.conftest import NOON
from tests.ledger.parts import BINH, ORIGIN, SIGNER, FixedKeys, act, append, content, published_log, publisher, sequence
from tests.ledger.test_startup import forget_everything
from tests.witness.parts import WitnessProcess, running
from wallet.database import Database
from wallet.ledger.errors import RolledBackError
from wallet.ledger.levels import newest_size
from wallet.ledger.log import Log
from wallet.ledger.models import CHECKPOINTS, WITNESSED
from wallet.ledger.policy import parse_policy
from wallet.ledger.witnesses import Contradiction, Cosigned, Silence, WitnessClient
from wallet.ledger.witnessing import Round, Witnessing

Two = tuple[WitnessProcess, WitnessProcess]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(running(tmp_path, label, SIGNER.verifier)) for label in ("thanh-tra", "dai-hoc")
        )
        yield first, second


def witnessing(database: Database, store: MemoryStore, two: Two, needed: str = "all") -> Witnessing:
    lines = "\n".join(one.line for one in two)
    policy = parse_policy(f"{lines}\ngroup both {needed} thanh-tra dai-hoc\nquorum both")
    return Witnessing(database, store, SIGNER, policy, WitnessClient(), lambda: NOON)


def grow(database: Database, store: MemoryStore, log: Log, count: int) -> None:
    append(database, log, *(act() for _ in range(count)))
    sequence(database, log)
    publisher(database, store).run_once()


def sizes(database: Database) -> tuple[int, int]:
    """Published, witnessed."""
    with database.reading() as session:
        return newest_size(session, CHECKPOINTS, ORIGIN), newest_size(session, WITNESSED, ORIGIN)


def answers(done: Round) -> list[type]:
    return [type(answer) for answer in done.answers.values()]


def shown(store: MemoryStore, file: str) -> str:
    return content(store)[f"log/{ORIGIN}/{file}"].decode()


def foreign_verdict(note: str, two: Two) -> None:
    """tlog-scales, which we did not write, on the log's signature and both cosignatures."""
    checkpoint = ForeignCheckpoint.from_text(note)
    for vkey in (str(SIGNER.verifier), *(one.vkey for one in two)):
        key = Vkey.from_string(vkey)
        (line,) = [one for one in checkpoint.signatures if key.match(one)]
        key.get_verifier().verify_note(line, checkpoint)


def test_each_checkpoint_that_is_shown_comes_back_cosigned_by_both(
    database: Database, store: MemoryStore, two: Two
) -> None:
    log, rounds = published_log(database, store, 5), witnessing(database, store, two)
    for more in (300, 1, 41):
        assert answers(rounds.run_once()) == [Cosigned, Cosigned]
        published, witnessed = sizes(database)
        assert published == witnessed
        publisher(database, store).run_once()
        assert shown(store, "checkpoint") == shown(store, "witnessed")
        foreign_verdict(shown(store, "witnessed"), two)
        assert SIGNER.verifier.open(shown(store, "checkpoint")).size == witnessed
        grow(database, store, log, more)
    assert rounds.run_if_new() is not None
    assert rounds.run_if_new() is None
    again = witnessing(database, store, two)  # a process that remembers nothing asks with 409 in between
    assert answers(again.run_once()) == [Cosigned, Cosigned]


def test_a_witness_that_is_away_costs_its_cosignature_and_nothing_else(
    database: Database, store: MemoryStore, two: Two
) -> None:
    log = published_log(database, store, 5)
    strict, lenient = witnessing(database, store, two), witnessing(database, store, two, "any")
    strict.run_once()
    two[1].kill()
    grow(database, store, log, 10)
    done = strict.run_once()
    assert answers(done) == [Cosigned, Silence]
    assert not done.is_met
    assert sizes(database) == (15, 5)
    assert lenient.run_once().is_met
    assert sizes(database) == (15, 15)
    strict.check_start()
    two[1].start()
    grow(database, store, log, 10)
    assert strict.run_once().is_met
    assert sizes(database) == (25, 25)
    foreign_verdict(shown(store, "witnessed"), two)


def test_a_database_and_a_store_that_went_back_together_do_not_start(
    database: Database, store: MemoryStore, two: Two
) -> None:
    published_log(database, store, 5)
    witnessing(database, store, two).check_start()
    forget_everything(database)
    for key in content(store):
        store.delete(key)
    with pytest.raises(RolledBackError, match="it knows 5 entries, which is more than 0"):
        witnessing(database, store, two).check_start()
    two[0].kill()
    with pytest.raises(RolledBackError, match="dai-hoc"):
        witnessing(database, store, two).check_start()


@pytest.mark.parametrize("regrown", [5, 9])
def test_a_log_that_went_back_and_grew_differently_does_not_start(
    database: Database, store: MemoryStore, two: Two, regrown: int
) -> None:
    published_log(database, store, 5)
    witnessing(database, store, two).run_once()
    forget_everything(database)
    for key in content(store):
        store.delete(key)
    log = Log(FixedKeys(), ORIGIN)
    append(database, log, *(act(BINH, after_seconds=i) for i in range(regrown)))
    sequence(database, log)
    publisher(database, store).run_once()
    done = witnessing(database, store, two).run_once()
    assert answers(done) == [Contradiction, Contradiction]
    assert sizes(database)[1] == 5
    with pytest.raises(RolledBackError, match=f"its 5 entries are not the first 5 of these {regrown}"):
        witnessing(database, store, two).check_start()


def test_a_witness_that_is_killed_at_any_moment_never_cosigns_less(
    database: Database, store: MemoryStore, two: Two
) -> None:
    log, rounds = published_log(database, store, 5), witnessing(database, store, two)
    for _ in range(3):
        rounds.run_once()
        two[0].kill()
        two[0].start()
        grow(database, store, log, 2)
        assert rounds.run_once().is_met
    older = SIGNER.sign(SIGNER.verifier.open(shown(store, "witnessed")))
    grow(database, store, log, 2)
    rounds.run_once()
    smaller = SIGNER.verifier.open(older)
    policy = rounds.policy.witnesses["thanh-tra"]
    tree = rounds.tree_of(smaller)
    assert isinstance(WitnessClient().ask(policy, smaller, older, tree), Contradiction)


def test_an_answer_by_another_key_is_no_cosignature(database: Database, store: MemoryStore, two: Two) -> None:
    published_log(database, store, 5)
    swapped = "\n".join(
        f"witness {one.label} {other.vkey} {one.url}" for one, other in ((two[0], two[1]), (two[1], two[0]))
    )
    policy = parse_policy(f"{swapped}\ngroup both all thanh-tra dai-hoc\nquorum both")
    done = Witnessing(database, store, SIGNER, policy, WitnessClient(), lambda: NOON).run_once()
    assert answers(done) == [Silence, Silence]
    assert sizes(database) == (5, 0)
