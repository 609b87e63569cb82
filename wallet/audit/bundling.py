"""The citizen's bundle as a file to keep: what `wallet.ledger.bundle` says, and the same proofs in the open formats."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from storage.objects import ObjectStore
from wallet.audit.service import note_look
from wallet.errors import NotFoundError
from wallet.exporting.zipping import Member, zipped
from wallet.ledger.bundle import Bundle, Bundler, tlog_proof
from wallet.ledger.models import ENTRIES
from wallet.records.reading import Reader
from wallet.records.vault import Vault

READ_FIRST = Path(__file__).parent / "read_first.txt"


def begin_bundle(vault: Vault, objects: ObjectStore, reader: Reader, *, now: datetime) -> Bundle:
    """The look is noted first; it is among the entries that wait. Errors as of `Bundler.begin`, NotReadyError."""
    note_look(vault, reader, now=now)
    return _bundler(vault, objects).begin(reader.citizen.id, now=now)


def proof_of(vault: Vault, objects: ObjectStore, reader: Reader, n: int, *, now: datetime) -> str:
    """`tlog-proof@v1` of the citizen's n-th entry; NotFoundError where there is none that a checkpoint covers."""
    note_look(vault, reader, now=now)
    with vault.database.reading() as session:
        mine = (ENTRIES.c.citizen_id == reader.citizen.id, ENTRIES.c.n == n)
        row = session.connection().execute(select(ENTRIES.c.origin, ENTRIES.c["index"]).where(*mine)).first()
    if row is None:
        raise NotFoundError
    shown = _bundler(vault, objects).shown(row[0])
    if row[1] >= shown.tree.size:
        raise NotFoundError
    return tlog_proof(shown, row[1])


def as_zip(bundle: Bundle, *, now: datetime) -> Iterator[bytes]:
    return zipped(_members(bundle), now=now)


def _members(bundle: Bundle) -> Iterator[Member]:
    yield Member("doc-truoc.txt", [READ_FIRST.read_bytes()])
    yield Member("bundle.json", bundle.text())
    for number, (origin, shown) in enumerate(bundle.head["logs"].items(), 1):
        yield Member(f"so-{number}/origin", [f"{origin}\n".encode()])
        yield Member(f"so-{number}/vkey", [f"{shown['vkey']}\n".encode()])
        yield Member(f"so-{number}/checkpoint", [shown["checkpoint"].encode()])


def _bundler(vault: Vault, objects: ObjectStore) -> Bundler:
    return Bundler(
        vault.database, vault.log, objects, vault.secrets.signing_key("log-signing").public_key().public_bytes_raw()
    )
