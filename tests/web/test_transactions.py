"""What is answered is committed before the answer leaves, and many callers do not lock each other out."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from sqlmodel import Session, func, select
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from tests.conftest import NOON
from tests.servers import free_port
from tests.web.house import build, served
from wallet.database import Database
from wallet.identity.models import Staff
from wallet.web.dependencies import Databases, Transaction
from wallet.web.limits import CALLS_AT_ONCE

router = APIRouter()


def _late(database: Databases) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


@router.post("/v1/staff/{login}", status_code=201)
def add(session: Transaction, login: str) -> list[str]:
    session.add(Staff(login=login, role="auditor", organisation="Mẫu", created_at=NOON))
    session.flush()
    return [login]


@router.post("/v1/late/{login}", status_code=201)
def add_late(session: Annotated[Session, Depends(_late)], login: str) -> None:
    session.add(Staff(login=login, role="auditor", organisation="Mẫu", created_at=NOON))


@router.post("/v1/fail/{login}", status_code=201)
def add_and_fail(session: Transaction, login: str) -> None:
    session.add(Staff(login=login, role="auditor", organisation="Mẫu", created_at=NOON))
    session.flush()
    raise RuntimeError


class Watch:
    """Counts the committed rows at the moment when the answer begins."""

    def __init__(self, app: FastAPI, database: Database) -> None:
        self.app = app
        self.database = database
        self.seen: list[int] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watching(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.seen.append(count(self.database))
            await send(message)

        await self.app(scope, receive, watching)


def count(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Staff)).one()


def test_the_commit_comes_before_the_answer(database: Database, tmp_path: Path) -> None:
    watch = Watch(build(database, tmp_path, router).app, database)
    assert TestClient(watch).post("/v1/staff/a").status_code == 201
    assert watch.seen == [1]


def test_this_would_notice_a_commit_after_the_answer(database: Database, tmp_path: Path) -> None:
    watch = Watch(build(database, tmp_path, router).app, database)
    assert TestClient(watch).post("/v1/late/a").status_code == 201
    assert (watch.seen, count(database)) == ([0], 1)


def test_a_handler_that_fails_leaves_nothing(database: Database, tmp_path: Path) -> None:
    answer = TestClient(build(database, tmp_path, router).app).post("/v1/fail/a")
    assert (answer.status_code, count(database)) == (500, 0)


def test_more_writers_than_threads_all_get_through(database: Database, tmp_path: Path) -> None:
    port, writers = free_port(), CALLS_AT_ONCE + 60
    statuses: list[int] = []

    def write(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", f"/v1/staff/w{number}")
        statuses.append(connection.getresponse().status)
        connection.close()

    with served(build(database, tmp_path, router).app, port):
        threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert statuses == [201] * writers
    assert count(database) == writers
