"""How much at once, how much in one body.

A sync handler's call hops between threads (dependency, handler, serialising) while its transaction may hold SQLite's
write lock or a pooled connection. If waiting calls could take every thread, the holder would find none to finish in,
and all would stand still until a timeout. So no more calls are let in than there are threads: the rest wait in line.
"""

import asyncio

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wallet.errors import NotReadyError
from wallet.web import problems

CALLS_AT_ONCE = 100
WAIT_SECONDS = 20.0
BODY_LIMIT_BYTES = 1024 * 1024
_BODY_IS_STREAMED = "wallet.body_is_streamed"


class Limits:
    """ASGI middleware: at most `calls` inside; a body of at most BODY_LIMIT_BYTES unless it is streamed."""

    def __init__(self, app: ASGIApp, *, calls: int = CALLS_AT_ONCE) -> None:
        self.app = app
        self.calls = calls
        self.places = asyncio.Semaphore(calls)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        _widen_thread_pool(self.calls)
        try:
            await self._enter()
        except TimeoutError:
            response = problems.answer(Request(scope), NotReadyError("too many calls at once"))
            await response(scope, receive, send)
            return
        try:
            await self.app(scope, _limited(scope, receive), send)
        finally:
            self.places.release()

    async def _enter(self) -> None:
        if self.places.locked():
            await asyncio.wait_for(self.places.acquire(), WAIT_SECONDS)
        else:
            await self.places.acquire()


def allow_streaming(scope: Scope) -> None:
    """The handler reads the body piece by piece under a limit of its own."""
    scope.get(_BODY_IS_STREAMED, []).append(True)


def _limited(scope: Scope, receive: Receive) -> Receive:
    streamed: list[bool] = []
    scope[_BODY_IS_STREAMED] = streamed  # a list, so that a copied scope still reaches this call
    total = 0

    async def receive_within_limit() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > BODY_LIMIT_BYTES and not streamed:
            raise HTTPException(413)  # FastAPI hides every other exception that a body read raises
        return message

    return receive_within_limit


def _widen_thread_pool(threads: int) -> None:
    limiter = anyio.to_thread.current_default_thread_limiter()
    limiter.total_tokens = max(limiter.total_tokens, threads)
