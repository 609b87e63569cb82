"""An export is one look at everything that the filters take, and more: it leaves the desk. So it carries a reason, and
stands in the wallet's own chain with its format and filters before the first byte. What fails half-way breaks off.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

import orjson

from wallet.audit.cases import Desk, checked_reason
from wallet.audit.exports import fhir, ocsf, ranking, table
from wallet.audit.searching import everything, log_look
from wallet.audit.sightings import Filters, Sighting
from wallet.clock import day_of
from wallet.ledger.entries import Operation


class Format(StrEnum):
    """Public words."""

    CSV = "csv"
    OCSF = "ocsf"
    FHIR = "fhir"
    SERVICES = "services"


MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.OCSF: "application/x-ndjson",
    Format.FHIR: "application/fhir+ndjson",
    Format.SERVICES: "text/csv; charset=utf-8; header=present",
}
OF_ENTRIES = (Format.CSV, Format.OCSF, Format.FHIR)
"""One line for each entry; the other one counts them."""
SUFFIXES = {
    Format.CSV: "csv",
    Format.OCSF: "ocsf.ndjson",
    Format.FHIR: "fhir.ndjson",
    Format.SERVICES: "services.csv",
}


def export(desk: Desk, form: Format, filters: Filters, reason: str, *, now: datetime) -> Iterator[bytes]:
    """Entries up to now, oldest first. ReasonMissingError, NotReadyError: before the first byte."""
    said = checked_reason(reason)
    filters = filters.before(now)
    log_look(desk, Operation.AUDIT_EXPORT, {**filters.said(), "format": form.value}, reason=said, now=now)
    lines = everything(desk, filters)
    if form is Format.SERVICES:
        return ranking.encoded(lines, desk.vault.database, filters.service, now=now)
    return encoded(form, lines, desk.vault.log.origin)


def encoded(form: Format, lines: Iterable[Sighting], origin: str) -> Iterator[bytes]:
    """One line of text for each entry; CSV has its headings first. `form`: one of entries."""
    match form:
        case Format.CSV:
            return table.encoded(lines)
        case Format.OCSF:
            return (orjson.dumps(ocsf.event(line, origin), option=orjson.OPT_APPEND_NEWLINE) for line in lines)
        case _:
            return (orjson.dumps(fhir.audit_event(line, origin), option=orjson.OPT_APPEND_NEWLINE) for line in lines)


def file_name(form: Format, case: str, now: datetime) -> str:
    """ASCII; slashes of a case become dashes."""
    return "-".join(["access-log", *([case.replace("/", "-")] if case else []), f"{day_of(now)}.{SUFFIXES[form]}"])
