"""What goes into the archive, file by file.

    1 `export` is noted before the first byte
    2 for each version of each paper: `record.export` is noted, only then is it opened and written
    3 consents with their signed artefacts, the access log as the citizen may read it
    4 last the index, in Vietnamese and English, since it names what came before

A failure breaks the archive off; the log then says too much, never too little.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import col, select

from wallet.consents import viewing
from wallet.consents.models import ConsentVersion
from wallet.exporting.zipping import Member, zipped
from wallet.ledger.entries import Entry, Operation, Outcome, Touched
from wallet.ledger.log import Receipt
from wallet.records import opening, rows
from wallet.records.models import Kind, Record, SealedObjectRow
from wallet.records.reader import Reader
from wallet.records.vault import Vault

EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
LINES_AT_ONCE = 500
_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True, slots=True)
class Filed:
    """A paper as the index names it; `label` has both languages."""

    label: Any
    issuer: str
    as_of: str
    files: tuple[str, ...]


def take_everything(vault: Vault, reader: Reader, *, now: datetime) -> Iterator[bytes]:
    """A ZIP in pieces. NotReadyError, and nothing else, before the first one: then the log could not take the entry."""
    _noted(vault, reader, Operation.EXPORT, Outcome.DONE, (), now)
    return zipped(_members(vault, reader, now), now=now)


def _members(vault: Vault, reader: Reader, now: datetime) -> Iterator[Member]:
    with vault.database.reading() as session:
        records = rows.standing_records(session, reader.citizen.id)
    filed: list[Filed] = []
    for number, record in enumerate(records, 1):
        names: list[str] = []
        for member in _paper(vault, reader, record, f"giay-to/{number:03d}-{record.type}", now):
            names.append(member.name)
            yield member
        kind = vault.catalogue.record_types.get(record.type)
        filed.append(Filed(kind.label if kind else None, record.issuer, record.as_of.isoformat(), tuple(names)))
    yield Member("cho-phep.json", _consents(vault, reader))
    yield Member("ai-da-xem.json", _looks(vault, reader))
    page = _TEMPLATES.get_template("index.html")
    yield Member("doc-truoc.html", [page.render(filed=filed, now=now, vi=True).encode()])
    yield Member("read-first.html", [page.render(filed=filed, now=now, vi=False).encode()])


def _paper(vault: Vault, reader: Reader, record: Record, folder: str, now: datetime) -> Iterator[Member]:
    with vault.database.reading() as session:
        sealed = [row for row in rows.sealed_rows(session, record.id) if row.wrapped_dek is not None]
    for row in sealed:
        if row.kind == Kind.DATA:
            said = _values(vault, reader, record, row, now)
            yield Member(f"{folder}/ban-{row.version}.json", [orjson.dumps(said, option=orjson.OPT_INDENT_2)])
            page = _TEMPLATES.get_template("paper.html").render(said=said, facts=_facts(vault, said["values"]))
            yield Member(f"{folder}/ban-{row.version}.html", [page.encode()])
        elif row.kind == Kind.DOCUMENT:
            name = f"{folder}/ban-{row.version}.{EXTENSIONS.get(row.media_type, 'bin')}"
            yield Member(
                name, opening.open_document(vault, row, _opened(vault, reader, record, row, now)), packed=False
            )


def _values(vault: Vault, reader: Reader, record: Record, row: SealedObjectRow, now: datetime) -> dict[str, Any]:
    receipt = _opened(vault, reader, record, row, now)
    return {
        "record": str(record.id),
        "type": record.type,
        "version": row.version,
        "status": record.status,
        "assurance": record.assurance,
        "issuer": record.issuer,
        "as_of": record.as_of.isoformat(),
        "expires_on": record.expires_on.isoformat() if record.expires_on else None,
        "kept_at": row.created_at.isoformat(),
        "values": opening.open_values(vault, row, receipt),
    }


def _facts(vault: Vault, values: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Label in Vietnamese and in English, and the value as text."""
    known = vault.catalogue.attributes
    return [
        (known[name].label.vi if name in known else name, known[name].label.en if name in known else name, _text(value))
        for name, value in values.items()
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _consents(vault: Vault, reader: Reader) -> Iterator[bytes]:
    with vault.database.reading() as session:
        for number, line in enumerate(viewing.consents_of(session, reader)):
            mine = select(ConsentVersion.jws).where(ConsentVersion.consent_id == line.consent.id)
            said = {
                "consent": str(line.consent.id),
                "organisation": line.service.organisation,
                "procedure": line.consent.procedure,
                "state": line.consent.state,
                "uses": line.consent.uses,
                "artefacts": list(session.exec(mine.order_by(col(ConsentVersion.version))).all()),
            }
            yield (b"[\n" if number == 0 else b",\n") + orjson.dumps(said)
        yield b"\n]\n" if viewing.consents_of(session, reader) else b"[]\n"


def _looks(vault: Vault, reader: Reader) -> Iterator[bytes]:
    """Entries that have their place, page by page, each checked against what the log commits to."""
    after, first = 0, True
    while True:
        with vault.database.reading() as session:
            found = vault.log.history(session, reader.citizen.id, after=after, limit=LINES_AT_ONCE)
        placed = [one for one in found if one.n is not None]
        for one in placed:
            said: dict[str, Any] = {
                "n": one.n,
                "index": one.index,
                "origin": one.origin,
                "at": one.at.isoformat(),
                "state": one.state,
            }
            said |= {"operation": one.operation, "outcome": one.outcome, "holds": one.holds, "groups": one.groups}
            yield (b"[\n" if first else b",\n") + orjson.dumps(said)
            first = False
        if len(placed) < LINES_AT_ONCE:
            break
        after = placed[-1].n or 0
    yield b"[]\n" if first else b"\n]\n"


def _opened(vault: Vault, reader: Reader, record: Record, row: SealedObjectRow, now: datetime) -> Receipt:
    touched = Touched(
        record=str(record.id),
        type=record.type,
        version=row.version,
        attributes=tuple(row.attribute_names),
        document=row.kind != Kind.DATA,
        bytes=row.plaintext_length,
    )
    return _noted(vault, reader, Operation.RECORD_EXPORT, Outcome.RELEASED, (touched,), now)


def _noted(
    vault: Vault, reader: Reader, operation: Operation, outcome: Outcome, touched: tuple[Touched, ...], now: datetime
) -> Receipt:
    entry = Entry(
        citizen=reader.citizen.id,
        operation=operation,
        outcome=outcome,
        actor=reader.actor,
        touched=touched,
        circumstances=reader.circumstances,
        at=now,
    )
    with vault.database.reading() as session:
        sealed = vault.log.sealed(session, entry)
    return vault.log.note(vault.database, sealed)
