"""A multipart form (RFC 7578) read while it arrives: small fields in memory, the one file as a stream, never on disk.

    <fields> <file> <fields>        the reader stops at the file; what follows it is read once the file is consumed

The file's reader reports its end only after the whole form has been seen to its closing boundary, so a form that breaks
off never looks like a short but whole file.
"""

import io
from typing import TYPE_CHECKING, BinaryIO

from wallet.errors import BodyTooLargeError
from wallet.web.parts import FIELDS_AT_MOST, FormParts
from wallet.web.streaming import RequestBody

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FIELD_LIMIT_BYTES = 64 * 1024
STEP_BYTES = 128 * 1024


class Form:
    """`fields` grows by those behind the file once the file is consumed; `file` is None when none was chosen."""

    def __init__(self, fields: dict[str, str], file: "StreamedFile | None") -> None:
        self.fields = fields
        self.file = file


class StreamedFile(io.BufferedReader):
    """The form's file. `filename` is what the sender calls it, cleaned of folders and control characters."""

    def __init__(self, arriving: "_ArrivingFile", filename: str, content_type: str) -> None:
        super().__init__(arriving, STEP_BYTES)
        self.filename = filename
        self.content_type = content_type


def read_form(
    body: RequestBody,
    content_type: str,
    *,
    file_field: str,
    field_limit: int = FIELD_LIMIT_BYTES,
    fields_at_most: int = FIELDS_AT_MOST,
) -> Form:
    """Reads up to the file named `file_field`, or the whole form when it has none.

    Raises MalformedBodyError (also for a second file, a repeated field, too many fields), BodyTooLargeError for a field
    over `field_limit` bytes, TruncatedBodyError; UnsupportedMediaTypeError when the body is no multipart form at all.
    """
    parts = FormParts(content_type, file_field, field_limit, fields_at_most)
    while not (parts.file_begun or parts.ended):
        _step(body, parts)
    if not parts.file_begun:
        return Form(parts.fields, None)
    arriving = _ArrivingFile(body, parts, body.document_limit)
    return Form(parts.fields, StreamedFile(arriving, parts.filename, parts.file_type))


class _ArrivingFile(io.RawIOBase):
    def __init__(self, body: BinaryIO, parts: FormParts, limit: int) -> None:
        super().__init__()
        self._body = body
        self._parts = parts
        self._limit = limit
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        while not (self._parts.file_bytes or self._parts.ended):
            _step(self._body, self._parts)
        target = memoryview(buffer).cast("B")
        waiting = self._parts.file_bytes
        count = min(len(target), len(waiting))
        target[:count] = waiting[:count]
        del waiting[:count]
        self._total += count
        if self._total > self._limit:
            raise BodyTooLargeError
        return count


def _step(body: BinaryIO, parts: FormParts) -> None:
    piece = body.read(STEP_BYTES)
    if piece:
        parts.feed(piece)
    else:
        parts.finish()
