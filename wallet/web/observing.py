"""The outermost edge: a request id, the protective headers, one access line and the metrics of every call.

An access line says method, route template, status and milliseconds; never a path's values, query, body or address.
An exception that nobody foresaw is logged by its type and the places it passed, without its message (SQL errors quote
their parameters), and answered with a bare 500. When the answer has begun already, the connection is broken off, so
that a cut download cannot be mistaken for a whole one.
"""

import sys
import traceback
from time import perf_counter

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wallet.errors import WalletError
from wallet.web import calls, headers, problems

REQUESTS = Counter("wallet_http_requests", "Answers by route template.", ("method", "route", "status"))
SECONDS = Histogram("wallet_http_request_seconds", "From the first byte asked to the last sent.", ("method", "route"))
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger("wallet.web")


def write_json_lines() -> None:
    """One JSON object a line on standard error, for the operator's collector. No traceback: its frames hold values."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class AnswerBrokenOffError(Exception):
    """The answer had begun when something failed: the server must close the connection."""


class Observer:
    """ASGI middleware; `secure` says that the wallet is served over https."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await _Observed(scope, send, secure=self.secure).run(self.app, receive)


class _Observed:
    """One call on its way through; `status` 0 means that no answer has begun."""

    def __init__(self, scope: Scope, send: Send, *, secure: bool) -> None:
        self.scope = scope
        self.send = send
        self.secure = secure
        self.request_id = calls.request_id(scope)
        self.status = 0

    async def run(self, app: ASGIApp, receive: Receive) -> None:
        started = perf_counter()
        try:
            failure = await self._attempt(app, receive)
            if failure is not None:
                await self._answer_failure(failure, receive)
        finally:
            self._report(perf_counter() - started)

    async def _attempt(self, app: ASGIApp, receive: Receive) -> Exception | None:
        try:
            await app(self.scope, receive, self._send_dressed)
        except Exception as error:
            return error
        return None

    async def _answer_failure(self, failure: Exception, receive: Receive) -> None:
        places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(failure.__traceback__)]
        log.error("unforeseen", request_id=self.request_id, type=type(failure).__qualname__, places=places[-12:])
        if self.status:
            raise AnswerBrokenOffError  # outside any except block: the failure's own message stays out of every log
        response = problems.answer(Request(self.scope), WalletError())
        await response(self.scope, receive, self._send_dressed)

    async def _send_dressed(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            dressed = MutableHeaders(scope=message)
            dressed["X-Request-Id"] = self.request_id
            headers.protect(dressed, secure=self.secure)
        await self.send(message)

    def _report(self, seconds: float) -> None:
        method = self.scope["method"] if self.scope["method"] in METHODS else "other"
        route = calls.route_template(self.scope)
        REQUESTS.labels(method, route, str(self.status)).inc()
        SECONDS.labels(method, route).observe(seconds)
        log.info(
            "request",
            request_id=self.request_id,
            method=method,
            route=route,
            status=self.status,
            milliseconds=round(seconds * 1000, 1),
        )
