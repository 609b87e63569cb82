"""What the tests of the access log are made of: fixed keys, made-up acts, stores that break on purpose."""

import hashlib
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from storage.errors import StoreUnavailableError
from storage.memory import MemoryStore
from tests.conftest import NOON
from wallet.database import Database
from wallet.ledger.edge import Edge
from wallet.ledger.entries import (
    SYSTEM_SUBJECT,
    Actor,
    ActorKind,
    Circumstances,
    Entry,
    Operation,
    Outcome,
    Purpose,
    Touched,
)
from wallet.ledger.errors import SubjectErasedError
from wallet.ledger.log import Log
from wallet.ledger.notes import NoteSigner
from wallet.ledger.publisher import Publisher
from wallet.ledger.sequencer import Sequencer
from wallet.ledger.tiles import TILE_WIDTH

ORIGIN = "wallet.test/2026h2"
MAI = UUID(int=0xA1)
BINH = UUID(int=0xB2)
SIGNER = NoteSigner(ORIGIN, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"test log key").digest()))
VKEY = str(SIGNER.verifier)


@dataclass
class FixedKeys:
    """Log keys that follow from the citizen's id. Some citizens' may be erased or out of reach."""

    erased: set[UUID] = field(default_factory=set)
    unreachable: set[UUID] = field(default_factory=set)
    enrolled: set[UUID] = field(default_factory=lambda: {SYSTEM_SUBJECT, MAI, BINH})

    def log_key(self, session: Session, citizen: UUID) -> bytes:  # noqa: ARG002  (others read it from there)
        if citizen in self.erased:
            raise SubjectErasedError
        if citizen in self.unreachable:
            raise StoreUnavailableError("the key service does not answer")
        return hashlib.sha256(b"test log key" + citizen.bytes).digest()

    def subjects(self, session: Session, after: UUID | None, limit: int) -> list[UUID]:  # noqa: ARG002  (as below)
        living = sorted(self.enrolled - self.erased, key=str)
        return [one for one in living if after is None or str(one) > str(after)][:limit]

    def log_keys(self, session: Session, citizens: Set[UUID]) -> dict[UUID, bytes | None]:
        reachable = citizens - self.unreachable
        return {citizen: None if citizen in self.erased else self.log_key(session, citizen) for citizen in reachable}


def act(citizen: UUID = MAI, *, after_seconds: int = 0, operation: Operation = Operation.RECORD_READ) -> Entry:
    """A service reads a made-up record."""
    return Entry(
        citizen=citizen,
        operation=operation,
        outcome=Outcome.RELEASED,
        at=NOON + timedelta(seconds=after_seconds, microseconds=123_456),
        actor=Actor(kind=ActorKind.SERVICE, id="commune-test", organisation="UBND xã Mẫu"),
        touched=(Touched(record="r-1", type="giay_khai_sinh", version=1, attributes=("person.full_name",)),),
        purpose=Purpose(code="permanent-residence", procedure="1.004222", dossier="D-1"),
        circumstances=Circumstances(request="q-1", route="/v1/records/{id}", status=200, rules=("consent-active",)),
    )


def append(database: Database, log: Log, *entries: Entry) -> None:
    with database.transaction() as session:
        for entry in entries:
            log.append(session, entry)


def sequence(database: Database, log: Log) -> int:
    return Sequencer(database, log.keys, log.origin).run_once()


def publisher(database: Database, store: MemoryStore) -> Publisher:
    return Publisher(database, store, SIGNER, ORIGIN, lambda: NOON)


def published_log(database: Database, store: MemoryStore, count: int, keys: FixedKeys | None = None) -> Log:
    """A log with `count` entries of two citizens by turns, public in `store`."""
    log = Log(keys or FixedKeys(), ORIGIN)
    append(database, log, *(act((MAI, BINH)[i % 2], after_seconds=i) for i in range(count)))
    sequence(database, log)
    publisher(database, store).run_once()
    return log


def content(store: MemoryStore) -> dict[str, bytes]:
    found = {}
    for key in store.keys("log/"):
        with store.read(key) as stored:
            found[key] = stored.read()
    return found


def write_folder(files: dict[str, bytes], folder: Path) -> Path:
    """The log's files as a folder; gives the folder with `checkpoint`."""
    for key, stored in files.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stored)
    return folder / "log" / ORIGIN


class BreakingStore(MemoryStore):
    """Fails at its k-th write and at every later one, as after a crash."""

    def __init__(self, writes: int) -> None:
        super().__init__()
        self.left = writes

    def replace(self, key: str, content: bytes) -> None:
        if self.left == 0:
            raise StoreUnavailableError("out of order")
        self.left -= 1
        super().replace(key, content)


@dataclass
class DictSource:
    """A published log in a dictionary from path to bytes."""

    files: dict[str, bytes]

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)


def tiles_of(leaves: list[bytes]) -> dict[str, bytes]:
    edge = Edge()
    tiles = [tile for i in range(0, len(leaves), TILE_WIDTH) for tile in edge.add(leaves[i : i + TILE_WIDTH])]
    return {tile.path: tile.content for tile in [*tiles, *edge.partial_tiles()]}


def without_prefix(files: dict[str, bytes]) -> dict[str, bytes]:
    return {key.removeprefix(f"log/{ORIGIN}/"): stored for key, stored in files.items()}


def leaves_of(count: int) -> list[bytes]:
    return [hashlib.sha256(b"\0" + str(i).encode()).digest() for i in range(count)]


def flip(stored: bytes, bit: int) -> bytes:
    position, mask = bit // 8, 1 << (bit % 8)
    return stored[:position] + bytes([stored[position] ^ mask]) + stored[position + 1 :]


def naive_root(leaves: Iterable[bytes]) -> bytes:
    """The definition of RFC 6962 section 2.1, word for word."""
    hashes = list(leaves)
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(hashes[:k]) + naive_root(hashes[k:])).digest()
