"""The published log over HTTP: anyone, read-only, straight from the object store (c2sp.org/tlog-tiles); receipts."""

import re
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from storage.objects import ObjectStore
from wallet.errors import NotFoundError
from wallet.ledger.head import read_head
from wallet.ledger.levels import standing_of
from wallet.ledger.schemas import ReceiptRead
from wallet.ledger.sources import StoreSource
from wallet.ledger.tiles import PATH
from wallet.ledger.timestamps import LIST
from wallet.settings import Settings
from wallet.web.refusals import refuses

CHECKPOINT_CACHE = "public, max-age=5"
FOR_EVER_CACHE = "public, max-age=31536000, immutable"

STAMP = "application/timestamp-reply"

FILES: dict[int | str, Any] = {200: {"content": {"text/plain": {}, "application/octet-stream": {}, STAMP: {}}}}

CHANGING = {"checkpoint", "witnessed", LIST}

_LOG_FILE = re.compile(rf"(?P<origin>[^\0]+?)/(?P<file>{PATH.pattern})")

router = APIRouter()


@router.get("/log/{path:path}", response_class=Response, responses=FILES)
@refuses(NotFoundError)
def published(request: Request, path: str) -> Response:
    """`/log/<origin>/` and a path that a log has; every other is a 404 that never reaches the store."""
    objects: ObjectStore = request.app.state.objects
    origin, file = _split(request, path)
    content = StoreSource(objects, origin).read(file)
    if content is None:
        raise NotFoundError
    return Response(
        content,
        media_type=_kind(file),
        headers={
            "Cache-Control": CHECKPOINT_CACHE if file in CHANGING else FOR_EVER_CACHE,
            "Access-Control-Allow-Origin": "*",  # public files: a verifier may run on anybody's page
        },
    )


@router.get("/v1/receipts/{entry_id}", tags=["log"])
@refuses(NotFoundError)
def receipt(request: Request, entry_id: UUID) -> ReceiptRead:
    """How far an entry has come that somebody was given the id of, such as an `Audit-Receipt`; the id is the key."""
    with request.app.state.database.reading() as session:
        found = standing_of(session, entry_id)
    if found is None:
        raise NotFoundError
    return ReceiptRead.model_validate(found)


def _kind(file: str) -> str:
    if file.endswith(".tsr"):
        return STAMP
    return "application/octet-stream" if file.startswith("tile/") else "text/plain; charset=utf-8"


def _split(request: Request, path: str) -> tuple[str, str]:
    """The origin and the file; NotFoundError unless it is this wallet's own log, or one that it closed."""
    settings: Settings = request.app.state.settings
    if (found := _LOG_FILE.fullmatch(path)) is None:
        raise NotFoundError
    if found["origin"] != settings.log_origin:
        with request.app.state.database.reading() as session:
            if read_head(session, found["origin"]) is None:
                raise NotFoundError
    return found["origin"], found["file"]
