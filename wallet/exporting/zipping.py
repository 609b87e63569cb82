"""A ZIP that is written while it is read: no file is kept, and no length has to be known before."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from wallet.clock import VIETNAM

OWNER_ONLY = 0o600 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """One file. `packed`: whether it is worth compressing; papers are compressed already."""

    name: str
    chunks: Iterable[bytes]
    packed: bool = True


class _Sink:
    """What the ZIP writes to; it cannot be wound back, so that lengths are written behind each file."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def zipped(members: Iterable[Member], *, now: datetime) -> Iterator[bytes]:
    """In pieces, never empty. What a member's chunks raise comes out: the ZIP then breaks off without its directory."""
    sink = _Sink()
    archive = zipfile.ZipFile(sink, "w")
    for member in members:
        with archive.open(_info(member, now), "w") as file:
            for chunk in member.chunks:
                file.write(chunk)
                if piece := sink.taken():
                    yield piece
    archive.close()
    yield sink.taken()


def _info(member: Member, now: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(member.name, now.astimezone(VIETNAM).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED if member.packed else zipfile.ZIP_STORED
    info.external_attr = OWNER_ONLY
    return info
