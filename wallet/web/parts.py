"""The parts of a multipart form, collected from the parser's callbacks."""

import unicodedata

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from wallet.errors import BodyTooLargeError, MalformedBodyError, UnsupportedMediaTypeError

FIELDS_AT_MOST = 20
FILENAME_LETTERS = 120
PLAIN_ENCODINGS = frozenset({b"", b"7bit", b"8bit", b"binary"})


class FormParts:
    """Fed with the body's pieces; holds finished fields and those bytes of the file that nobody has read yet."""

    def __init__(
        self, content_type: str, file_field: str, field_limit: int, fields_at_most: int = FIELDS_AT_MOST
    ) -> None:
        self.fields: dict[str, str] = {}
        self.file_bytes = bytearray()
        self.file_begun = False
        self.ended = False
        self.filename = ""
        self.file_type = ""
        self._file_field = file_field
        self._field_limit = field_limit
        self._fields_at_most = fields_at_most
        self._in_file = False
        self._name = ""
        self._value = bytearray()
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._parser = self._open_parser(content_type)

    def feed(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except FormParserError:
            raise MalformedBodyError("the multipart form is not well formed") from None

    def finish(self) -> None:
        """The body is over; raises MalformedBodyError when the form's closing boundary has not been seen."""
        if not self.ended:
            raise MalformedBodyError("the multipart form has no closing boundary")

    def _open_parser(self, content_type: str) -> MultipartParser:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary:
            raise UnsupportedMediaTypeError("the body must be multipart/form-data with a boundary")
        try:
            return MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin_part,
                    "on_header_field": self._add_to_header_name,
                    "on_header_value": self._add_to_header_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._end_headers,
                    "on_part_data": self._add_to_part,
                    "on_part_end": self._end_part,
                    "on_end": self._end,
                },
            )
        except FormParserError:
            raise MalformedBodyError("the multipart boundary is not acceptable") from None

    def _begin_part(self) -> None:
        self._headers = {}
        self._value = bytearray()
        self._in_file = False

    def _add_to_header_name(self, piece: bytes, start: int, stop: int) -> None:
        self._header_name += piece[start:stop]

    def _add_to_header_value(self, piece: bytes, start: int, stop: int) -> None:
        self._header_value += piece[start:stop]

    def _end_header(self) -> None:
        self._headers[bytes(self._header_name).lower()] = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()

    def _end_headers(self) -> None:
        kind, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if kind != b"form-data" or b"name" not in options:
            raise MalformedBodyError("a part of the form has no name")
        if self._headers.get(b"content-transfer-encoding", b"").lower() not in PLAIN_ENCODINGS:
            raise MalformedBodyError("a part of the form is encoded")
        self._name = _text(options[b"name"])
        if options.get(b"filename"):  # a browser sends an empty one when no file was chosen
            self._begin_file(options[b"filename"])
        elif self._name != self._file_field:
            self._begin_field()

    def _begin_file(self, filename: bytes) -> None:
        if self._name != self._file_field or self.file_begun:
            raise MalformedBodyError("the form has a file that was not asked for")
        self._in_file = self.file_begun = True
        self.filename = _clean(filename)
        self.file_type = self._headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()

    def _begin_field(self) -> None:
        if self._name in self.fields:
            raise MalformedBodyError("a field of the form comes twice")
        if len(self.fields) >= self._fields_at_most:
            raise MalformedBodyError("the form has too many fields")

    def _add_to_part(self, piece: bytes, start: int, stop: int) -> None:
        if self._in_file:
            self.file_bytes += memoryview(piece)[start:stop]
            return
        if len(self._value) + stop - start > self._field_limit:
            raise BodyTooLargeError("a field of the form is too long")
        self._value += piece[start:stop]

    def _end_part(self) -> None:
        if self._in_file:
            return
        if self._name != self._file_field:
            self.fields[self._name] = _text(bytes(self._value))
        elif self._value:
            raise MalformedBodyError("the form's file has no name")

    def _end(self) -> None:
        self.ended = True


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedBodyError("the form is not UTF-8") from None


def _clean(filename: bytes) -> str:
    """In NFC: phones and computers of one maker send "Hòa" as "Hoa" and a mark, and it is the same name."""
    name = filename.decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]
    name = unicodedata.normalize("NFC", name)
    return "".join(letter for letter in name if letter.isprintable())[:FILENAME_LETTERS]
