"""Every answer carries an id and the protective headers; every call leaves one line without anybody's data in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, Response
from prometheus_client import REGISTRY
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from tests.web.house import build
from wallet.database import Database
from wallet.web.dependencies import Call
from wallet.web.headers import ALWAYS

router = APIRouter(prefix="/v1/observed")


@router.get("/{name}")
def read(name: str, call: Call) -> list[str]:
    return [call.request_id, call.route, call.address]


@router.get("/cached/tile")
def cached(response: Response) -> None:
    response.headers["Cache-Control"] = "public, max-age=5"


@pytest.fixture
def client(sqlite: Database, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(build(sqlite, tmp_path, router).app) as opened:
        yield opened


def test_a_handler_learns_the_id_the_template_and_the_address(client: TestClient) -> None:
    answer = client.get("/v1/observed/mau")
    assert answer.json() == [answer.headers["x-request-id"], "/v1/observed/{name}", "testclient"]


def test_a_caller_cannot_choose_the_id(client: TestClient) -> None:
    assert client.get("/v1/observed/mau", headers={"X-Request-Id": "mine"}).headers["x-request-id"] != "mine"


@pytest.mark.parametrize("path", ["/v1/observed/mau", "/nothing"])
def test_every_answer_is_protected(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in ALWAYS} == ALWAYS
    assert headers["cache-control"] == "no-store"
    assert "unsafe" not in headers["content-security-policy"]
    assert "strict-transport-security" not in headers


def test_a_cache_rule_of_the_handler_is_kept(client: TestClient) -> None:
    assert client.get("/v1/observed/cached/tile").headers["cache-control"] == "public, max-age=5"


def test_over_https_browsers_are_told_to_stay_there(sqlite: Database, tmp_path: Path) -> None:
    app = build(sqlite, tmp_path, router, public_url="https://vi.example").app
    with TestClient(app, base_url="https://vi.example") as client:
        assert client.get("/v1/observed/mau").headers["strict-transport-security"].startswith("max-age=")


def test_the_access_line_holds_the_template_and_no_value(client: TestClient) -> None:
    with capture_logs() as lines:
        client.get("/v1/observed/000161000017?who=000161000017")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v1/observed/{name}", 200)
    assert "000161000017" not in str(line)


def test_calls_are_counted_by_template(client: TestClient) -> None:
    labels = {"method": "GET", "route": "/v1/observed/{name}", "status": "200"}
    before = REGISTRY.get_sample_value("wallet_http_requests_total", labels) or 0
    client.get("/v1/observed/a")
    client.get("/v1/observed/b")
    assert REGISTRY.get_sample_value("wallet_http_requests_total", labels) == before + 2
