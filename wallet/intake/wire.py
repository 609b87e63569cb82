"""What crosses the wall: lengths, JSON and pictures. Never a pickle: the other side may have been taken over.

    parent to warden  9-byte orders: a letter and an inspection's number (u64, big endian). B: fork a child; its end of
                      the connection comes along. K: kill the child, should it still be there.
    parent to child   frames, each a u32 length (big endian) and as many bytes: the job as JSON, the document in any
                      number of frames, an empty frame as its end; a connection that closes before that: forget it
    child to parent   one byte READY once the child is confined; then three frames: verdict as JSON, preview, thumbnail

`verdict_from` believes nothing: lengths, types, words and the pictures' first bytes are checked.
"""

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from socket import socket
from typing import Any

from wallet.intake.headers import media_type_of
from wallet.intake.refusals import Flag, Refusal
from wallet.intake.verdicts import Coverage, Signature, SignatureProblem, Verdict

ORDER = struct.Struct("!cQ")
BEGIN, KILL = b"B", b"K"
READY = b"R"
LENGTH = struct.Struct("!I")
JSON_BYTES = 256 * 1024
PICTURE_BYTES = 4 * 1024 * 1024
STEP_BYTES = 256 * 1024
DETAIL_CHARACTERS = 200
CHANGES_AFTER = frozenset({"none", "archival", "forms", "other"})


class MalformedAnswerError(Exception):
    """The child's answer is not what this module writes."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the wallet's own process already knows about the document, and what it wants to know.

    `now`: signatures are judged at this time. `codes`: look for QR codes and zones, which takes longer than the rest.
    """

    media_type: str
    now: datetime
    codes: bool = False

    def as_bytes(self) -> bytes:
        return json.dumps({"media_type": self.media_type, "now": self.now.isoformat(), "codes": self.codes}).encode()

    @classmethod
    def from_bytes(cls, frame: bytes) -> "Job":
        told = json.loads(frame)
        return cls(told["media_type"], datetime.fromisoformat(told["now"]), told["codes"])


def send_frame(connection: socket, content: bytes | memoryview) -> None:
    connection.sendall(LENGTH.pack(len(content)))
    connection.sendall(content)


def receive_frame(connection: socket, limit: int, seconds: Callable[[], float] | None = None) -> bytes:
    """Raises MalformedAnswerError when the other side closes early or announces more than `limit` bytes.

    `seconds`: how long there is from now on, asked before every wait; TimeoutError when it is over.
    """
    length: int = LENGTH.unpack(_exactly(connection, LENGTH.size, seconds))[0]
    if length > limit:
        raise MalformedAnswerError("too long")
    return _exactly(connection, length, seconds)


def _exactly(connection: socket, count: int, seconds: Callable[[], float] | None) -> bytes:
    content = bytearray()
    while len(content) < count:
        if seconds is not None:
            connection.settimeout(seconds())
        piece = connection.recv(min(count - len(content), STEP_BYTES))
        if not piece:
            raise MalformedAnswerError("broke off")
        content += piece
    return bytes(content)


def frames_of(verdict: Verdict) -> Iterator[bytes]:
    signatures = [asdict(one) | {"at": one.at.isoformat() if one.at else None} for one in verdict.signatures]
    told = {
        "refused": verdict.refused,
        "detail": verdict.detail,
        "flags": sorted(verdict.flags),
        "pages": verdict.pages,
        "width": verdict.width,
        "height": verdict.height,
        "signatures": signatures,
        "codes": verdict.codes,
    }
    yield json.dumps(told).encode()
    yield verdict.preview or b""
    yield verdict.thumbnail or b""


def verdict_from(media_type: str, told: bytes, preview: bytes, thumbnail: bytes) -> Verdict:
    """`media_type` is what the parent saw itself. Raises MalformedAnswerError."""
    try:
        answer = json.loads(told)
        refused = Refusal(answer["refused"]) if answer["refused"] is not None else None
        detail = _text(answer["detail"])[:DETAIL_CHARACTERS]
        if refused:
            return Verdict(media_type=media_type, refused=refused, detail=detail)
        return Verdict(
            media_type=media_type,
            detail=detail,
            flags=frozenset(Flag(name) for name in answer["flags"]),
            pages=_count(answer["pages"]),
            width=_count(answer["width"]),
            height=_count(answer["height"]),
            signatures=tuple(_signature(one) for one in answer["signatures"]),
            codes=tuple(_text(code) for code in answer["codes"]),
            preview=_webp(preview),
            thumbnail=_webp(thumbnail),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise MalformedAnswerError("not a verdict") from None


def _signature(told: dict[str, Any]) -> Signature:
    if set(told) != {field.name for field in fields(Signature)} or told["changes_after"] not in CHANGES_AFTER:
        raise ValueError("not a signature")
    return Signature(
        field=_text(told["field"]),
        intact=told["intact"] is True,
        trusted=told["trusted"] is True,
        holds=told["holds"] is True,
        common_name=_text(told["common_name"]),
        organisation=_text(told["organisation"]),
        at=datetime.fromisoformat(_text(told["at"])) if told["at"] is not None else None,
        stamped=told["stamped"] is True,
        coverage=Coverage(told["coverage"]),
        changes_after=told["changes_after"],
        problem=SignatureProblem(told["problem"]) if told["problem"] is not None else None,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise ValueError("not a count")
    return value


def _webp(content: bytes) -> bytes:
    if media_type_of(content[:16]) != "image/webp":
        raise ValueError("a preview is always WebP")
    return content
