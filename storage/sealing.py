"""Seals short messages that fit in memory: wrapped keys, log bodies, small records."""

import os

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from storage.errors import TamperedError

SECRET_BYTES = 32


def new_secret() -> bytes:
    """32 bytes from the operating system's generator: a citizen key, a DEK, a log key."""
    return os.urandom(SECRET_BYTES)


def seal_small(key: bytes, context: bytes, message: bytes) -> bytes:
    """One Cobblestone-256 message, 72 bytes longer than `message` below 16 KiB; a wrapped key is 104 bytes."""
    encryptor = Cobblestone256Encryptor(key, context)
    return encryptor.update(message) + encryptor.finalize()


def open_small(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """The message, whole and authenticated; TamperedError where key, context or a single bit differs."""
    decryptor = Cobblestone256Decryptor(key, context)
    try:
        return decryptor.update(sealed) + decryptor.finalize()
    except InvalidTag:
        raise TamperedError("a sealed message does not open with this key and context") from None
