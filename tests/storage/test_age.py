"""What we encrypt for somebody outside opens with a tool that others wrote, and with nothing else."""

import pyrage
import pytest

from storage.age import CHUNK_BYTES, Recipient, encrypted
from storage.bech32 import decoded

PHRASE = "bốn chữ dễ nhớ"
LENGTHS = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]
WRONG_KEYS = ["age1", "age1qqqq", "", "khóa", "AGE1Qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq"]


def pieces(content: bytes, size: int = 10_007) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


@pytest.mark.parametrize("length", LENGTHS)
def test_whoever_has_the_key_opens_it_with_their_own_tool(length: int) -> None:
    identity, content = pyrage.x25519.Identity.generate(), bytes(range(256)) * (length // 256 + 1)
    file = b"".join(encrypted(pieces(content[:length]), Recipient(public=str(identity.to_public()))))
    assert pyrage.decrypt(file, [identity]) == content[:length]


def test_whoever_knows_the_passphrase_opens_it_and_nobody_else() -> None:
    file = b"".join(encrypted([b"noi dung"], Recipient(PHRASE)))
    assert pyrage.passphrase.decrypt(file, PHRASE) == b"noi dung"
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(file, PHRASE + "?")


@pytest.mark.parametrize("place", [40, 120, 220, -1, -CHUNK_BYTES])
def test_an_altered_file_does_not_open(place: int) -> None:
    identity = pyrage.x25519.Identity.generate()
    file = bytearray(b"".join(encrypted([bytes(2 * CHUNK_BYTES)], Recipient(public=str(identity.to_public())))))
    file[place] ^= 1
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(bytes(file), [identity])


def test_a_file_that_was_cut_between_chunks_does_not_open() -> None:
    identity = pyrage.x25519.Identity.generate()
    file = b"".join(encrypted([bytes(2 * CHUNK_BYTES)], Recipient(public=str(identity.to_public()))))
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(file[: -CHUNK_BYTES - 16], [identity])


@pytest.mark.parametrize("text", WRONG_KEYS)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        decoded("age", text)


def test_one_wrong_letter_of_a_key_is_noticed() -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    wrong = key[:20] + ("q" if key[20] != "q" else "p") + key[21:]
    with pytest.raises(ValueError, match="checksum"):
        decoded("age", wrong)
