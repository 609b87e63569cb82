"""tus 1.0.0 (tus.io/protocols/resumable-upload): core, and the extensions creation, termination and expiration.

    OPTIONS                             what is spoken here
    POST     Upload-Length, -Metadata   201, Location                        creation
    HEAD                                Upload-Offset, Upload-Length         core
    PATCH    Upload-Offset, the bytes   204, the new Upload-Offset           core
    DELETE                              204                                  termination

Whenever an upload is not yet complete, `Upload-Expires` says until when it waits. Of `Upload-Metadata` three names are
understood: `type` (of the catalogue; needed), `sha256` (of the whole file, 64 hex digits) and `agreement` (for a
sensitive document). A file's own name is not asked for, and forgotten where it comes.
"""

import base64
import binascii
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Annotated

from fastapi import Depends, Header
from fastapi.routing import APIRoute
from starlette.types import Message, Receive, Scope, Send

from wallet.errors import InvalidRequestError
from wallet.records.uploads.arriving import Announced
from wallet.records.uploads.errors import TUS_VERSION, UploadProtocolError
from wallet.records.uploads.models import Upload
from wallet.web.refusals import refuses

EXTENSIONS = "creation,termination,expiration"
PIECE_TYPE = "application/offset+octet-stream"
METADATA_LETTERS = 2000
DIGEST_HEX = 64
TYPE_LETTERS = 60


class TusRoute(APIRoute):
    """Says `Tus-Resumable` on every answer, refusals included, as the protocol wants it."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def announce(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"tus-resumable", TUS_VERSION.encode())]}
            await send(message)

        await super().handle(scope, receive, announce)


@refuses(UploadProtocolError)
async def _spoken(tus_resumable: Annotated[str, Header(max_length=20)] = "") -> None:
    if tus_resumable != TUS_VERSION:
        raise UploadProtocolError


Spoken = Depends(_spoken)


def announced(length: int, metadata: str) -> Announced:
    """InvalidRequestError for metadata that cannot be read."""
    told = _read_metadata(metadata)
    digest = told.get("sha256", "")
    try:
        sha256 = bytes.fromhex(digest)
    except ValueError:
        raise _unreadable from None
    if len(digest) not in {0, DIGEST_HEX} or not 0 < len(told.get("type", "")) <= TYPE_LETTERS:
        raise _unreadable
    return Announced(told["type"], length, sha256, told.get("agreement", ""))


def headers_of(upload: Upload) -> dict[str, str]:
    headers = {"Upload-Offset": str(upload.received), "Upload-Length": str(upload.length)}
    if not upload.is_complete:
        headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return headers


def _read_metadata(text: str) -> Mapping[str, str]:
    """`name base64,name base64`; a name without a value is an empty one."""
    told: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _, value = part.partition(" ")
        try:
            told[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise _unreadable from None
    return told


_unreadable = InvalidRequestError(
    "Upload-Metadata needs `type`, and may have `sha256` (64 hex digits) and `agreement`, each in base64",
    fields=(("header:upload-metadata", "is not in the documented form"),),
)
