"""Checkpoints as signed notes (c2sp.org/tlog-checkpoint, c2sp.org/signed-note) with one Ed25519 signature, type 0x01.

    <origin>\\n<size>\\n<base64 root>\\n          the body: what is signed; no extension lines
    \\n
    — <name> <base64(key id 4 B + signature)>\\n   key id = SHA-256(name + 0x0A + type + public key)[:4]

vkey: <name>+<hex key id>+<base64(type + public key)>. Lines of unknown keys (witnesses) are ignored.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wallet.ledger.errors import BadSignatureError, MalformedLogError
from wallet.ledger.tree import HASH_BYTES

_ED25519 = b"\x01"
KEY_ID_BYTES = 4
_SIGNATURE_BYTES = 64
_NOTE_BYTES_LIMIT = 64 * 1024
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_NAME = re.compile(r"[^\s+]+")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: `root` over the first `size` entries of `origin`."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """An Ed25519 public key (32 raw bytes) under a name."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return key_id(self.name, _ED25519, self.public)

    def __str__(self) -> str:
        return vkey(self.name, _ED25519, self.public)

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """MalformedLogError unless it is a vkey of type 0x01 whose id fits its name and key."""
        return cls(*parse_vkey(text, _ED25519))

    def open(self, note: str) -> Checkpoint:
        """The checkpoint of a note that this key has signed. BadSignatureError, MalformedLogError."""
        body, signatures = split_note(note)
        self._check(body, signatures)
        lines = body.split("\n")
        if len(lines) != 4 or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004  (origin, size, root and the end)
            raise MalformedLogError("a checkpoint has exactly the lines origin, size and root")
        root = decoded(lines[2])
        if lines[0] != self.name or len(root) != HASH_BYTES:
            raise MalformedLogError("a checkpoint of another origin, or with a root of another length")
        return Checkpoint(lines[0], int(lines[1]), root)

    def _check(self, body: str, signatures: list[str]) -> None:
        own = signatures_of(signatures, self.name, self.id)
        if not own:
            raise BadSignatureError("the checkpoint is not signed by the log's key")
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(own[0], body.encode())
        except InvalidSignature:
            raise BadSignatureError("the log's signature on the checkpoint is wrong") from None


class NoteSigner:
    """Signs checkpoints of one origin. Ed25519 is deterministic: signing again after a crash gives the same bytes."""

    def __init__(self, origin: str, key: Ed25519PrivateKey) -> None:
        if not is_name(origin):
            raise ValueError("an origin has no spaces and no plus sign")
        self._key = key
        self.verifier = VerifierKey(origin, key.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> str:
        """The signed note, ready to be published."""
        if checkpoint.origin != self.verifier.name:
            raise ValueError("this key signs for another origin")
        signature = self._key.sign(checkpoint.body().encode())
        encoded = base64.b64encode(self.verifier.id + signature).decode()
        return f"{checkpoint.body()}\n— {self.verifier.name} {encoded}\n"


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    """`kind`: the one byte that names the kind of signature."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:KEY_ID_BYTES]


def vkey(name: str, kind: bytes, public: bytes) -> str:
    return f"{name}+{key_id(name, kind, public).hex()}+{base64.b64encode(kind + public).decode()}"


def parse_vkey(text: str, kind: bytes) -> tuple[str, bytes]:
    """Name and Ed25519 public key. MalformedLogError unless it is a vkey of this kind whose id fits name and key."""
    name, _, rest = text.strip().partition("+")
    said_id, _, encoded = rest.partition("+")
    raw = decoded(encoded)
    if not is_name(name) or raw[:1] != kind or len(raw) != 1 + HASH_BYTES:
        raise MalformedLogError(f"not a verifier key of type 0x{kind.hex()} (Ed25519)")
    if key_id(name, kind, raw[1:]).hex() != said_id:
        raise MalformedLogError("the verifier key's id does not fit its name and key")
    return name, raw[1:]


def is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def signatures_of(lines: list[str], name: str, identity: bytes) -> list[bytes]:
    """What the key of this name and id has signed, without its id."""
    found = []
    for line in lines:
        signer, _, encoded = line.removeprefix("— ").partition(" ")
        raw = decoded(encoded)
        if signer == name and raw[:KEY_ID_BYTES] == identity:
            found.append(raw[KEY_ID_BYTES:])
    return found


def split_note(note: str) -> tuple[str, list[str]]:
    body, gap, signatures = note.rpartition("\n\n")
    if len(note) > _NOTE_BYTES_LIMIT or not gap or not signatures.endswith("\n"):
        raise MalformedLogError("not a signed note")
    if any(letter < " " and letter != "\n" for letter in note):
        raise MalformedLogError("a signed note holds no control characters")
    lines = signatures[:-1].split("\n")
    if not all(line.startswith("— ") for line in lines):
        raise MalformedLogError("not a signature line")
    return body + "\n", lines


def decoded(encoded: str) -> bytes:
    """MalformedLogError unless it is base64 as an encoder would write it."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedLogError("not base64") from None
    if base64.b64encode(raw).decode() != encoded:  # Python ignores stray bits at the end; a flipped one must show
        raise MalformedLogError("not base64 in its one canonical form")
    return raw
