"""What a document is, by its first bytes and never by its name.

Only types that a public office can read are taken (PDF: ISO 32000-2 section 7.5.2; JPEG: ITU-T T.81 B.1.1; PNG: RFC
2083 section 3.1; WebP: RFC 9649 section 2.4; HEIC: ISO/IEC 23008-12 section 10.2). The header must stand at the very
first byte: files that are two things at once are refused.
"""

HEADER_BYTES = 64
MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png", "image/webp", "image/heic")
HEIC_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"hevc"})
ANY_LABEL = frozenset({"", "application/octet-stream"})


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


def fits(declared: str, media_type: str) -> bool:
    """Whether a Content-Type as it was sent may stand for this content; no label claims nothing."""
    return declared.partition(";")[0].strip().lower() in ANY_LABEL | {media_type}
