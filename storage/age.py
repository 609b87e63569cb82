"""Encrypts a stream for somebody outside: age-encryption.org/v1, which the stock tools `age` and `rage` open.

    age-encryption.org/v1
    -> scrypt <salt> <log2 N>          or      -> X25519 <ephemeral share>
    <the file key, wrapped>
    --- <HMAC-SHA256 of the header>
    nonce 16 B, then ChaCha20-Poly1305 chunks of 64 KiB, nonce = u88be counter + 1 B (1 for the last chunk)

(c2sp.org/age.) Written here since no kept Python library encrypts a stream under a passphrase; the one that tests open
it with was written by others. Base64 is unpadded. Memory: one chunk, and 64 MiB for a moment while a passphrase is
stretched.
"""

import base64
import hmac
import os
from collections.abc import Iterable, Iterator

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from storage.bech32 import decoded

CHUNK_BYTES = 64 * 1024
WORK_FACTOR = 16
"""log2 of scrypt's N: 64 MiB, a fifth of a second."""

_INTRO = b"age-encryption.org/v1\n"
_X25519 = b"age-encryption.org/v1/X25519"
_SCRYPT = b"age-encryption.org/v1/scrypt"
_KEY_BYTES = 16
_PUBLIC_BYTES = 32
_NO_NONCE = bytes(12)


class Recipient:
    """Whoever can open the file: the words of the header that hold its key."""

    def __init__(self, passphrase: str = "", *, public: str = "") -> None:
        """One of the two. ValueError unless `public` is an age recipient ("age1…")."""
        self._passphrase = passphrase.encode()
        self._public = decoded("age", public) if public else b""
        if public and len(self._public) != _PUBLIC_BYTES:
            raise ValueError("not an age recipient")

    def stanza(self, file_key: bytes) -> bytes:
        return self._for_key(file_key) if self._public else self._for_passphrase(file_key)

    def _for_passphrase(self, file_key: bytes) -> bytes:
        salt = os.urandom(_KEY_BYTES)
        stretched = Scrypt(salt=_SCRYPT + salt, length=32, n=1 << WORK_FACTOR, r=8, p=1).derive(self._passphrase)
        return _stanza(b"scrypt " + _text(salt) + b" " + str(WORK_FACTOR).encode(), stretched, file_key)

    def _for_key(self, file_key: bytes) -> bytes:
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(self._public))
        return _stanza(b"X25519 " + _text(share), _derived(shared, share + self._public, _X25519), file_key)


def encrypted(plain: Iterable[bytes], recipient: Recipient) -> Iterator[bytes]:
    """The file in pieces; `plain` is read as the pieces are asked for, in chunks of any length."""
    file_key, nonce = os.urandom(_KEY_BYTES), os.urandom(_KEY_BYTES)
    header = _INTRO + recipient.stanza(file_key) + b"---"
    mac = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    yield header + b" " + _text(mac) + b"\n" + nonce
    cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    waiting, counter = bytearray(), 0
    for piece in plain:
        waiting += piece
        while len(waiting) > CHUNK_BYTES:  # a full chunk stays until something follows it: it may be the last
            yield cipher.encrypt(_nonce(counter, last=False), bytes(waiting[:CHUNK_BYTES]), None)
            del waiting[:CHUNK_BYTES]
            counter += 1
    yield cipher.encrypt(_nonce(counter, last=True), bytes(waiting), None)


def _stanza(arguments: bytes, wrapping_key: bytes, file_key: bytes) -> bytes:
    wrapped = ChaCha20Poly1305(wrapping_key).encrypt(_NO_NONCE, file_key, None)
    return b"-> " + arguments + b"\n" + _text(wrapped) + b"\n"


def _nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])


def _derived(secret: bytes, salt: bytes, label: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=salt, info=label).derive(secret)


def _text(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")
