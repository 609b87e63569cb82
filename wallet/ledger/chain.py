"""A citizen's own chain: every entry opened under the log key, and each claim of it computed anew.

An entry holds when its tag, its place (n, prev), its commitment over the opened groups and its leaf hash are what the
log's public header says. The chain is complete when n runs from 1 without a gap to the last one known, and every entry
below the published size stands in the tree of the signed checkpoint.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import orjson
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from storage.errors import TamperedError
from wallet.ledger import body as bodies
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.header import Header, base64url, parse_header, tag
from wallet.ledger.models import ENTRIES, PENDING
from wallet.ledger.tree import leaf_hash


class EntryState(StrEnum):
    """Whether the groups of an entry can be read, and if not, why. What is none of the first four is MISSING."""

    OPEN = "open"
    WITHHELD = "withheld"
    """They are there, and not shown to whoever looks."""

    SEALED = "sealed"
    """An order keeps them closed until a date (`seals`)."""

    ERASED = "erased"
    """Destroyed on purpose: a logged manifest names the entry (`manifests`)."""

    MISSING = "missing"
    """The body is gone or does not open, and no manifest says that it had to. An alarm."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Until when an order keeps an entry closed, and the hash by which the order is recognised later."""

    until: datetime
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """One entry as its citizen sees it. While it waits for its place, index, n, leaf, previous and header are None.

    `index` is its place in the log `origin`; a chain goes on from one log to the next.
    """

    CLOSED: ClassVar[str] = "the body does not open"
    UNCOMMITTED: ClassVar[str] = "the body, or the entry before it, is not what the header commits to"

    id: UUID
    at: datetime
    operation: str
    outcome: str
    state: EntryState
    groups: Mapping[str, Mapping[str, Any]]
    """actor, context, object, purpose; `subject` too once it has its place. Empty unless the state is OPEN."""
    faults: tuple[str, ...] = ()
    origin: str = ""
    index: int | None = None
    n: int | None = None
    leaf: bytes | None = None
    previous: bytes | None = None
    header: Header | None = None
    seal: Seal | None = None
    body: bodies.Body | None = field(default=None, repr=False, compare=False)
    """Seed and bytes of the groups as they were hashed, for whoever has to show them; None where it does not open."""

    @property
    def holds(self) -> bool:
        return not self.faults


def own_entries(
    session: Session, log_key: bytes, citizen: UUID, *, after: int = 0, limit: int | None = None
) -> list[OwnEntry]:
    sequenced = list(_sequenced(session, log_key, citizen, after, limit))
    if limit is not None and len(sequenced) == limit:
        return sequenced
    query = select(PENDING).where(PENDING.c.citizen_id == citizen).order_by(PENDING.c.number)
    return sequenced + [_waiting(row, log_key) for row in session.connection().execute(query)]


def _sequenced(session: Session, log_key: bytes, citizen: UUID, after: int, limit: int | None) -> Iterator[OwnEntry]:
    query = select(ENTRIES).where(ENTRIES.c.citizen_id == citizen, ENTRIES.c.n >= after).order_by(ENTRIES.c.n)
    rows = session.connection().execute(query if limit is None else query.limit(limit + (after > 0)))
    expected, previous = 1, bodies.FIRST_PREVIOUS
    for row in rows:
        if row.n > after:
            yield _checked(row, log_key, max(expected, after + 1), previous)
        expected, previous = row.n + 1, row.leaf


def _checked(row: Row[Any], log_key: bytes, expected: int, previous: bytes) -> OwnEntry:
    faults = [] if row.n == expected else [f"entry {expected} of this chain is missing"]
    if leaf_hash(row.header) != row.leaf:
        faults.append("the leaf hash is not that of the header")
    if (header := _header(row.header)) is None:
        faults.append("the header is not in canonical form")
    opened, state = _opened(log_key, row.citizen_id, row.id, row.body)
    if header is not None:
        faults += _header_faults(header, log_key, row, opened, previous)
    faults += [OwnEntry.CLOSED] if state is EntryState.MISSING else []
    groups = _groups(opened)
    if opened is not None:
        groups["subject"] = orjson.loads(bodies.subject_group(row.citizen_id, row.n, previous))
    return OwnEntry(
        id=row.id,
        at=_moment(header.t if header else 0, groups),
        operation=header.op if header else "",
        outcome=header.out if header else "",
        state=state,
        groups=groups,
        faults=tuple(faults),
        origin=row.origin,
        index=row._mapping[ENTRIES.c["index"]],
        n=row.n,
        leaf=row.leaf,
        previous=previous,
        header=header,
        body=opened,
    )


def _header(stored: bytes) -> Header | None:
    try:
        return parse_header(stored)
    except MalformedLogError:
        return None


def _header_faults(
    header: Header, log_key: bytes, row: Row[Any], opened: bodies.Body | None, previous: bytes
) -> Iterator[str]:
    if header.tag != base64url(tag(log_key, row.n)):
        yield "the tag is not that of this citizen and this n"
    if opened is not None:
        subject = bodies.subject_digest(log_key, row.citizen_id, row.n, previous)
        if header.c != base64url(bodies.commitment(**opened.digests(), subject=subject)):
            yield OwnEntry.UNCOMMITTED


def _waiting(row: Row[Any], log_key: bytes) -> OwnEntry:
    opened, state = _opened(log_key, row.citizen_id, row.id, row.body)
    faults = []
    if state is EntryState.MISSING:
        faults.append(OwnEntry.CLOSED)
    elif opened and any(getattr(row, f"{name}_digest") != digest for name, digest in opened.digests().items()):
        faults.append("the body is not what the waiting entry commits to")
    groups = _groups(opened)
    return OwnEntry(
        id=row.id,
        at=_moment(row.seconds, groups),
        operation=row.operation,
        outcome=row.outcome,
        state=state,
        groups=groups,
        faults=tuple(faults),
    )


def _opened(
    log_key: bytes, citizen: UUID, entry_id: UUID, sealed: bytes | None
) -> tuple[bodies.Body | None, EntryState]:
    if sealed is None:
        return None, EntryState.MISSING
    try:
        return bodies.open_body(log_key, citizen, entry_id, sealed), EntryState.OPEN
    except (TamperedError, MalformedLogError):
        return None, EntryState.MISSING


def _groups(opened: bodies.Body | None) -> dict[str, Mapping[str, Any]]:
    return {} if opened is None else {name: orjson.loads(content) for name, content in opened.groups.items()}


def _moment(seconds: int, groups: Mapping[str, Mapping[str, Any]]) -> datetime:
    microseconds = groups.get("context", {}).get("microseconds", 0)
    return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)
