"""Values as a person reads them: dates the Vietnamese way round, addresses as one line, lists as sentences."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any


def text_of(value: Any, columns: tuple[str, ...] = ()) -> str:
    """One line for any JSON value the catalogue allows. `columns`: in which order the rows of a table are read out."""
    match value:
        case str():
            return _date_text(value) or value
        case {"text": str(line)}:
            return line
        case Mapping():
            parts = [value[name] for name in columns if name in value] or list(value.values())
            return ", ".join(text_of(part) for part in parts if part not in (None, ""))
        case [*parts]:
            return "; ".join(text_of(part, columns) for part in parts)
        case _:
            return str(value)


def composed(value: Any) -> Any:
    """The same JSON value with every text in NFC, as Vietnamese is typed on most keyboards (Unicode Annex 15)."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case Mapping():
            return {name: composed(part) for name, part in value.items()}
        case [*parts]:
            return [composed(part) for part in parts]
        case _:
            return value


def day_text(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _date_text(value: str) -> str:
    """31/12/1961 for 1961-12-31, 12/1961 for 1961-12; empty when the text is no date."""
    parts = value.split("-")
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts) or len(parts[0]) != 4:  # noqa: PLR2004
        return ""
    return "/".join(reversed(parts))
