"""The HTTP front of a witness: `POST /add-checkpoint`, and for monitors what it has seen.

`GET /<hex SHA-256 of the origin>/checkpoint`: the newest checkpoint that it cosigned, as the log signed it.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wallet.clock import Clock, system_clock
from wallet.witness.cosigning import NOT_FOUND, OK, REQUEST_BYTES_LIMIT, TEXT, Reply, Witness
from wallet.witness.folder import open_folder

TOO_LARGE = 413


def create_app(folder: Path, clock: Clock = system_clock) -> Starlette:
    """WitnessFolderError where the folder cannot be used."""
    opened = open_folder(folder)
    witness = Witness(opened.cosigner, opened.logs, opened.memory, clock)
    hashed = {hashlib.sha256(origin.encode()).hexdigest(): origin for origin in opened.logs}

    async def add_checkpoint(request: Request) -> Response:
        received = b""
        async for piece in request.stream():
            received += piece
            if len(received) > REQUEST_BYTES_LIMIT:
                return Response(status_code=TOO_LARGE)
        return _response(await run_in_threadpool(witness.add_checkpoint, received))

    def seen(request: Request) -> Response:
        origin = hashed.get(request.path_params["origin"], "")
        note = opened.memory.note(origin)
        return _response(Reply(NOT_FOUND) if note is None else Reply(OK, note))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        opened.memory.close()

    routes = [
        Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
        Route("/{origin}/checkpoint", seen, methods=["GET"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _response(reply: Reply) -> Response:
    return Response(reply.content, reply.status, {"Cache-Control": "no-store"}, reply.media_type or TEXT)
