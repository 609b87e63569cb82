"""The published log over HTTP, and its verification from there."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from storage.memory import MemoryStore
from tests.ledger.parts import ORIGIN, SIGNER, VKEY, content, published_log, write_folder
from tests.servers import free_port
from wallet.database import Database
from wallet.errors import WalletError
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.routes import router
from wallet.ledger.sources import UrlSource, open_source
from wallet.ledger.startup import check_start
from wallet.ledger.verify import verify
from wallet.settings import Environment, Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # these read the store only


@pytest.fixture
def app(database: Database, store: MemoryStore) -> FastAPI:
    app = FastAPI()
    app.state.settings = Settings(environment=Environment.DEVELOPMENT, log_origin=ORIGIN)
    app.state.objects = store
    app.state.database = database
    app.include_router(router)

    @app.exception_handler(WalletError)
    def problem(_request: Request, error: WalletError) -> Response:
        return Response(error.code, status_code=error.status)

    published_log(database, store, 300)
    check_start(database, store, SIGNER.verifier)
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_every_published_file_is_served_byte_for_byte(client: TestClient, store: MemoryStore) -> None:
    for key, stored in content(store).items():
        assert client.get(f"/{key}").content == stored


@pytest.mark.parametrize(
    ("file", "cached"),
    [
        ("checkpoint", "public, max-age=5"),
        ("vkey", "public, max-age=31536000, immutable"),
        ("tile/0/000", "public, max-age=31536000, immutable"),
        ("tile/entries/001.p/44", "public, max-age=31536000, immutable"),
    ],
)
def test_only_the_checkpoint_is_ever_asked_again(client: TestClient, file: str, cached: str) -> None:
    assert client.get(f"/log/{ORIGIN}/{file}").headers["cache-control"] == cached


def test_a_time_stamp_is_served_as_what_it_is(client: TestClient, store: MemoryStore) -> None:
    files = {
        "timestamps": ("text/plain; charset=utf-8", "public, max-age=5"),
        "timestamp/2026-11-23-300.note": ("text/plain; charset=utf-8", "public, max-age=31536000, immutable"),
        "timestamp/2026-11-23-300.tsr": ("application/timestamp-reply", "public, max-age=31536000, immutable"),
    }
    for path, how in files.items():
        store.replace(f"log/{ORIGIN}/{path}", path.encode())
        answer = client.get(f"/log/{ORIGIN}/{path}")
        assert answer.content == path.encode()
        assert (answer.headers["content-type"], answer.headers["cache-control"]) == how


@pytest.mark.parametrize(
    "path",
    [
        f"{ORIGIN}/tile/0/777",
        f"{ORIGIN}/tile/0/000.p/44",
        f"{ORIGIN}/tile/0/0",
        f"{ORIGIN}/",
        ORIGIN,
        "elsewhere.test/checkpoint",
        "checkpoint",
        f"{ORIGIN}/tile/%2e%2e/checkpoint",
        f"{ORIGIN}/%2e%2e/%2e%2e/%2e%2e/keyring.json",
        f"{ORIGIN}/checkpoint%00",
        f"{ORIGIN}/timestamp/2026-11-23-300.note",
        f"{ORIGIN}/timestamp/2026-11-23-300.pem",
        f"{ORIGIN}/timestamp/",
    ],
)
def test_every_other_path_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(f"/log/{path}")
    assert answer.status_code == 404


def test_nothing_can_be_written(client: TestClient) -> None:
    assert client.put(f"/log/{ORIGIN}/checkpoint", content=b"x").status_code == 405


def test_anybody_verifies_it_over_http(app: FastAPI) -> None:
    config = uvicorn.Config(app, port=free_port(), log_level="critical", ws="none")
    server = uvicorn.Server(config)
    serving = threading.Thread(target=server.run)
    serving.start()
    while not server.started:
        assert serving.is_alive()
    try:
        with UrlSource(f"http://127.0.0.1:{config.port}/log/{ORIGIN}") as source:
            assert verify(source, VKEY).size == 300
            assert source.read("tile/0/777") is None
    finally:
        server.should_exit = True
        serving.join()


def test_an_address_that_does_not_answer_is_no_verdict(app: FastAPI) -> None:
    with UrlSource(f"http://127.0.0.1:{free_port()}") as source, pytest.raises(ConnectionError):
        verify(source, VKEY)


def test_a_data_folder_with_one_log_is_found(app: FastAPI, store: MemoryStore, tmp_path: Path) -> None:
    write_folder(content(store), tmp_path / "objects")
    assert verify(str(tmp_path), VKEY).ok
    assert verify(tmp_path, VKEY).ok
    with pytest.raises(MalformedLogError, match="holds 0 logs"):
        open_source(str(tmp_path / "nowhere"))
