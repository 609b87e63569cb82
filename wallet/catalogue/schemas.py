"""The catalogue in force, as an operator sees it."""

from datetime import datetime

from pydantic import BaseModel


class MistakeRead(BaseModel):
    """`line` counts from 1."""

    file: str
    line: int
    vi: str
    en: str


class RefusalRead(BaseModel):
    """A folder that was refused after the catalogue in force was accepted."""

    at: datetime
    mistakes: list[MistakeRead]


class CatalogueRead(BaseModel):
    """`version`: SHA-256 of its files; `since`: when it was accepted, for all processes."""

    version: str
    since: datetime | None
    record_types: int
    procedures: int
    forms: int
    refusal: RefusalRead | None
