"""What a document is, by its first bytes and never by its name.

Only types that a public office can read are taken (PDF: ISO 32000-2 section 7.5.2; JPEG: ITU-T T.81 B.1.1; PNG: RFC
2083 section 3.1; WebP: RFC 9649 section 2.4; HEIC: ISO/IEC 23008-12 section 10.2). The header must stand at the very
first byte: files that are two things at once are refused.
"""

from typing import Protocol

from wallet.errors import UnsupportedMediaTypeError

HEADER_BYTES = 64
HEIC_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"hevc"})


class Readable(Protocol):
    """Gives at most n bytes a call, b"" at the end; a short read is not an end."""

    def read(self, n: int = -1, /) -> bytes: ...


def media_type_of(header: bytes) -> str | None:
    """The media type that these first bytes announce; None when it is none that the wallet takes."""
    if header.startswith(b"%PDF-"):
        return "application/pdf"
    if header.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if header.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if header[:4] == b"RIFF" and header[8:12] == b"WEBP":
        return "image/webp"
    if header[4:8] == b"ftyp" and header[8:12] in HEIC_BRANDS:
        return "image/heic"
    return None


class SniffedDocument:
    """A document's bytes as they stream in; its type is known before the first of them is sealed."""

    def __init__(self, source: Readable, declared: str) -> None:
        """Raises UnsupportedMediaTypeError when the content is not what was declared, or not of a type we take."""
        self._source = source
        self._header = _read_header(source)
        found = media_type_of(self._header)
        declared = declared.partition(";")[0].strip().lower()
        if found is None:
            raise UnsupportedMediaTypeError("the content is none of PDF, JPEG, PNG, WebP, HEIC")
        if declared not in {found, "application/octet-stream", ""}:
            raise UnsupportedMediaTypeError(f"declared {declared}, but the content is {found}")
        self.media_type = found

    def read(self, n: int = -1, /) -> bytes:
        if self._header:
            head, self._header = (self._header, b"") if n < 0 else (self._header[:n], self._header[n:])
            return head
        return self._source.read(n)


def _read_header(source: Readable) -> bytes:
    header = b""
    while len(header) < HEADER_BYTES and (chunk := source.read(HEADER_BYTES - len(header))):
        header += chunk
    return header
