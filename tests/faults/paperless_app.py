"""The wallet's whole server for a load that brings no document: it begins at once, without waiting for the parsers.

Beside what callers ask for, threads of the same process note looks as fast as commits go, and say so after each: HTTP
alone would keep two cores busy with everything but the log.
"""

import os
import threading
import time
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import UUID

import uvicorn

from wallet import wiring
from wallet.app import create_app
from wallet.catalogue.shelf import Shelf
from wallet.intake.inspector import Inspector
from wallet.ledger.entries import Actor, ActorKind, Entry, Operation, Outcome
from wallet.settings import Settings
from wallet.wiring import Wallet

LOOKERS = 4
PAUSE_SECONDS = 0.005

SHELF = Shelf.filled(None)
"""Read once, in the process that all servers fork from: it is half of what a server needs to begin."""


class NoPapers(Inspector):
    """The parsers take two seconds to load, of a core that others need: here they never do."""

    def start(self) -> None:
        pass

    def check(self, *, now: datetime) -> None:
        pass


def serve(changes: dict[str, Any], port: int, output: Path, looked_at: UUID, noted: Connection) -> None:
    """Body of a server process; to `noted` goes the id of each entry about `looked_at` that is durable, 16 bytes."""
    printed = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(printed, stream)

    def build(settings: Settings) -> Wallet:
        wallet = wiring.build(settings, shelf=SHELF, inspector=NoPapers())
        for _ in range(LOOKERS):
            threading.Thread(target=_look, args=(wallet, looked_at, noted), daemon=True).start()
        return wallet

    uvicorn.run(create_app(Settings(**changes), build), port=port, log_config=None, access_log=False)


def _look(wallet: Wallet, citizen: UUID, noted: Connection) -> None:
    while not wallet.keeper.is_healthy:
        time.sleep(PAUSE_SECONDS)
    while True:
        look = Entry(
            citizen=citizen,
            operation=Operation.RECORD_LIST,
            outcome=Outcome.DONE,
            actor=Actor(kind=ActorKind.CITIZEN, id=str(citizen)),
            at=wallet.clock(),
        )
        with wallet.database.reading() as session:
            row = wallet.log.sealed(session, look)
        noted.send_bytes(wallet.log.note(wallet.database, row).entry_id.bytes)
        time.sleep(PAUSE_SECONDS)
