"""Every refusal is a problem document that says what happened and repeats nothing that was sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.testclient import TestClient

from storage.errors import KeyDestroyedError, KeyUnavailableError, ObjectNotFoundError, StorageError, TamperedError
from tests.web.house import build
from wallet.database import Database
from wallet.errors import NotReadyError, WalletError
from wallet.web.observing import AnswerBrokenOffError
from wallet.web.problems import Problem, all_errors

SECRET = "000161000017"
router = APIRouter()


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid")

    lines: list[str] = Field(max_length=1)


class Paper(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id_number: str = Field(pattern=r"^[0-9]{3}$")
    address: Address
    notes: dict[str, int] = {}


@router.post("/v1/papers")
def post_paper(paper: Paper, page: int = 1) -> None:
    del paper, page


@router.get("/v1/raise/{what}")
def raise_it(what: str) -> None:
    raise RAISED[what]


@router.get("/page")
def page() -> None:
    raise NotReadyError


@router.get("/v1/half")
def half() -> StreamingResponse:
    def pieces() -> Iterator[bytes]:
        yield b"half of it"
        raise TamperedError(SECRET)

    return StreamingResponse(pieces(), headers={"Content-Length": "1000"})


RAISED: dict[str, Exception] = {
    "tampered": TamperedError("x"),
    "lost": ObjectNotFoundError("x"),
    "destroyed": KeyDestroyedError("x"),
    "kms-down": KeyUnavailableError("x"),
    "store": StorageError("x"),
    "database": OperationalError("SELECT 1", {"number": SECRET}, Exception("gone")),
    "unforeseen": RuntimeError(f"value {SECRET}"),
}


@pytest.fixture
def client(sqlite: Database, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(build(sqlite, tmp_path, router).app) as opened:
        yield opened


def test_a_problem_says_type_titles_status_code_and_which_request(client: TestClient) -> None:
    answer = client.get("/v1/nothing-here")
    problem = answer.json()
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "/docs/errors#not-found"
    assert (problem["status"], problem["code"]) == (404, "not-found")
    assert problem["title"].startswith("Không tìm thấy")
    assert problem["title_en"].startswith("Not found")
    assert problem["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("tampered", 500, "sealed-data-damaged"),
        ("lost", 500, "sealed-data-damaged"),
        ("destroyed", 410, "sealed-data-gone"),
        ("kms-down", 503, "not-ready"),
        ("store", 503, "not-ready"),
        ("database", 503, "not-ready"),
        ("unforeseen", 500, "internal-error"),
    ],
)
def test_a_failure_below_has_its_own_status_and_leaks_nothing(
    client: TestClient, capsys: pytest.CaptureFixture[str], what: str, status: int, code: str
) -> None:
    answer = client.get(f"/v1/raise/{what}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    printed = capsys.readouterr()
    assert SECRET not in answer.text + printed.out + printed.err


def test_a_wrong_method_says_which_are_allowed(client: TestClient) -> None:
    answer = client.get("/v1/papers")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method-not-allowed", "POST")


def test_bad_members_are_named_by_pointer_and_their_values_never_repeated(client: TestClient) -> None:
    bad = {"id_number": SECRET, "address": {"lines": [SECRET, SECRET], SECRET: 1}, "notes": {SECRET: "x"}}
    answer = client.post("/v1/papers?page=x", json=bad)
    assert answer.status_code == 422
    assert answer.json()["fields"] == [
        {"pointer": "query:page", "reason": "must be a whole number"},
        {"pointer": "/id_number", "reason": "does not have the documented form"},
        {"pointer": "/address/lines", "reason": "has too many items"},
        {"pointer": "/address", "reason": "has a member that is not known here"},
        {"pointer": "/notes/*", "reason": "must be a whole number"},
    ]
    assert SECRET not in answer.text


def test_what_is_not_json_is_a_malformed_body(client: TestClient) -> None:
    answer = client.post("/v1/papers", content=b'{"a": ', headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-body")


def test_a_body_over_one_mebibyte_is_refused_whatever_its_type(client: TestClient) -> None:
    for content_type in ("application/json", "text/plain"):
        answer = client.post("/v1/papers", content=b"1" * 1_100_000, headers={"Content-Type": content_type})
        assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


def test_an_answer_that_fails_half_way_is_broken_off(client: TestClient) -> None:
    with pytest.raises(AnswerBrokenOffError):
        client.get("/v1/half")


def test_a_person_with_a_browser_gets_the_page_that_the_pages_registered(client: TestClient) -> None:
    def render(request: Request, problem: Problem) -> Response:
        return HTMLResponse(f"<h1>{problem.title_vi}</h1>", problem.status)

    browser = {"Accept": "text/html,application/xhtml+xml"}
    assert client.get("/page", headers=browser).headers["content-type"] == "application/problem+json"
    client.app.state.render_error = render  # type: ignore[attr-defined]  # the test client types its app as bare ASGI
    page = client.get("/page", headers=browser)
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert page.text.startswith("<h1>Hệ thống đang bận")
    assert client.get("/v1/raise/store", headers=browser).headers["content-type"] == "application/problem+json"
    assert client.get("/page").headers["content-type"] == "application/problem+json"


def test_no_two_errors_share_a_code_unless_one_is_the_other() -> None:
    holders: dict[str, type[WalletError]] = {}
    for error in all_errors():
        other = holders.setdefault(error.code, error)
        assert issubclass(error, other) or issubclass(other, error), error.code
