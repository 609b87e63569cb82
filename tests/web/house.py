"""A small wallet for tests of the edge, of people and of machines: real parts, a clock that stands where it is put."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import uvicorn
from fastapi import APIRouter, FastAPI

from storage.key_cache import CitizenKeyCache
from storage.keyring import KeyringFile
from tests.conftest import NOON
from wallet.database import Database
from wallet.identity import citizens
from wallet.identity.keys import CitizenKeys
from wallet.identity.machine.rates import Rates
from wallet.identity.secrets import InstanceSecrets
from wallet.ledger.log import Log
from wallet.oauth.client_keys import ClientKeys
from wallet.settings import Environment, Settings
from wallet.web import edge

START_SECONDS = 20


class SetClock:
    """Gives the moment it was set to."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass(frozen=True)
class House:
    """The parts behind `app.state`, at hand for a test."""

    app: FastAPI
    database: Database
    clock: SetClock
    settings: Settings
    secrets: InstanceSecrets
    citizen_keys: CitizenKeys


def build(
    database: Database,
    folder: Path,
    *routers: APIRouter,
    public_url: str = "http://testserver",
    development_sign_in: bool = True,
    document_limit_bytes: int = 1_000_000,
    clock: SetClock | None = None,
    dpop_nonce: bool = False,
    service_calls_per_minute: int = 0,
) -> House:
    settings = Settings(
        environment=Environment.DEVELOPMENT,
        public_url=public_url,
        data_dir=folder,
        development_sign_in=development_sign_in,
        document_limit_bytes=document_limit_bytes,
        dpop_nonce=dpop_nonce,
    )
    clock = clock or SetClock()
    keys = KeyringFile(folder / "keyring.json")
    secrets = InstanceSecrets(database, keys, clock)
    secrets.prepare()
    citizen_keys = CitizenKeys(CitizenKeyCache(keys, time.monotonic))
    with database.transaction() as session:
        citizens.ensure_system_subject(session, citizen_keys, now=clock())
    app = FastAPI()
    app.state.settings = settings
    app.state.clock = clock
    app.state.database = database
    app.state.keys = keys
    app.state.secrets = secrets
    app.state.citizen_keys = citizen_keys
    app.state.client_keys = ClientKeys(database, https_only=False, allowed=[ip_network("127.0.0.0/8")])
    app.state.rates = Rates(service_calls_per_minute)
    app.state.log = Log(citizen_keys, settings.log_origin)
    edge.install(app, settings)
    for router in routers:
        app.include_router(router)
    return House(app, database, clock, settings, secrets, citizen_keys)


@contextmanager
def served(app: FastAPI, port: int) -> Iterator[None]:
    """The app behind a real uvicorn on loopback."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        _wait_until_it_listens(port)
        yield
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)


def _wait_until_it_listens(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("uvicorn did not start")
