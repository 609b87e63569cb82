"""A paper in pieces, in the words of tus 1.0."""

import base64
import hashlib

from tests.world import Caller, answered

TUS = {"Tus-Resumable": "1.0.0"}
KIND = "gplx"
"""A driving licence: keeping its picture needs no agreement of its own."""


def upload_of(paper: bytes, *, kind: str = KIND, **more: str) -> dict[str, str]:
    """The headers that announce it; `more`: other metadata, in place of what would be said of this paper."""
    told = {"type": kind, "sha256": hashlib.sha256(paper).hexdigest(), **more}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
    return {**TUS, "Upload-Length": str(len(paper)), "Upload-Metadata": metadata}


def piece_at(offset: int) -> dict[str, str]:
    return {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}


def begin(citizen: Caller, paper: bytes, **more: str) -> str:
    """Announce it; gives the address that its pieces go to."""
    return str(answered(citizen.post("/v1/me/uploads", headers=upload_of(paper, **more)), 201).headers["Location"])


def send(citizen: Caller, address: str, paper: bytes, start: int, stop: int) -> int:
    """Bytes start to stop - 1, in one call; how far the upload has come then."""
    answer = answered(citizen.call("PATCH", address, headers=piece_at(start), data=paper[start:stop]), 204)
    return int(answer.headers["Upload-Offset"])


def offset(citizen: Caller, address: str) -> int:
    return int(answered(citizen.call("HEAD", address, headers=TUS), 200).headers["Upload-Offset"])


def keep(citizen: Caller, address: str, kind: str = KIND, **more: str) -> dict[str, str]:
    """The receipt of the paper that it becomes."""
    wanted = {"type": kind, "as_of": "2026-01-15", "upload": address.rpartition("/")[2], **more}
    receipt: dict[str, str] = answered(citizen.post("/v1/me/records", json=wanted), 201).json()
    return receipt
