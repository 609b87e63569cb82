"""The bytes that bind a sealed thing to its place are part of the format: they never change."""

from uuid import UUID

from storage.contexts import citizen_key_context, dek_context, object_context, small_context

CITIZEN = UUID("11111111-1111-1111-1111-111111111111")
OBJECT = UUID("22222222-2222-2222-2222-222222222222")
IDS = b"\x11" * 16 + b"\x22" * 16


def test_the_context_of_an_object() -> None:
    assert object_context(CITIZEN, OBJECT, 0x01020304) == b"wallet.obj.v1\0" + IDS + b"\1\2\3\4"


def test_the_context_of_a_dek() -> None:
    assert dek_context(CITIZEN, OBJECT, 1, 2) == b"wallet.dek.v1\0" + IDS + b"\0\0\0\1" + b"\0\0\0\2"


def test_the_context_of_a_citizen_key() -> None:
    assert citizen_key_context(CITIZEN, 9) == b"wallet.cky.v1\0" + b"\x11" * 16 + b"\0\0\0\x09"


def test_the_context_of_a_small_message() -> None:
    assert small_context(CITIZEN, OBJECT, 1, 0x0203) == b"wallet.fld.v1\0" + IDS + b"\0\0\0\1" + b"\2\3"
