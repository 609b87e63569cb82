"""Table of the catalogues that came into force, and of those that were refused. Holds nothing about a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from wallet.database import Moment, RowNumber


class CatalogueChange(SQLModel, table=True):
    """One reading of a province's folder. The last accepted row says which version every process has to be on."""

    __tablename__ = "catalogue_change"

    number: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    at: datetime = Field(sa_type=Moment)
    accepted: bool
    version: str = Field(default="", max_length=64)  # of the catalogue; empty: refused, so there is none
    by: str = Field(max_length=120)  # id of a member of staff, or which process
    mistakes: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))  # file, line, vi, en
