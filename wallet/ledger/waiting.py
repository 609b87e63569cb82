"""Rows of `log_pending`, written past SQLAlchemy's statement building: it costs more than the insert itself.

SQLite: one statement for all rows, since its driver lets go of the interpreter lock at each statement. PostgreSQL: one
for each of a few rows, COPY in binary form for many, which is a third of the work.
Both leave `number` to the database.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from sqlalchemy import Connection

ROWS_WORTH_A_COPY = 8
_TYPES = ("uuid", "uuid", "int8", "varchar", "varchar", "varchar", *("bytea",) * 5)


class WaitingRow(NamedTuple):
    """A sealed entry before it has a place; the members are the columns, in the order in which they are written."""

    id: UUID
    citizen_id: UUID
    seconds: int
    operation: str
    outcome: str
    keep: str
    actor_digest: bytes
    context_digest: bytes
    object_digest: bytes
    purpose_digest: bytes
    body: bytes


_COLUMNS = ", ".join(WaitingRow._fields)
_SQLITE = f"INSERT INTO log_pending ({_COLUMNS}) VALUES "  # noqa: S608  (constants)
_SQLITE_ROW = f"({', '.join('?' * len(_TYPES))})"
_POSTGRESQL = f"INSERT INTO log_pending ({_COLUMNS}) VALUES ({', '.join(['%s'] * len(_TYPES))})"  # noqa: S608
_COPY = f"COPY log_pending ({_COLUMNS}) FROM STDIN (FORMAT BINARY)"


def insert_waiting(connection: Connection, rows: list[WaitingRow]) -> Sequence[None]:
    """In the connection's transaction; a None for each row, as `Database.together` wants it."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        values = tuple(value for row in rows for value in (row[0].hex, row[1].hex, *row[2:]))
        connection.exec_driver_sql(_SQLITE + ", ".join([_SQLITE_ROW] * len(rows)), values)
    elif len(rows) < ROWS_WORTH_A_COPY:
        connection.exec_driver_sql(_POSTGRESQL, [tuple(row) for row in rows])
    else:
        _copy(driver, rows)
    return [None] * len(rows)


def _copy(driver: "psycopg.Connection[Any]", rows: list[WaitingRow]) -> None:
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for row in rows:
            copy.write_row(row)
