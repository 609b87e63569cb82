"""Ways to bend a log, by the names that `mutations.yaml` calls them: of its files, and of the rows behind them."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update

from tests.ledger.parts import ORIGIN, SIGNER, flip, tiles_of
from wallet.database import Database
from wallet.ledger.header import base64url
from wallet.ledger.models import ENTRIES, SUBJECTS
from wallet.ledger.notes import Checkpoint, NoteSigner
from wallet.ledger.tiles import TILE_WIDTH, decode_bundle, encode_bundle, tile_path
from wallet.ledger.tree import leaf_hash, tree_root

FileChange = Callable[..., None]
_place = ENTRIES.c["index"]


def of_files(folder: Path, name: str, at: dict[str, Any]) -> None:
    changes: dict[str, FileChange] = {
        "flip": _flip,
        "drop": lambda folder, index: _rebundle(folder, index, dropped),
        "swap": lambda folder, index: _rebundle(folder, index, swapped),
        "duplicate": lambda folder, index: _rebundle(folder, index, duplicated),
        "change_commitment": lambda folder, index: _rebundle(folder, index, rewritten),
        "sign_with_another_key": _sign_with_another_key,
        "fork": _fork,
        "roll_back": lambda folder, size: _publish(folder, _entries(folder)[:size]),
    }
    changes[name](folder, **at)


def of_rows(database: Database, name: str, at: dict[str, Any]) -> None:
    changes: dict[str, FileChange] = {
        "change_body": _change_body,
        "exchange_bodies": _exchange_bodies,
        "remove_body": lambda session, index: session.execute(update(ENTRIES).where(_place == index).values(body=None)),
        "change_row": _change_row,
        "drop_row": lambda session, index: session.execute(delete(ENTRIES).where(_place == index)),
        "hide_newest": _hide_newest,
    }
    with database.transaction() as session:
        changes[name](session, **at)


def dropped(entries: list[bytes], at: int) -> list[bytes]:
    return entries[:at] + entries[at + 1 :]


def swapped(entries: list[bytes], at: int) -> list[bytes]:
    return [*entries[:at], entries[at + 1], entries[at], *entries[at + 2 :]]


def duplicated(entries: list[bytes], at: int) -> list[bytes]:
    return [*entries[: at + 1], *entries[at:]]


def rewritten(entries: list[bytes], at: int) -> list[bytes]:
    """As the entry would be of the same citizen and the same n, had its body said something else."""
    old = entries[at]
    other = base64url(hashlib.sha256(b"another body").digest()).encode()
    return [*entries[:at], old[:6] + other + old[49:], *entries[at + 1 :]]


def _flip(folder: Path, path: str, byte: int) -> None:
    stored = (folder / path).read_bytes()
    (folder / path).write_bytes(flip(stored, byte * 8 + 1))


def _rebundle(folder: Path, index: int, change: Callable[[list[bytes], int], list[bytes]]) -> None:
    """In the bundle alone: the tiles above still say what was there."""
    path = folder / tile_path("entries", index // TILE_WIDTH)
    entries, _ = decode_bundle(path.read_bytes())
    path.write_bytes(encode_bundle(change(entries, index % TILE_WIDTH)[:TILE_WIDTH]))


def _sign_with_another_key(folder: Path) -> None:
    note = (folder / "checkpoint").read_text()
    stranger = NoteSigner(ORIGIN, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a stranger's key").digest()))
    (folder / "checkpoint").write_text(stranger.sign(SIGNER.verifier.open(note)))


def _fork(folder: Path, change: str, index: int) -> None:
    how = {"dropped": dropped, "swapped": swapped, "rewritten": rewritten, "duplicated": duplicated}[change]
    _publish(folder, how(_entries(folder), index))


def _entries(folder: Path) -> list[bytes]:
    size = SIGNER.verifier.open((folder / "checkpoint").read_text()).size
    found: list[bytes] = []
    for number in range(-(-size // TILE_WIDTH)):
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        found += decode_bundle((folder / tile_path("entries", number, width)).read_bytes())[0]
    return found


def _publish(folder: Path, entries: list[bytes]) -> None:
    """All files of a log of these entries, signed with the true key."""
    leaves = [leaf_hash(entry) for entry in entries]
    files = tiles_of(leaves)
    for first in range(0, len(entries), TILE_WIDTH):
        bundle = entries[first : first + TILE_WIDTH]
        files[tile_path("entries", first // TILE_WIDTH, len(bundle))] = encode_bundle(bundle)
    files["checkpoint"] = SIGNER.sign(Checkpoint(ORIGIN, len(entries), tree_root(leaves))).encode()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def _change_body(session: Any, index: int) -> None:
    sealed = session.execute(select(ENTRIES.c.body).where(_place == index)).scalar_one()
    session.execute(update(ENTRIES).where(_place == index).values(body=flip(sealed, len(sealed) * 4)))


def _exchange_bodies(session: Any, index: int) -> None:
    """With the same citizen's next entry, whose body opens under the same key."""
    bodies = dict(session.execute(select(_place, ENTRIES.c.body).where(_place.in_([index, index + 2]))).all())
    for place, other in ((index, index + 2), (index + 2, index)):
        session.execute(update(ENTRIES).where(_place == place).values(body=bodies[other]))


def _change_row(session: Any, index: int) -> None:
    """Header and leaf agree, the published entry does not."""
    stored = session.execute(select(ENTRIES.c.header).where(_place == index)).scalar_one()
    header = rewritten([stored], 0)[0]
    session.execute(update(ENTRIES).where(_place == index).values(header=header, leaf=leaf_hash(header)))


def _hide_newest(session: Any) -> None:
    """The row is gone, and the chain's end says that it ended one entry earlier."""
    newest = session.execute(select(ENTRIES).order_by(_place.desc()).limit(1)).one()
    session.execute(delete(ENTRIES).where(ENTRIES.c.id == newest.id))
    mine = ENTRIES.c.citizen_id == newest.citizen_id
    before = session.execute(select(ENTRIES).where(mine).order_by(ENTRIES.c.n.desc()).limit(1)).one()
    ended = update(SUBJECTS).where(SUBJECTS.c.citizen_id == newest.citizen_id)
    session.execute(ended.values(n=before.n, leaf=before.leaf))
