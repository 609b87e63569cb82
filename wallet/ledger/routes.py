"""The published log over HTTP: anyone, read-only, straight from the object store (c2sp.org/tlog-tiles)."""

from fastapi import APIRouter, Request, Response

from storage.objects import ObjectStore
from wallet.errors import NotFoundError
from wallet.ledger.sources import StoreSource
from wallet.ledger.tiles import PATH
from wallet.settings import Settings

CHECKPOINT_CACHE = "public, max-age=5"
FOR_EVER_CACHE = "public, max-age=31536000, immutable"

router = APIRouter()


@router.get("/log/{path:path}", response_class=Response)
def published(request: Request, path: str) -> Response:
    """`/log/<origin>/checkpoint`, `/vkey` or `/tile/…`; every other path is a 404 that never reaches the store."""
    settings: Settings = request.app.state.settings
    objects: ObjectStore = request.app.state.objects
    file = path.removeprefix(f"{settings.log_origin}/")
    if file == path or not PATH.fullmatch(file):
        raise NotFoundError
    content = StoreSource(objects, settings.log_origin).read(file)
    if content is None:
        raise NotFoundError
    is_tile = file.startswith("tile/")
    return Response(
        content,
        media_type="application/octet-stream" if is_tile else "text/plain; charset=utf-8",
        headers={
            "Cache-Control": CHECKPOINT_CACHE if file == "checkpoint" else FOR_EVER_CACHE,
            "Access-Control-Allow-Origin": "*",  # public files: a verifier may run on anybody's page
        },
    )
