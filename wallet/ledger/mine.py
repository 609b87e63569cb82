"""Is this everything? A citizen's bundle, checked offline against nothing but the log's key.

Every entry: the groups give the commitment under this n and the leaf before it, the tag is that of the log key and n,
and the leaf stands in the tree of the signed checkpoint. The chain: n from 1 without a gap. The logs: the first entry
of each commits to the one head of the log before it, and the chain goes through them in that order. The end: the newest
directory, its root logged in one of them, has a line for this log key, and its count and last leaf are the chain's.
The page "Ai đã xem" does the same in the browser (`pages/static/proof.js`); a test holds the two together.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from wallet.ledger import body as bodies
from wallet.ledger.directory import HOUR_SECONDS, Line, blinded_key
from wallet.ledger.entries import ActorKind, Operation
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.header import Header, base64url, parse_header, tag
from wallet.ledger.notes import Checkpoint, VerifierKey
from wallet.ledger.proofs import is_included
from wallet.ledger.sources import TileSource
from wallet.ledger.succession import what_was_closed
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.tree import leaf_hash

STALE_SECONDS = 2 * HOUR_SECONDS
"""A directory is due every hour; one that is older when the bundle was made leaves a gap that somebody may use."""


@dataclass(frozen=True, slots=True)
class Mine:
    """`until`: Unix seconds of the directory, None without one; `proved`: entries that it counts; `since`: those after.

    `others`: entries of somebody who is neither the citizen nor the wallet; `closed`: those whose groups are not shown.
    `waiting`: entries that no checkpoint covered yet, of which the bundle can say no more.
    """

    faults: tuple[str, ...]
    entries: int
    until: int | None
    proved: int
    since: int
    waiting: int
    others: int
    closed: int
    asked_at: int

    @property
    def is_stale(self) -> bool:
        return self.until is None or self.asked_at - self.until > STALE_SECONDS


@dataclass(slots=True)
class _Reading:
    said: Mapping[str, Any]
    heads: Mapping[str, Checkpoint]
    citizen: UUID
    log_key: bytes
    ranks: Mapping[str, int] = field(default_factory=dict)
    """Each log's place in their line, by origin."""

    faults: list[str] = field(default_factory=list)
    leaves: list[tuple[str, int, bytes]] = field(default_factory=list)
    others: int = 0
    closed: int = 0


def check_bundle(said: Mapping[str, Any], trusted: Mapping[str, VerifierKey] | None = None) -> Mine:
    """`trusted`: the keys of the logs, by origin; None: those in the bundle, which is the operator's own word.

    MalformedLogError where it is no bundle at all.
    """
    try:
        reading = _Reading(said, {}, UUID(said["citizen"]), unword(said["log_key"]))
        reading.heads = _heads(said["logs"], trusted, reading.faults)
        reading.ranks = _line(reading)
        for number, entry in enumerate(said["entries"], 1):
            _entry(reading, entry, number)
        until, proved = _directory(reading, said["directory"])
        return Mine(
            faults=tuple(reading.faults),
            entries=len(reading.leaves),
            until=until,
            proved=proved,
            since=len(reading.leaves) - proved,
            waiting=int(said["waiting"]),
            others=reading.others,
            closed=reading.closed,
            asked_at=int(said["asked_at"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MalformedLogError(f"this is no bundle of version 1: {type(error).__name__} {error}") from error


def appears_after(said: Mapping[str, Any], source: TileSource, key: VerifierKey) -> int | None:
    """The index at which the public log has an entry of this chain beyond the bundle; None if there is none.

    Reads the whole log. MalformedLogError, DamagedLogError where the log is not right.
    """
    checkpoint = key.open((source.read("checkpoint") or b"").decode())
    sought = base64url(tag(unword(said["log_key"]), len(said["entries"]) + 1)).encode()
    for first, entries in TileTree(source, checkpoint.size).walk():
        for offset, entry in enumerate(entries):
            if sought in entry:
                return first + offset
    return None


def unword(word: str) -> bytes:
    return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))


def _heads(
    logs: Mapping[str, Any], trusted: Mapping[str, VerifierKey] | None, faults: list[str]
) -> dict[str, Checkpoint]:
    heads = {}
    for origin, shown in logs.items():
        key = VerifierKey.parse(shown["vkey"]) if trusted is None else trusted.get(origin)
        if key is None:
            faults.append(f"{origin}: not the log of a key that you trust")
        elif shown["checkpoint"] == "":
            heads[origin] = Checkpoint(origin, 0, b"")
        else:
            try:
                heads[origin] = key.open(shown["checkpoint"])
            except MalformedLogError as error:
                faults.append(f"{origin}: {error}")
    return heads


def _line(reading: _Reading) -> dict[str, int]:
    """From the log that is written today back to the oldest in the bundle."""
    logs: Mapping[str, Any] = reading.said["logs"]
    line: list[str] = [reading.said["origin"]]
    while (shown := logs[line[0]].get("rotation")) is not None:
        before = _before(reading, line[0], shown)
        if before is None:
            break
        if before not in logs or before in line:
            reading.faults.append(f"{line[0]}: the log before it is not in the bundle")
            break
        line.insert(0, before)
    reading.faults += [f"{one}: no other log goes on from it" for one in logs if one not in line]
    return {origin: rank for rank, origin in enumerate(line)}


def _before(reading: _Reading, origin: str, shown: Mapping[str, Any]) -> str | None:
    """The log that this one goes on from; it has no other head than the one it was closed with."""
    header = shown["header"].encode()
    try:
        key, note = what_was_closed(header, shown)
        closed = key.open(note)
    except MalformedLogError as error:
        reading.faults.append(f"{origin}: {error}")
        return None
    if not _stands(reading.heads.get(origin), 0, leaf_hash(header), shown["proof"]):
        reading.faults.append(f"{origin}: what it goes on from does not stand in it")
    if reading.heads.get(key.name) != closed:
        reading.faults.append(f"{key.name}: it was closed at {closed.size} entries and has another head here")
    return key.name


def _entry(reading: _Reading, entry: Mapping[str, Any], number: int) -> None:
    blame = reading.faults.append
    if entry["n"] != number:
        blame(f"entry {number} is missing")
    header_bytes = entry["header"].encode()
    leaf = leaf_hash(header_bytes)
    try:
        header = parse_header(header_bytes)
    except MalformedLogError as error:
        blame(f"entry {number}: {error}")
        return
    previous = reading.leaves[-1][2] if reading.leaves else bodies.FIRST_PREVIOUS
    if header.tag != base64url(tag(reading.log_key, entry["n"])):
        blame(f"entry {number}: its tag is not that of this citizen")
    digests = {name: _digest(name, shown) for name, shown in entry["groups"].items()}
    digests["subject"] = bodies.subject_digest(reading.log_key, reading.citizen, entry["n"], previous)
    if set(digests) != {*bodies.SEALED_GROUPS, "subject"} or header.c != base64url(bodies.commitment(**digests)):
        blame(f"entry {number}: it is not what was committed to, or the one before it is another")
    if not _stands(reading.heads.get(entry["origin"]), entry["index"], leaf, entry["proof"]):
        blame(f"entry {number}: it does not stand in the published log")
    if reading.leaves and _place(reading, *reading.leaves[-1][:2]) >= _place(reading, entry["origin"], entry["index"]):
        blame(f"entry {number}: it stands before the one before it")
    reading.leaves.append((entry["origin"], entry["index"], leaf))
    _count(reading, entry["groups"])


def _place(reading: _Reading, origin: str, index: int) -> tuple[int, int]:
    """Where in all logs together."""
    return reading.ranks.get(origin, -1), index


def _count(reading: _Reading, groups: Mapping[str, Mapping[str, str]]) -> None:
    content = groups.get("actor", {}).get("content")
    if content is None:
        reading.closed += 1
        return
    actor = orjson.loads(content)
    own = actor.get("kind") == ActorKind.CITIZEN and actor.get("id") == str(reading.citizen)
    reading.others += not own and actor.get("kind") != ActorKind.SYSTEM


def _digest(name: str, shown: Mapping[str, str]) -> bytes:
    if "digest" in shown:
        return unword(shown["digest"])
    return bodies.group_digest(name, unword(shown["salt"]), shown["content"].encode())


def _stands(head: Checkpoint | None, index: int, leaf: bytes, proof: Sequence[str]) -> bool:
    return head is not None and is_included(index, head.size, leaf, [unword(one) for one in proof], head.root)


def _directory(reading: _Reading, shown: Mapping[str, Any] | None) -> tuple[int | None, int]:
    """When it was taken, and how many entries it proves; (None, 0) where the bundle has none."""
    if shown is None:
        return None, 0
    blame = reading.faults.append
    origin = shown["origin"]
    header_bytes = shown["header"].encode()
    header = parse_header(header_bytes)
    said = _said(header, shown, blame)
    if not _stands(reading.heads.get(origin), shown["index"], leaf_hash(header_bytes), shown["proof"]):
        blame("the directory does not stand in the published log")
    hour, size, citizens = int(said["hour"]), int(said["size"]), int(said["citizens"])
    if hour != header.t // HOUR_SECONDS or size > shown["index"]:
        blame("the directory is of another hour, or counts entries that came after it")
    stored = unword(shown["line"])
    line = Line.of(stored)
    path = [unword(one) for one in shown["path"]]
    if not is_included(shown["position"], citizens, leaf_hash(stored), path, unword(said["root"])):
        blame("the line is not in the directory")
    if line.key != blinded_key(reading.log_key, hour):
        blame("the line of the directory is somebody else's")
    end = _place(reading, origin, size)
    counted = [leaf for where, index, leaf in reading.leaves if _place(reading, where, index) < end]
    last = counted[-1] if counted else bodies.FIRST_PREVIOUS
    if (line.count, line.leaf) != (len(counted), last):
        blame(f"the directory counts {line.count} entries, the bundle has {len(counted)}")
    return header.t, len(counted)


def _said(header: Header, shown: Mapping[str, Any], blame: Any) -> Mapping[str, Any]:
    digests = {name: unword(digest) for name, digest in shown["digests"].items()}
    context = bodies.group_digest("context", unword(shown["context"]["salt"]), shown["context"]["content"].encode())
    is_directory = header.op == Operation.DIRECTORY_ROOT
    if not is_directory or header.c != base64url(bodies.commitment(context=context, **digests)):
        blame("the directory is not what was committed to")
    said: Mapping[str, Any] = orjson.loads(orjson.loads(shown["context"]["content"])["detail"])
    return said
