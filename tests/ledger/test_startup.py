"""A database that is older than what was published must not go on writing the log."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage.memory import MemoryStore
from tests.ledger.parts import (
    BINH,
    ORIGIN,
    SIGNER,
    VKEY,
    FixedKeys,
    act,
    append,
    content,
    flip,
    published_log,
    publisher,
    sequence,
)
from wallet.database import Database
from wallet.ledger.errors import ForkAlarmError, RolledBackError
from wallet.ledger.log import Log
from wallet.ledger.models import CHECKPOINTS, ENTRIES, HEADS, SUBJECTS
from wallet.ledger.notes import NoteSigner
from wallet.ledger.startup import check_start
from wallet.ledger.tree import EMPTY_ROOT

CHECKPOINT = f"log/{ORIGIN}/checkpoint"


def forget_everything(database: Database) -> None:
    """As after restoring a backup from before the first entry."""
    with database.transaction() as session:
        for table in (ENTRIES, SUBJECTS, CHECKPOINTS):
            session.connection().execute(table.delete())
        session.connection().execute(HEADS.update().values(size=0, root=EMPTY_ROOT, frontier=b""))


def test_a_first_start_publishes_the_verifier_key(database: Database, store: MemoryStore) -> None:
    assert check_start(database, store, SIGNER.verifier).size == 0
    assert content(store)[f"log/{ORIGIN}/vkey"] == f"{VKEY}\n".encode()


def test_a_log_that_fits_its_checkpoint_goes_on(database: Database, store: MemoryStore) -> None:
    log = published_log(database, store, 10)
    assert check_start(database, store, SIGNER.verifier).size == 10
    append(database, log, act())
    sequence(database, log)
    assert check_start(database, store, SIGNER.verifier).size == 11


def test_a_database_behind_the_checkpoint_is_refused(database: Database, store: MemoryStore) -> None:
    published_log(database, store, 10)
    forget_everything(database)
    with pytest.raises(RolledBackError, match=r"published: 10 entries, database: 0; .*wallet audit rotate --lost"):
        check_start(database, store, SIGNER.verifier)


@pytest.mark.parametrize("regrown", [10, 12])
def test_a_rolled_back_database_that_has_grown_again_is_refused(
    database: Database, store: MemoryStore, regrown: int
) -> None:
    published_log(database, store, 10)
    forget_everything(database)
    log = Log(FixedKeys(), ORIGIN)
    append(database, log, *(act(BINH) for _ in range(regrown)))
    sequence(database, log)
    with pytest.raises(RolledBackError):
        check_start(database, store, SIGNER.verifier)
    before = content(store)
    with pytest.raises(RolledBackError):
        publisher(database, store).run_once()
    assert content(store) == before


def test_another_signing_key_is_refused(database: Database, store: MemoryStore) -> None:
    check_start(database, store, SIGNER.verifier)
    other = NoteSigner(ORIGIN, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"other").digest()))
    with pytest.raises(ForkAlarmError, match="another signing key"):
        check_start(database, store, other.verifier)


def test_a_checkpoint_that_is_not_ours_is_refused(database: Database, store: MemoryStore) -> None:
    published_log(database, store, 3)
    store.replace(CHECKPOINT, flip(content(store)[CHECKPOINT], 8 * 90))
    with pytest.raises(ForkAlarmError, match="not ours"):
        check_start(database, store, SIGNER.verifier)
