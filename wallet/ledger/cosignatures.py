"""Cosignatures of witnesses (c2sp.org/tlog-cosignature, version 1, Ed25519, type 0x04): lines of a signed note.

    — <name> <base64(key id 4 B + u64be Unix seconds + signature 64 B)>\\n
    signed: "cosignature/v1\\ntime <Unix seconds>\\n" + the checkpoint's body

It says: at that time this was the largest head I knew of this log, and everything I knew before is its beginning.
"""

import base64
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wallet.ledger.errors import BadSignatureError
from wallet.ledger.notes import is_name, key_id, parse_vkey, signatures_of, split_note, vkey

_COSIGNATURE = b"\x04"
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """A witness's Ed25519 public key (32 raw bytes) under its name."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return key_id(self.name, _COSIGNATURE, self.public)

    def __str__(self) -> str:
        return vkey(self.name, _COSIGNATURE, self.public)

    @classmethod
    def parse(cls, text: str) -> "WitnessKey":
        """MalformedLogError unless it is a vkey of type 0x04 whose id fits its name and key."""
        return cls(*parse_vkey(text, _COSIGNATURE))

    def cosigned_at(self, note: str) -> int | None:
        """Unix seconds of this witness's cosignature; None where the note has none. BadSignatureError if it is wrong.

        MalformedLogError for what is not a signed note.
        """
        body, lines = split_note(note)
        own = signatures_of(lines, self.name, self.id)
        return self._check(body, own[0]) if own else None

    def _check(self, body: str, stamped: bytes) -> int:
        seconds = int.from_bytes(stamped[:_TIME_BYTES], "big")
        public = Ed25519PublicKey.from_public_bytes(self.public)
        try:
            public.verify(stamped[_TIME_BYTES:], _message(body, seconds))
        except InvalidSignature:
            raise BadSignatureError(f"the cosignature of {self.name} is wrong") from None
        return seconds


class Cosigner:
    """A witness's private key. A key of its own for each witness: the message does not name its signer."""

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        if not is_name(name):
            raise ValueError("a witness's name has no spaces and no plus sign")
        self._key = key
        self.verifier = WitnessKey(name, key.public_key().public_bytes_raw())

    def cosign(self, body: str, seconds: int) -> str:
        """The signature line, with its newline, for a checkpoint's body."""
        stamped = seconds.to_bytes(_TIME_BYTES, "big") + self._key.sign(_message(body, seconds))
        return f"— {self.verifier.name} {base64.b64encode(self.verifier.id + stamped).decode()}\n"


def _message(body: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()
