"""However a body arrives and however the sealed form is taken, it is one and the same kind of message."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.chunks import sealed_length
from storage.errors import LengthMismatchError
from storage.objects import StoredBody
from storage.sealing import open_small, seal_small
from storage.streams import STEP_BYTES, SealingStream, opened
from tests.storage.conftest import KEY

CONTENT = bytes(range(256)) * 1200
CONTEXT = b"context"

piece_sizes = st.lists(
    st.sampled_from([1, 55, 56, 57, 16383, 16384, 16400, 65600, 82056, 100_000, 300_000]), min_size=1
)


class Uneven(io.BytesIO):
    """Gives pieces of the sizes listed, over and over."""

    def __init__(self, content: bytes, sizes: list[int]) -> None:
        super().__init__(content)
        self._sizes = sizes
        self._turn = 0

    def next_size(self) -> int:
        self._turn += 1
        return self._sizes[self._turn % len(self._sizes)]

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(self.next_size(), len(CONTENT) if size is None or size < 0 else size))

    def fill(self, target: memoryview) -> int:
        return self.readinto(target[: self.next_size()])


@given(length=st.integers(0, len(CONTENT)), arriving=piece_sizes, taking=piece_sizes)
def test_a_stream_is_one_message_however_it_is_read(length: int, arriving: list[int], taking: list[int]) -> None:
    stream = SealingStream(Uneven(CONTENT[:length], [max(size, 500) for size in arriving]), KEY.secret, CONTEXT, length)
    taken = bytearray()
    turn = 0
    while count := stream.readinto(buffer := bytearray(max(taking[turn % len(taking)], 500))):
        taken += buffer[:count]
        turn += 1
    assert open_small(KEY.secret, CONTEXT, bytes(taken)) == CONTENT[:length]
    assert stream.header == taken[:56]
    assert (stream.plaintext_length, len(taken)) == (length, sealed_length(length))


@pytest.mark.parametrize("announced", [0, 1, 999, 1001, 100_000])
def test_a_body_of_another_length_than_announced_never_becomes_a_message(announced: int) -> None:
    stream = SealingStream(io.BytesIO(bytes(1000)), KEY.secret, CONTEXT, announced)
    with pytest.raises(LengthMismatchError):
        stream.read()


@given(length=st.integers(0, len(CONTENT)), arriving=piece_sizes)
def test_a_message_opens_however_the_store_gives_it(length: int, arriving: list[int]) -> None:
    sealed = seal_small(KEY.secret, CONTEXT, CONTENT[:length])
    body = Uneven(sealed, [max(size, 500) for size in arriving])
    pieces = list(opened(StoredBody(body.fill, len(sealed)), KEY.secret, CONTEXT, sealed[:56]))
    assert b"".join(pieces) == CONTENT[:length]
    assert all(0 < len(piece) <= STEP_BYTES for piece in pieces)
