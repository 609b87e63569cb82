"""What handlers ask for by type. Nothing here does more than hand over what `wiring` put on `app.state`.

`Transaction` commits when the handler has returned and BEFORE the answer leaves: `scope="function"`. FastAPI's default
would run the commit after the response, and a 201 could be answered for something that was never stored.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from wallet.database import Database
from wallet.errors import BodyTooLargeError, MalformedBodyError, TruncatedBodyError, UnsupportedMediaTypeError
from wallet.settings import Settings
from wallet.web import calls
from wallet.web.refusals import refuses
from wallet.web.streaming import RequestBody, open_body


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _now(request: Request) -> datetime:
    moment: datetime = request.app.state.clock()
    return moment


async def _call(request: Request) -> calls.Call:
    return calls.call_of(request.scope)


Databases = Annotated[Database, Depends(_database)]
AppSettings = Annotated[Settings, Depends(_settings)]
Now = Annotated[datetime, Depends(_now)]
Call = Annotated[calls.Call, Depends(_call)]


def _transaction(database: Databases) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def _reading(database: Databases) -> Iterator[Session]:
    with database.reading() as session:
        yield session


@refuses(MalformedBodyError, TruncatedBodyError, BodyTooLargeError, UnsupportedMediaTypeError)
async def _body(request: Request, settings: AppSettings) -> RequestBody:
    return open_body(request, settings.document_limit_bytes)


Transaction = Annotated[Session, Depends(_transaction, scope="function")]
Reading = Annotated[Session, Depends(_reading, scope="function")]
Body = Annotated[RequestBody, Depends(_body)]
