"""What an auditor sees of an entry without opening it: which service, which procedure, which outcome, never whose.

A filter on the header costs nothing. One on service, procedure or ground needs the body, which is opened here under
the citizen's log key, in memory, and let go again: there is no index of what the bodies say, so an erased body is gone
for searches too (docs/decisions/0015). A page therefore opens at most `BODIES` bodies and then says where to go on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from storage.errors import TamperedError
from wallet.audit.cases import Desk
from wallet.database import GREATEST_NUMBER
from wallet.ledger.body import open_body
from wallet.ledger.chain import EntryState
from wallet.ledger.entries import ActorKind, Outcome
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.header import Header, parse_header
from wallet.ledger.models import ENTRIES
from wallet.ledger.seals import sealed_now

BODIES = 5_000
ROWS_AT_A_TIME = 500
SLACK_SECONDS = 300
"""Entries stand in the order of their commits; acts that waited may be that much older than their neighbours."""
START, END = -1, GREATEST_NUMBER

_INDEX: ColumnElement[Any] = ENTRIES.c["index"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Empty: whatever it is. `since` and `until` include their second; `service` is a client id, `who` a pseudonym."""

    since: datetime | None = None
    until: datetime | None = None
    operation: str = ""
    outcome: str = ""
    service: str = ""
    procedure: str = ""
    ground: str = ""
    who: str = ""

    def takes_header(self, header: Header) -> bool:
        return (
            self.operation in {"", header.op}
            and self.outcome in {"", header.out}
            and (self.since is None or header.t >= int(self.since.timestamp()))
            and (self.until is None or header.t <= int(self.until.timestamp()))
        )

    def takes(self, sighting: "Sighting") -> bool:
        return (
            self.service in {"", sighting.reader}
            and self.procedure in {"", sighting.procedure}
            and (not self.ground or self.ground in sighting.grounds)
            and self.who in {"", sighting.who}
        )

    def before(self, moment: datetime) -> "Filters":
        """The same, ending at this moment at the latest."""
        return replace(self, until=moment if self.until is None else min(self.until, moment))

    def said(self) -> dict[str, str]:
        """For the log: what was searched for, as far as it was."""
        words = {name: getattr(self, name) for name in self.__slots__}
        return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in words.items() if one}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """`who`: pseudonym of the citizen concerned. `reader`: client id of a service, pseudonym of anybody else.

    `attributes`: how many were disclosed or asked for; `in_dossier`: whether the purpose names a dossier.
    """

    index: int
    at: datetime
    operation: str
    outcome: str
    leaf: bytes
    state: EntryState
    who: str
    kind: str = ""
    reader: str = ""
    organisation: str = ""
    procedure: str = ""
    grounds: tuple[str, ...] = ()
    attributes: int = 0
    in_dossier: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """`beyond`: where the next page goes on; None when everything was looked through. `opened`: bodies opened."""

    lines: tuple[Sighting, ...]
    beyond: int | None
    opened: int


def scan(
    session: Session, desk: Desk, filters: Filters, *, beyond: int | None = None, newest: bool = False, limit: int
) -> Found:
    """Entries beyond an index in the given order. For callers whose entry about this look is durable."""
    lines: list[Sighting] = []
    sealed = sealed_now(session)
    opened = 0
    for rows in _batches(session, desk.vault.log.origin, filters, beyond, newest=newest):
        wanted = [(row, header) for row in rows if filters.takes_header(header := parse_header(row.header))]
        keys = desk.vault.log.keys.log_keys(session, {row.citizen_id for row, _ in wanted})
        for row, header in wanted:
            opened += 1
            sighting = _sighting(desk, row, header, keys.get(row.citizen_id), is_sealed=row.id in sealed)
            if filters.takes(sighting):
                lines.append(sighting)
            if len(lines) == limit or opened == BODIES:
                return Found(tuple(lines), sighting.index, opened)
    return Found(tuple(lines), None, opened)


def _batches(
    session: Session, origin: str, filters: Filters, beyond: int | None, *, newest: bool
) -> Iterator[Sequence[Row[Any]]]:
    first = START if filters.since is None else _first_since(session, origin, filters.since) - 1
    last = END if filters.until is None else _first_since(session, origin, filters.until, slack=SLACK_SECONDS)
    if beyond is not None:
        first, last = (first, min(last, beyond)) if newest else (max(first, beyond), last)
    columns: Any = (_INDEX, ENTRIES.c.id, ENTRIES.c.header, ENTRIES.c.leaf, ENTRIES.c.body, ENTRIES.c.citizen_id)
    while True:
        query = select(*columns).where(ENTRIES.c.origin == origin, _INDEX.between(first + 1, last - 1))
        order = _INDEX.desc() if newest else _INDEX
        rows: Sequence[Row[Any]] = session.connection().execute(query.order_by(order).limit(ROWS_AT_A_TIME)).all()
        if not rows:
            return
        yield rows
        first, last = (first, rows[-1][0]) if newest else (rows[-1][0], last)


def _first_since(session: Session, origin: str, moment: datetime, *, slack: int = -SLACK_SECONDS) -> int:
    """The lowest index from which entries are as young, found by halving; slack for entries that stand out of order."""
    wanted = int(moment.timestamp()) + slack
    connection = session.connection()
    low, high = 0, (connection.execute(select(func.max(_INDEX)).where(ENTRIES.c.origin == origin)).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        header = select(ENTRIES.c.header).where(ENTRIES.c.origin == origin, _INDEX.in_([middle]))
        stored = connection.execute(header).scalar()
        if stored is not None and parse_header(stored).t <= wanted:
            low = middle + 1
        else:
            high = middle
    return low


def _sighting(desk: Desk, row: Row[Any], header: Header, log_key: bytes | None, *, is_sealed: bool) -> Sighting:
    groups = None if is_sealed else _groups(row, log_key)
    open_state = EntryState.ERASED if row.body is None or log_key is None else EntryState.MISSING
    open_state = EntryState.SEALED if is_sealed and log_key is not None else open_state
    seen: dict[str, Any] = {} if groups is None else _projection(desk, groups, header.out)
    return Sighting(
        index=row[0],
        at=datetime.fromtimestamp(header.t, UTC),
        operation=header.op,
        outcome=header.out,
        leaf=row.leaf,
        state=open_state if groups is None else EntryState.OPEN,
        who=desk.pseudonym(row.citizen_id),
        **seen,
    )


def _projection(desk: Desk, groups: dict[str, Any], outcome: str) -> dict[str, Any]:
    actor, purpose = groups["actor"], groups["purpose"]
    rules = groups["context"].get("rules", ()) if outcome == Outcome.DENIED else ()
    return {
        "kind": actor["kind"],
        "reader": _reader(desk, actor),
        "organisation": actor.get("organisation", ""),
        "procedure": purpose.get("procedure", ""),
        "grounds": tuple(str(rule) for rule in rules),
        "attributes": sum(len(one.get("attributes", ())) for one in groups["object"].get("records", ())),
        "in_dossier": bool(purpose.get("dossier")),
    }


def _reader(desk: Desk, actor: dict[str, Any]) -> str:
    if actor["kind"] in {ActorKind.SERVICE, ActorKind.SYSTEM}:
        return str(actor["id"])
    try:
        return desk.pseudonym(UUID(actor["id"]))
    except ValueError:
        return ""  # whoever ran a command in the wallet's own shell


def _groups(row: Row[Any], log_key: bytes | None) -> dict[str, Any] | None:
    if row.body is None or log_key is None:
        return None
    try:
        opened = open_body(log_key, row.citizen_id, row.id, row.body)
    except (TamperedError, MalformedLogError):
        return None
    return {name: orjson.loads(content) for name, content in opened.groups.items()}
