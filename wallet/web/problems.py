"""Every refusal as an RFC 9457 document, made in this one place; the unknown becomes a bare 500 that leaks nothing.

    {"type": "/docs/errors#<code>", "title": vi, "title_en": en, "status": 404, "code": "<code>",
     "instance": "urn:uuid:<request id>", "detail"?: en, "fields"?: [{"pointer": "/a/0", "reason": "is required"}]}

A `pointer` is a JSON pointer into the body; a bad query, path or header member is `query:<name>` and so on. Input is
never repeated: reasons come from a fixed list, and a member's name only when it looks like one of ours.
A person with a browser gets a page instead, once the pages have put `render_error` on `app.state`. A refusal that names
an owner is written into the owner's log first, by what the app has put on `app.state.note_stranger`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storage.errors import StorageError
from wallet.errors import NotReadyError, WalletError
from wallet.web import calls
from wallet.web.translations import from_http, from_refused_text, from_storage, from_validation

MEDIA_TYPE = "application/problem+json"
UNAUTHORIZED = 401
MACHINE_PATHS = ("/v1/", "/oauth/", "/log/", "/.well-known/")
PAGES_AMONG_THEM = frozenset({"/oauth/authorize"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What both renderings say."""

    status: int
    code: str
    title_vi: str
    title_en: str
    detail: str | None
    fields: tuple[tuple[str, str], ...]
    request_id: str

    def document(self, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
        document: dict[str, Any] = {
            **(more or {}),
            "type": f"/docs/errors#{self.code}",
            "title": self.title_vi,
            "title_en": self.title_en,
            "status": self.status,
            "code": self.code,
            "instance": f"urn:uuid:{self.request_id}",
        }
        if self.detail:
            document["detail"] = self.detail
        if self.fields:
            document["fields"] = [{"pointer": pointer, "reason": reason} for pointer, reason in self.fields]
        return document


RenderError = Callable[[Request, Problem], Response]
"""What the pages put on `app.state.render_error`: the same problem, as a page."""


def answer(request: Request, error: WalletError) -> Response:
    """The response for an error: a page for a person with a browser, a problem document for everything else."""
    request_id = calls.request_id(request.scope)
    render: RenderError | None = getattr(request.app.state, "render_error", None) if "app" in request.scope else None
    if render is None or not _is_person(request):
        return problem_response(error, request_id)
    response = render(request, describe(error, request_id))
    response.headers.update(_headers(error))
    return response


def problem_response(error: WalletError, request_id: str, more: Mapping[str, Any] | None = None) -> JSONResponse:
    """The document for an error that is answered and not raised; `more`: extension members (RFC 9457 section 3.2)."""
    document = describe(error, request_id).document(more)
    return JSONResponse(document, error.status, headers=_headers(error), media_type=MEDIA_TYPE)


def describe(error: WalletError, request_id: str) -> Problem:
    return Problem(error.status, error.code, error.title_vi, error.title_en, error.detail, error.fields, request_id)


def install(app: FastAPI) -> None:
    """Teach the app to answer with problems. Unknown exceptions are caught further out, in `observing`."""
    for kind, translate in (
        (WalletError, lambda error: error),
        (HTTPException, from_http),
        (RequestValidationError, from_validation),
        (StorageError, from_storage),
        (DataError, from_refused_text),
        (OperationalError, _from_database),
        (PoolTimeoutError, _from_database),
    ):
        app.add_exception_handler(kind, _answering(translate))


def all_errors() -> tuple[type[WalletError], ...]:
    """Every error class that is loaded, by code: what `docs/errors.md` is compared with."""
    return tuple(sorted(set(_descendants(WalletError)), key=lambda error: (error.code, error.__name__)))


def _descendants(parent: type[WalletError]) -> Iterator[type[WalletError]]:
    yield parent
    for child in parent.__subclasses__():
        yield from _descendants(child)


def _answering(translate: Callable[[Any], WalletError]) -> Callable[[Request, Exception], Any]:
    async def handle(request: Request, error: Exception) -> Response:
        refusal = translate(error)
        if refusal.owner is not None:
            refusal = await run_in_threadpool(_note_stranger, request, refusal, refusal.owner)
        return answer(request, refusal)

    return handle


def _note_stranger(request: Request, refusal: WalletError, owner: UUID) -> WalletError:
    """What is to be answered: the refusal, or why the attempt could not be written down."""
    try:
        request.app.state.note_stranger(request, owner, refusal.code)
    except WalletError as failure:
        return failure
    return refusal


def _headers(error: WalletError) -> dict[str, str]:
    headers = {"Content-Language": "vi", **error.headers}
    if error.status == UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", 'Session realm="wallet"')  # RFC 9110 section 11.6.1 wants one
    return headers


def _from_database(_error: Exception) -> WalletError:
    return NotReadyError("the database did not answer")


def _is_person(request: Request) -> bool:
    path = request.url.path
    is_page = path in PAGES_AMONG_THEM or not path.startswith(MACHINE_PATHS)
    return is_page and "text/html" in request.headers.get("accept", "")
