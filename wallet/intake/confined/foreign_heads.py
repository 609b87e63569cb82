"""Files that are two things at once: beginnings of other formats where a picture or a PDF has no business with them.

What is compressed looks like noise, so a short mark turns up in it by chance; each mark is therefore sought only where
that cannot mislead. `%PDF-` in 20 MiB of noise: once in 50,000 files. `PK` marks (APPNOTE 4.3.7, 4.3.16): the first
only outside pixel data; the last, which is where readers of ZIP begin, in the last 65,557 bytes.
"""

from wallet.intake.confined.findings import RefusedError
from wallet.intake.refusals import Refusal

WEB_HEADS = (b"<html", b"<!doctype", b"<script", b"<svg", b"<?php", b"<iframe")
OTHER_HEADS = (b"pk\x03\x04", b"\x7felf", b"rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"ftypmp4", b"ftypisom", b"ftypqt")
SNIFFED_BYTES = 1024
ZIP_END = b"PK\x05\x06"
ZIP_END_REACH_BYTES = 22 + 65_535


def refuse_in_picture(content: bytes, metadata: tuple[bytes, ...]) -> None:
    """`metadata`: every part of the file that is not compressed pixels."""
    if b"%PDF-" in content:
        raise RefusedError(Refusal.HIDDEN_CONTENT, "a PDF begins inside the picture")
    _refuse_zip(content)
    for part in (content[:SNIFFED_BYTES], *metadata):
        lowered = part.lower()
        for head in WEB_HEADS + OTHER_HEADS:
            if head in lowered:
                raise RefusedError(Refusal.HIDDEN_CONTENT, f"{head!r} inside the picture")


def refuse_in_pdf(content: bytes) -> None:
    _refuse_zip(content)
    lowered = content[:SNIFFED_BYTES].lower()
    for head in WEB_HEADS + OTHER_HEADS:
        if head in lowered:
            raise RefusedError(Refusal.HIDDEN_CONTENT, f"{head!r} near the beginning of the PDF")


def _refuse_zip(content: bytes) -> None:
    if content.rfind(ZIP_END, max(0, len(content) - ZIP_END_REACH_BYTES)) >= 0:
        raise RefusedError(Refusal.HIDDEN_CONTENT, "the file also ends like a ZIP")
