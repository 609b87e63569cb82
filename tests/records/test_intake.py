"""A document is what its first bytes say, at the very first byte."""

import io

import pytest

from wallet.errors import UnsupportedMediaTypeError
from wallet.records.intake import SniffedDocument

ACCEPTED = {
    "application/pdf": b"%PDF-1.7\n",
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "image/heic": b"\x00\x00\x00\x18ftypheic\x00\x00",
}
REFUSED = {
    "empty": b"",
    "one byte": b"%",
    "html before a pdf": b"<html></html>%PDF-1.7",
    "a blank before a pdf": b" %PDF-1.7",
    "zip": b"PK\x03\x04",
    "gif": b"GIF89a",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'>",
    "video in the same box format": b"\x00\x00\x00\x18ftypisom\x00\x00",
    "audio in the same container": b"RIFF\x24\x00\x00\x00WAVEfmt ",
}


def read_in_sevens(document: SniffedDocument) -> bytes:
    return b"".join(iter(lambda: document.read(7), b""))


@pytest.mark.parametrize("media_type", ACCEPTED)
def test_known_content_passes_through_unchanged(media_type: str) -> None:
    content = ACCEPTED[media_type] + b"x" * 1000
    for declared in (media_type, "application/octet-stream", "", media_type.upper() + "; charset=binary"):
        document = SniffedDocument(io.BytesIO(content), declared)
        assert document.media_type == media_type
        assert read_in_sevens(document) == content


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(UnsupportedMediaTypeError):
        SniffedDocument(io.BytesIO(content), "application/octet-stream")


def test_a_label_that_lies_is_refused() -> None:
    with pytest.raises(UnsupportedMediaTypeError):
        SniffedDocument(io.BytesIO(ACCEPTED["image/png"]), "application/pdf")
