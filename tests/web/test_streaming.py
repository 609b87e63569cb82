"""A body is read while it arrives, within its limit, whole or not at all, and never through a disk."""

import hashlib
import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter

from tests.servers import free_port
from tests.web.house import build, served
from wallet.database import Database
from wallet.errors import WalletError
from wallet.web.dependencies import Body

LIMIT = 3_000_000
router = APIRouter()
outcomes: list[str] = []
outcome_written = threading.Event()


@router.post("/v1/body")
def read_body(body: Body) -> list[str | int]:
    digest, total, largest = hashlib.sha256(), 0, 0
    try:
        while piece := body.read(100_000):
            digest.update(piece)
            total += len(piece)
            largest = max(largest, len(piece))
    except WalletError as error:
        outcomes.append(error.code)
        outcome_written.set()
        raise
    return [total, largest, digest.hexdigest()]


@pytest.fixture
def port(sqlite: Database, tmp_path: Path) -> Iterator[int]:
    outcomes.clear()
    outcome_written.clear()
    number = free_port()
    with served(build(sqlite, tmp_path, router, document_limit_bytes=LIMIT).app, number):
        yield number


def post(port: int, body: object, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/v1/body", body=body, headers=headers)  # type: ignore[arg-type]  # bytes or an iterable
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_a_body_larger_than_the_json_limit_arrives_whole(port: int) -> None:
    content = bytes(range(256)) * 10_000
    status, text = post(port, content)
    assert status == 200
    assert text == f'[{len(content)},100000,"{hashlib.sha256(content).hexdigest()}"]'


def test_a_body_of_unknown_length_arrives_whole(port: int) -> None:
    pieces = [b"x" * 70_000] * 20
    status, text = post(port, iter(pieces))
    assert (status, text.split(",")[0]) == (200, f"[{70_000 * 20}")


def test_an_announced_length_over_the_limit_is_refused_unread(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"POST /v1/body HTTP/1.1\r\nHost: x\r\nContent-Length: {LIMIT + 1}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
    assert outcomes == []


def test_a_body_that_outgrows_the_limit_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(b"POST /v1/body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(4):
            connection.sendall(b"%x\r\n" % 800_000 + bytes(800_000) + b"\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
    assert outcomes == ["body-too-large"]


def test_a_sender_who_goes_away_leaves_a_truncated_body(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(b"POST /v1/body HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n" + bytes(300_000))
    assert outcome_written.wait(20)
    assert outcomes == ["truncated-body"]


def test_a_compressed_body_is_refused(port: int) -> None:
    status, text = post(port, b"abc", **{"Content-Encoding": "gzip"})
    assert status == 415
    assert "unsupported-media-type" in text


def test_slow_senders_do_not_keep_others_out(port: int) -> None:
    slow = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(50)]
    for connection in slow:
        connection.sendall(b"POST /v1/body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
    assert post(port, b"abc")[0] == 200
    for connection in slow:
        connection.close()
