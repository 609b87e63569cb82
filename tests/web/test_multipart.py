"""A form's file streams through; its fields are small, unique and UTF-8; a form that breaks off is no form."""

import io
import unicodedata
from typing import Any, Literal, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.errors import BodyTooLargeError, MalformedBodyError, UnsupportedMediaTypeError, WalletError
from wallet.web.multipart import Form, read_form
from wallet.web.streaming import Arriving, RequestBody

BOUNDARY = "----mau1234"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
TITLE = ('name="title"', "Giấy khai sinh".encode())
PAPER = ('name="paper"; filename="C:\\giấy\\k\x7fhai.pdf"\r\nContent-Type: Application/PDF; x=y', b"%PDF-1.7 mau")


class Delivered(io.RawIOBase):
    """Stands where the network stands: gives what was sent, `step` bytes at a time."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__()
        self._content = io.BytesIO(content)
        self._step = step

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._content.read(min(self._step, len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)


def sent(*parts: tuple[str, bytes], close: bool = True) -> bytes:
    body = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {header}\r\n\r\n".encode() + content + b"\r\n"
        for header, content in parts
    )
    return body + (f"--{BOUNDARY}--\r\n".encode() if close else b"")


def read(content: bytes, *, step: int = 7, content_type: str = CONTENT_TYPE, limit: int = 1_000_000) -> Form:
    body = RequestBody(cast(Arriving, Delivered(content, step)), content_type, len(content), limit)
    return read_form(body, content_type, file_field="paper", field_limit=1000)


def test_fields_come_first_then_the_file_as_a_stream() -> None:
    form = read(sent(TITLE, PAPER))
    assert form.fields == {"title": "Giấy khai sinh"}
    assert form.file is not None
    assert (form.file.filename, form.file.content_type) == ("khai.pdf", "application/pdf")
    assert form.file.read() == b"%PDF-1.7 mau"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_decomposed_file_name_is_the_same_name(form: Literal["NFC", "NFD"]) -> None:
    name = "Giấy khai sinh Nguyễn Thị Hòa, Đắk Lắk.pdf"
    sent_name = unicodedata.normalize(form, name)
    found = read(sent((f'name="paper"; filename="{sent_name}"\r\nContent-Type: application/pdf', b"%PDF"))).file
    assert found is not None
    assert found.filename == name


def test_fields_behind_the_file_are_there_once_it_is_consumed() -> None:
    form = read(sent(PAPER, TITLE), step=50)
    assert form.file is not None
    form.file.read()
    assert form.fields == {"title": "Giấy khai sinh"}


def test_a_form_without_a_chosen_file_has_none() -> None:
    assert read(sent(TITLE)).file is None
    assert read(sent(TITLE, ('name="paper"; filename=""', b""))).file is None


@given(
    content=st.binary(max_size=5000) | st.just(f"\r\n--{BOUNDARY[:-1]}\r\n".encode() * 40),
    step=st.integers(min_value=1, max_value=3000),
)
def test_any_file_comes_out_as_it_went_in_however_it_is_cut(content: bytes, step: int) -> None:
    form = read(sent(TITLE, ('name="paper"; filename="x"', content), ('name="last"', b"1")), step=step)
    assert form.file is not None
    assert form.file.read() == content
    assert form.fields == {"title": "Giấy khai sinh", "last": "1"}


WHOLE = sent(TITLE, PAPER, ('name="last"', b"1"))


@pytest.mark.parametrize("length", range(0, len(WHOLE) - 4, 3))
def test_a_form_cut_anywhere_never_looks_whole(length: int) -> None:
    with pytest.raises(WalletError):
        finish(read(WHOLE[:length]))


BAD: dict[str, tuple[bytes, type[WalletError]]] = {
    "no closing boundary": (sent(TITLE, close=False), MalformedBodyError),
    "not a form": (b"{}", MalformedBodyError),
    "empty": (b"", MalformedBodyError),
    "a field twice": (sent(TITLE, TITLE), MalformedBodyError),
    "a second file": (sent(PAPER, PAPER), MalformedBodyError),
    "a file nobody asked for": (sent(('name="other"; filename="x"', b"1")), MalformedBodyError),
    "a file field without a name": (sent(('name="paper"', b"1")), MalformedBodyError),
    "a part without a name": (sent(("", b"1")), MalformedBodyError),
    "not UTF-8": (sent(('name="a"', b"\xff")), MalformedBodyError),
    "an encoded part": (sent(('name="a"\r\nContent-Transfer-Encoding: base64', b"MQ==")), MalformedBodyError),
    "a long field": (sent(('name="a"', b"x" * 1001)), BodyTooLargeError),
    "many fields": (sent(*((f'name="f{n}"', b"1") for n in range(21))), MalformedBodyError),
    "a huge header": (sent((f'name="a"; x="{"y" * 20_000}"', b"1")), MalformedBodyError),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_form_is_refused(name: str) -> None:
    content, error = BAD[name]
    with pytest.raises(error):
        finish(read(content, step=4000))


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(BodyTooLargeError):
        finish(read(sent(('name="paper"; filename="x"', b"x" * 3000)), limit=2999, step=100))


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data", "multipart/mixed; boundary=x", ""])
def test_another_content_type_is_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError):
        read(sent(TITLE), content_type=content_type)


def finish(form: Form) -> None:
    if form.file is not None:
        form.file.read()
