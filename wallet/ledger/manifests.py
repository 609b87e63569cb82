"""Manifests of erasure: which entries can never be opened again, on purpose. What no manifest names is MISSING.

A manifest is an entry `entry.erase` of the wallet's own chain. Its `context.detail` is, in canonical JSON,

    {"erasure":"<id>","leaves":["<base64url>",…],"waiting":["<entry id>",…]}

`leaves`: leaf hashes of entries that had their place, at most 500 in one manifest; `waiting`: ids of entries that had
none yet. The table `log_manifest` only says where manifests stand; what they say is read from the log, and believed
when the entry holds. Nobody outside learns from a header whose entries a manifest is about.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from wallet.ledger.canonical import Json, canonical
from wallet.ledger.chain import EntryState, OwnEntry, own_entries
from wallet.ledger.entries import SYSTEM_SUBJECT, Operation
from wallet.ledger.header import base64url
from wallet.ledger.models import ENTRIES, MANIFESTS

LEAVES_AT_MOST = 500
PAST_THE_END = 2**62
"""No chain is so long: asks for waiting entries only."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What manifests name: leaf hashes in base64url, ids of entries in their usual spelling."""

    leaves: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()

    def names(self, entry_id: UUID, leaf: bytes | None) -> bool:
        return str(entry_id) in self.waiting or (leaf is not None and base64url(leaf) in self.leaves)


@dataclass(slots=True)
class _Gathered:
    leaves: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)


def detail(erasure: UUID, leaves: Iterable[bytes], waiting: Iterable[UUID]) -> str:
    """What the entry of a manifest says."""
    named: list[Json] = [base64url(leaf) for leaf in leaves]
    ids: list[Json] = [str(one) for one in waiting]
    said: Json = {"erasure": str(erasure), "leaves": named, "waiting": ids}
    return canonical(said).decode()


def erased_by(session: Session, system_key: bytes, citizen: UUID | None = None) -> Erased:
    """What the manifests of one citizen name, or those of all. `system_key`: the log key of SYSTEM_SUBJECT."""
    query = select(MANIFESTS.c.entry_id)
    known = session.connection().execute(query if citizen is None else query.where(MANIFESTS.c.citizen_id == citizen))
    found = _Gathered()
    for entry in _entries(session, system_key, set(known.scalars())):
        if entry.operation == Operation.ENTRY_ERASE and entry.holds:
            said = orjson.loads(entry.groups["context"]["detail"])
            found.leaves |= set(said["leaves"])
            found.waiting |= set(said["waiting"])
    return Erased(frozenset(found.leaves), frozenset(found.waiting))


def told_apart(entries: list[OwnEntry], erased: Erased) -> list[OwnEntry]:
    """The same entries; those that a manifest names are ERASED, and their closed body is no fault of theirs."""
    return [_told(one, erased) if one.state is EntryState.MISSING else one for one in entries]


def _told(entry: OwnEntry, erased: Erased) -> OwnEntry:
    if not erased.names(entry.id, entry.leaf):
        return entry
    faults = tuple(fault for fault in entry.faults if fault != OwnEntry.CLOSED)
    return replace(entry, state=EntryState.ERASED, faults=faults)


def _entries(session: Session, system_key: bytes, wanted: Container[UUID]) -> Iterator[OwnEntry]:
    """Each checked on its own place in the wallet's chain."""
    query = select(ENTRIES.c.id, ENTRIES.c.n).where(
        ENTRIES.c.citizen_id == SYSTEM_SUBJECT, ENTRIES.c.id.in_(select(MANIFESTS.c.entry_id))
    )
    for entry_id, n in session.connection().execute(query).all():
        if entry_id in wanted:
            yield from (
                one for one in own_entries(session, system_key, SYSTEM_SUBJECT, after=n - 1, limit=1) if one.n == n
            )
    waiting = own_entries(session, system_key, SYSTEM_SUBJECT, after=PAST_THE_END)
    yield from (one for one in waiting if one.id in wanted)
