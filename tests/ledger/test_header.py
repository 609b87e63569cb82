"""The public header: the worked example of the design, byte for byte, and nothing that says who."""

import base64
import hashlib

import pytest

from tests.conftest import NOON
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.header import base64url, header_bytes, parse_header, retention_month, tag
from wallet.ledger.tree import leaf_hash

LOG_KEY = hashlib.sha256(b"example citizen key").digest()
EXAMPLE_TAG = "kjIWcSMNrXWZh-5VOeAyYar9nYdpfv-znJyqoOjYFu4"
EXAMPLE_COMMITMENT = "zss8F6F517Mz07Bn0Mpb523yNqqVxsyaJkjaGaRzvcA"
EXAMPLE = (
    b'{"c":"zss8F6F517Mz07Bn0Mpb523yNqqVxsyaJkjaGaRzvcA","keep":"2032-10","op":"document.read","out":"released",'
    b'"t":1792600000,"tag":"kjIWcSMNrXWZh-5VOeAyYar9nYdpfv-znJyqoOjYFu4","v":1}'
)


def example(operation: str = "document.read") -> bytes:
    return header_bytes(
        operation=operation,
        outcome="released",
        seconds=1_792_600_000,
        keep="2032-10",
        tag=tag(LOG_KEY, 17),
        commitment=base64.urlsafe_b64decode(EXAMPLE_COMMITMENT + "="),
    )


def test_the_tag_of_the_worked_example() -> None:
    assert base64url(tag(LOG_KEY, 17)) == EXAMPLE_TAG


def test_the_header_of_the_worked_example_is_179_bytes_of_canonical_json() -> None:
    assert example() == EXAMPLE
    assert len(EXAMPLE) == 179


def test_the_leaf_hash_of_the_worked_example() -> None:
    assert base64.b64encode(leaf_hash(EXAMPLE)) == b"xcYqN4P2BV9F5k6wYyUlukpj9e022G5R3KE+oIlGos4="


def test_an_entry_is_kept_for_six_years() -> None:
    assert retention_month(NOON) == "2032-11"


def test_a_header_reads_back() -> None:
    parsed = parse_header(example("record.read"))
    assert (parsed.tag, parsed.c, parsed.t, parsed.op) == (
        EXAMPLE_TAG,
        EXAMPLE_COMMITMENT,
        1_792_600_000,
        "record.read",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v":1,"w":0'),
        (b'{"c"', b'{ "c"'),
        (b"record.read", b"record.peek"),
        (b"released", b"RELEASED"),
        (b"1792600000", b"1792600000.0"),
        (b"1792600000", b"01792600000"),
        (b"1792600000", b"-1"),
        (b"2032-10", b"2032-13"),
        (b"Fu4", b"Fu5"),  # the last letter of 32 bytes in base64 has two bits that must be zero
        (b"Fu4", b"Fu4="),
        (b"}", b"}\n"),
    ],
)
def test_no_other_spelling_of_a_header_is_accepted(old: bytes, new: bytes) -> None:
    with pytest.raises(MalformedLogError):
        parse_header(example("record.read").replace(old, new, 1))
