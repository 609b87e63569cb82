"""A wallet whose process ends by SIGKILL at the place that a call names in its header `Crash-At`.

    receive <n>                 when n bytes of the body have come in and more is asked for
    put <n>, unwrap <n>, read   after the call's n-th put into the store; before its n-th unwrap; before a read
    <verb> <table>              after that SQL statement: "insert log_pending"
    reopen <table>              before a SELECT from the table that comes after the commit of a log entry
    before commit of <table>    of the transaction that wrote to the table
    after commit of <table>
    answer, half answer         before the first byte of the answer; when half of its first part is sent

The wallet itself knows nothing of this: what kills stands around it, in parts that `wiring.build` takes.
"""

import asyncio
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storage.folder import FolderStore
from storage.keyring import KeyringFile
from storage.objects import Body, StoredBody
from tests.faults.paperless_app import SHELF, NoPapers
from wallet import migrations, wiring
from wallet.app import create_app
from wallet.database import Database
from wallet.intake.inspector import Inspector
from wallet.settings import Settings
from wallet.wiring import Wallet

HEADER = "Crash-At"
STATEMENT = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM|SELECT)\b(?:.*?\bFROM)?\s+\"?(\w+)", re.DOTALL)
FLUSH_SECONDS = 0.05


@dataclass
class Fate:
    """Where one call is to end, and how far it has come. Threads that work for the call share it."""

    place: str = ""
    received: int = 0
    puts: int = 0
    unwraps: int = 0
    written: set[str] = field(default_factory=set)
    committed: set[str] = field(default_factory=set)

    def reach(self, place: str) -> None:
        if place == self.place:
            os.kill(os.getpid(), signal.SIGKILL)


NO_CALL = Fate()
_fate: ContextVar[Fate] = ContextVar("fate", default=NO_CALL)


class MortalEdge:
    """ASGI: gives each call its fate, and ends it where bytes come in or go out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = dict(scope.get("headers", ())).get(HEADER.lower().encode(), b"")
        fate = Fate(named.decode())
        _fate.set(fate)

        async def receive_or_die() -> Message:
            if fate.place.startswith("receive ") and fate.received >= int(fate.place.split()[1]):
                fate.reach(fate.place)
            message = await receive()
            fate.received += len(message.get("body", b""))
            return message

        async def send_or_die(message: Message) -> None:
            fate.reach("answer")
            if message.get("body") and fate.place == "half answer":
                half = message["body"][: len(message["body"]) // 2]
                await send({**message, "body": half, "more_body": True})
                await asyncio.sleep(FLUSH_SECONDS)
                fate.reach("half answer")
            await send(message)

        await self.app(scope, receive_or_die, send_or_die)


class MortalStore(FolderStore):
    def put(self, key: str, body: Body, length: int | None) -> None:
        super().put(key, body, length)
        fate = _fate.get()
        fate.puts += 1
        fate.reach(f"put {fate.puts}")

    @contextmanager
    def read(self, key: str, start: int = 0, length: int | None = None) -> Iterator[StoredBody]:
        _fate.get().reach("read")
        with super().read(key, start, length) as body:
            yield body


class MortalKeyring(KeyringFile):
    def unwrap(self, kek_id: str, blob: bytes, context: bytes) -> bytes:
        fate = _fate.get()
        fate.unwraps += 1
        fate.reach(f"unwrap {fate.unwraps}")
        return super().unwrap(kek_id, blob, context)


class MortalDatabase(Database):
    @contextmanager
    def bare_transaction(self) -> Iterator[Connection]:
        with super().bare_transaction() as connection:
            yield connection
        _after_commit(None)


def mortal_database(url: str) -> Database:
    database = MortalDatabase(url)
    migrations.upgrade(database)
    event.listen(database.engine, "before_cursor_execute", _before_statement)
    event.listen(database.engine, "after_cursor_execute", _after_statement)
    event.listen(database.engine, "commit", _before_commit)
    event.listen(Session, "after_commit", _after_commit)
    return database


def _before_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    fate = _fate.get()
    verb, table = _read(statement)
    if verb == "select" and "log_pending" in fate.committed:
        fate.reach(f"reopen {table}")


def _after_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    fate = _fate.get()
    verb, table = _read(statement)
    if verb != "select" and fate is not NO_CALL:
        fate.written.add(table)
    fate.reach(f"{verb} {table}")


def _before_commit(_connection: Any) -> None:
    fate = _fate.get()
    for table in fate.written:
        fate.reach(f"before commit of {table}")


def _after_commit(_session: Session | None) -> None:
    fate = _fate.get()
    fate.committed |= fate.written
    for table in fate.written:
        fate.reach(f"after commit of {table}")
    fate.written.clear()


def _read(statement: str) -> tuple[str, str]:
    """Verb and table, in small letters: ("insert", "log_pending")."""
    found = STATEMENT.match(statement.strip())
    return (found[1].split()[0].lower(), found[2].lower()) if found else ("", "")


def build(settings: Settings, inspector: Inspector | None = None) -> Wallet:
    """`inspector`: another than the wallet's own."""
    return wiring.build(
        settings,
        shelf=SHELF,
        inspector=inspector,
        database=mortal_database(settings.resolved_database_url),
        objects=MortalStore(settings.data_dir / "objects"),
        keys=MortalKeyring(settings.resolved_keyring_file),
    )


def build_without_papers(settings: Settings) -> Wallet:
    return build(settings, NoPapers())


def serve(changes: dict[str, Any], output: Path, build: Callable[[Settings], Wallet]) -> None:
    """Body of a server process; `changes`: the settings; what it prints goes to `output`."""
    printed = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(printed, stream)
    settings = Settings(**changes)
    app = MortalEdge(create_app(settings, build))
    uvicorn.run(app, port=int(settings.public_url.rpartition(":")[2]), log_config=None, access_log=False)
