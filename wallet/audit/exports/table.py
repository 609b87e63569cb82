"""CSV (RFC 4180) with headings, UTF-8 with a byte order mark so that spreadsheets read Vietnamese letters.

Each line is one that `docs/schemas/audit-entries.json` describes.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from wallet.audit.sightings import Sighting

BYTE_ORDER_MARK = "\ufeff"
COLUMNS = (
    *("index", "at", "operation", "outcome", "state", "who", "kind", "reader"),
    *("organisation", "procedure", "grounds", "attributes", "in_dossier", "leaf"),
)
COUNTS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would compute a cell that begins like this (OWASP, "CSV Injection")."""


def encoded(lines: Iterable[Sighting]) -> Iterator[bytes]:
    yield (BYTE_ORDER_MARK + row(COLUMNS)).encode()
    for line in lines:
        yield row(_cells(line)).encode()


def row(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _cells(line: Sighting) -> tuple[str, ...]:
    return (
        str(line.index),
        f"{line.at:%Y-%m-%dT%H:%M:%SZ}",
        *(line.operation, line.outcome, line.state, line.who, line.kind, line.reader),
        *(line.organisation, line.procedure, " ".join(line.grounds), str(line.attributes)),
        "yes" if line.in_dossier else "no",
        line.leaf.hex(),
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(COUNTS_AS_FORMULA) else cell
