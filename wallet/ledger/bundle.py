"""A citizen's bundle: their entries opened, each with its proof, and where their chain ended in the newest directory.

`bundle.json`, hashes, salts and keys in base64url without padding:

    {"v":1,"citizen":<id>,"asked_at":<Unix seconds>,"origin":<the log that is written today>,"log_key":…,
     "logs":{<origin>:{"vkey":…,"checkpoint":<signed note, with the cosignatures of witnesses>,
                       "rotation":{"header":<text>,"proof":[…],"context":<text>,"salt":…,<four digests>}}},
     "entries":[{"n":1,"origin":…,"index":5,"header":<text>,"proof":[…],
                 "groups":{"actor":{"salt":…,"content":<text>} or {"digest":…},"context":…,"object":…,"purpose":…}}],
     "waiting":<entries that no checkpoint covers yet>,
     "directory":{"origin":…,"index":…,"header":…,"proof":[…],"context":{"salt":…,"content":…},
                  "digests":{"actor":…,"object":…,"purpose":…,"subject":…},
                  "line":<72 bytes>,"position":…,"path":[…]} or null}

The logs stand in their order. Each but the first has `rotation`: its first entry, which commits to the last checkpoint
of the log before it, so that nothing can be put between the two or taken from the end of the older one. The directory
is the newest of them all: just after a rotation it stands in the closed log.

The log key lets whoever reads the bundle compute every tag, the commitment to `subject` (citizen, n, leaf of the entry
before) and the key of the directory's line, so nothing in it has to be believed. It opens no paper and no stored body,
but it tells the citizen's entries from all others in the public log, also future ones: a bundle is kept like a key.

It is written while it is read, some entries at a time, so that no chain is too long for it.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.objects import ObjectStore
from wallet.database import Database
from wallet.ledger import body as bodies
from wallet.ledger.body import Body
from wallet.ledger.chain import OwnEntry, own_entries
from wallet.ledger.directories import Directory, newest_directory
from wallet.ledger.directory import blinded_key, find, source_of
from wallet.ledger.entries import SYSTEM_SUBJECT
from wallet.ledger.errors import DamagedLogError, MalformedLogError
from wallet.ledger.head import line_of_logs
from wallet.ledger.header import base64url
from wallet.ledger.log import Log
from wallet.ledger.models import ENTRIES, PENDING
from wallet.ledger.notes import VerifierKey
from wallet.ledger.sources import StoreSource
from wallet.ledger.succession import shown_rotation
from wallet.ledger.tile_tree import TileTree

VERSION = 1
PROOF_NAME = "c2sp.org/tlog-proof@v1"
ENTRIES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """One log as it is published at this moment: its checkpoint as signed, and the tree under it."""

    note: str
    key: VerifierKey
    tree: TileTree
    source: StoreSource

    def first_entry(self) -> dict[str, Any]:
        """What proves that this log goes on from another, and where. MalformedLogError, DamagedLogError."""
        header = self.tree.bundle(0)[0].decode()
        return {"header": header, "proof": _words(self.tree.inclusion_proof(0)), **shown_rotation(self.source)}


@dataclass(frozen=True, slots=True)
class Bundler:
    """Where bundles are made from. `public`: the log's Ed25519 key; it is the same for every log of this wallet."""

    database: Database
    log: Log
    objects: ObjectStore
    public: bytes

    def begin(self, citizen: UUID, *, now: datetime) -> "Bundle":
        """What is published now; entries are read later.

        SubjectErasedError; MalformedLogError and DamagedLogError where the published files are not right.
        """
        with self.database.reading() as session:
            log_key = self.log.keys.log_key(session, citizen)
            line = line_of_logs(session, self.log.origin)
            oldest = select(ENTRIES.c.origin).where(ENTRIES.c.citizen_id == citizen).order_by(ENTRIES.c.n).limit(1)
            first = session.connection().execute(oldest).scalar() or self.log.origin
            logs = {origin: self.shown(origin) for origin in line}
            directory = self._directory(session, logs, log_key)
        if directory is not None and line.index(directory["origin"]) < line.index(first):
            first = directory["origin"]
        needed = line[line.index(first) :]
        head = {
            "v": VERSION,
            "citizen": str(citizen),
            "asked_at": int(now.timestamp()),
            "origin": self.log.origin,
            "log_key": base64url(log_key),
            "logs": {origin: _log(logs[origin], goes_on=origin != first) for origin in needed},
        }
        return Bundle(self, citizen, head, directory, {origin: logs[origin] for origin in needed})

    def shown(self, origin: str) -> Shown:
        """The log of this origin as readers see it; size 0 before its first checkpoint."""
        source, key = StoreSource(self.objects, origin), VerifierKey(origin, self.public)
        stored = source.read("checkpoint")
        if stored is None:
            return Shown("", key, TileTree(source, 0), source)
        note = stored.decode()
        return Shown(note, key, TileTree(source, key.open(note).size), source)

    def _directory(self, session: Session, logs: Mapping[str, Shown], log_key: bytes) -> dict[str, Any] | None:
        """Of the newest log that has one; None where the citizen is in none."""
        for origin, shown in reversed([*logs.items()]):
            found = newest_directory(session, origin, shown.tree.size)
            if found is not None:
                return self._line(session, *found, shown.tree, log_key)
        return None

    def _line(
        self, session: Session, directory: Directory, index: int, tree: TileTree, log_key: bytes
    ) -> dict[str, Any] | None:
        kept = TileTree(source_of(self.objects, directory.origin, directory.place), directory.citizens)
        try:
            mine = find(kept, blinded_key(log_key, directory.hour))
        except DamagedLogError:
            return None  # its lines are lost; the next one comes within the hour
        if mine is None:
            return None  # enrolled since
        position, line = mine
        return _directory_entry(session, self.log, directory) | {
            "origin": directory.origin,
            "index": index,
            "proof": _words(tree.inclusion_proof(index)),
            "line": base64url(line.to_bytes()),
            "position": position,
            "path": _words(kept.inclusion_proof(position)),
        }


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that has been begun: what is published stands fast, and more entries change nothing in it."""

    bundler: Bundler
    citizen: UUID
    head: Mapping[str, Any]
    directory: Mapping[str, Any] | None
    logs: Mapping[str, Shown]

    def text(self) -> Iterator[bytes]:
        """The JSON, an entry a line. What fails on the way comes out: the text then breaks off."""
        yield orjson.dumps(self.head)[:-1] + b',"entries":['
        count = 0
        for entry in self._entries():
            yield (b",\n" if count else b"\n") + orjson.dumps(entry)
            count += 1
        with self.bundler.database.reading() as session:
            waiting = self._written(session) - count
        yield b'],"waiting":%d,"directory":%s}\n' % (waiting, orjson.dumps(self.directory))

    def _entries(self) -> Iterator[dict[str, Any]]:
        """Those that a checkpoint covers, some at a time."""
        after = 0
        while page := self._page(after):
            yield from page
            after = page[-1]["n"]

    def _page(self, after: int) -> list[dict[str, Any]]:
        with self.bundler.database.reading() as session:
            found = self.bundler.log.history(session, self.citizen, after=after, limit=ENTRIES_AT_ONCE)
            placed = [one for one in found if one.index is not None]
            trees = [self.logs[one.origin].tree for one in placed]
            covered = [(one, tree) for one, tree in zip(placed, trees, strict=True) if (one.index or 0) < tree.size]
            return [_entry(session, one, tree) for one, tree in covered]

    def _written(self, session: Session) -> int:
        """All of the citizen's, with and without their place."""
        counts = (
            select(func.count()).select_from(table).where(table.c.citizen_id == self.citizen)
            for table in (ENTRIES, PENDING)
        )
        return sum(session.connection().execute(one).scalar_one() for one in counts)


def tlog_proof(shown: Shown, index: int) -> str:
    """Inclusion of one entry in the form of c2sp.org/tlog-proof@v1; ValueError where no checkpoint covers it."""
    path = [base64.b64encode(one).decode() for one in shown.tree.inclusion_proof(index)]
    return "\n".join([PROOF_NAME, f"index {index}", *path, "", shown.note])


def parse_tlog_proof(text: str) -> tuple[int, list[bytes], str]:
    """Index, path and signed note. MalformedLogError."""
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if len(lines) > 1 and lines[1].startswith("extra "):
        del lines[1]
    if not gap or len(lines) < 2 or lines[0] != PROOF_NAME or not lines[1].startswith("index "):  # noqa: PLR2004
        raise MalformedLogError(f"not a {PROOF_NAME}")
    try:
        return int(lines[1].removeprefix("index ")), [base64.b64decode(one, validate=True) for one in lines[2:]], note
    except ValueError as error:
        raise MalformedLogError(f"not a {PROOF_NAME}") from error


def _log(shown: Shown, *, goes_on: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"vkey": str(shown.key), "checkpoint": shown.note}
    return said | ({"rotation": shown.first_entry()} if goes_on else {})


def _entry(session: Session, one: OwnEntry, tree: TileTree) -> dict[str, Any]:
    index = one.index or 0
    stored = select(ENTRIES.c.header).where(ENTRIES.c.id == one.id)
    return {
        "n": one.n,
        "origin": one.origin,
        "index": index,
        "header": session.connection().execute(stored).scalar_one().decode(),
        "proof": _words(tree.inclusion_proof(index)),
        "groups": {} if one.body is None else dict(_groups(one.body, is_open=bool(one.groups))),
    }


def _groups(opened: Body, *, is_open: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """With its salt where it is shown; else its digest, which says nothing."""
    digests = opened.digests()
    for name in bodies.SEALED_GROUPS:
        if is_open:
            yield name, shown_group(opened, name)
        else:
            yield name, {"digest": base64url(digests[name])}


def shown_group(opened: Body, name: str) -> dict[str, str]:
    return {"salt": base64url(bodies.salt(opened.seed, name)), "content": opened.groups[name].decode()}


def _directory_entry(session: Session, log: Log, directory: Directory) -> dict[str, Any]:
    """The wallet's own entry: its context is shown, of the other groups the digests."""
    row = session.connection().execute(select(ENTRIES).where(ENTRIES.c.id == directory.entry)).one()
    key = log.keys.log_key(session, SYSTEM_SUBJECT)
    (own,) = (one for one in own_entries(session, key, SYSTEM_SUBJECT, after=row.n - 1, limit=1) if one.n == row.n)
    if own.body is None:
        raise MalformedLogError("the entry of the newest directory does not open")
    digests = {name: base64url(digest) for name, digest in own.body.digests().items() if name != "context"}
    previous = own.previous or bodies.FIRST_PREVIOUS
    digests["subject"] = base64url(bodies.subject_digest(key, SYSTEM_SUBJECT, row.n, previous))
    return {"header": row.header.decode(), "context": shown_group(own.body, "context"), "digests": digests}


def _words(hashes: Sequence[bytes]) -> list[str]:
    return [base64url(one) for one in hashes]
