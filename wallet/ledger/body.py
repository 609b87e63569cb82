"""The private body of an entry: five groups that can be shown or withheld one by one.

    salt_g       = HMAC-SHA256(seed, "wallet-audit/salt/v1\\0" + g)                     seed: 32 random bytes per entry
    salt_subject = HMAC-SHA256(log key, "wallet-audit/salt/subject/v1\\0" + u64be n)    the sequencer assigns n
    d_g          = SHA-256("wallet-audit/group/v1\\0" + g + 0x00 + salt_g + canonical(g))
    commitment   = SHA-256("wallet-audit/body/v1\\0" + d_actor + d_context + d_object + d_purpose + d_subject)

Sealed body: Cobblestone-256 under the citizen's log key, context "wallet.log.v1\\0" + citizen 16 B + entry id 16 B, of

    seed 32 B, then for actor, context, object, purpose: u32be length + canonical JSON

`subject` is not in it: {"citizen", "n", "prev"} follow from the chain (prev: base64url leaf hash, zeros for the first).
The group bytes are kept as they were hashed. Members that are empty, zero or false are left out.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from storage.sealing import open_small, seal_small
from wallet.ledger.canonical import Json, canonical
from wallet.ledger.entries import Actor, Circumstances, Entry, Purpose, Touched
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.header import base64url
from wallet.ledger.keyed_hash import KeyedHash

SEALED_GROUPS = ("actor", "context", "object", "purpose")
SEED_BYTES = 32
FIRST_PREVIOUS = bytes(32)
_GROUPS = (*SEALED_GROUPS, "subject")
_SALT_LABELS = {name: b"wallet-audit/salt/v1\0" + name.encode() for name in _GROUPS}
_GROUP_LABELS = {name: b"wallet-audit/group/v1\0" + name.encode() + b"\0" for name in _GROUPS}


@dataclass(frozen=True, slots=True)
class Body:
    """An opened or not yet sealed body: the seed and the canonical bytes of four groups."""

    seed: bytes
    groups: Mapping[str, bytes]

    def digests(self) -> dict[str, bytes]:
        salts = KeyedHash(self.seed)
        return {
            name: group_digest(name, salts.digest(_SALT_LABELS[name]), content) for name, content in self.groups.items()
        }


def body_of(entry: Entry, entry_id: UUID, *, seed: bytes | None = None) -> Body:
    moment: dict[str, Json] = {"entry": str(entry_id), "microseconds": entry.at.microsecond}
    groups: dict[str, Json] = {
        "actor": _filled(entry.actor),
        "context": moment | _filled(entry.circumstances),
        "object": {"records": [_filled(touched) for touched in entry.touched]},
        "purpose": _filled(entry.purpose),
    }
    return Body(seed or secrets.token_bytes(SEED_BYTES), {name: canonical(groups[name]) for name in SEALED_GROUPS})


def subject_group(citizen: UUID, n: int, previous: bytes) -> bytes:
    return f'{{"citizen":"{citizen}","n":{n},"prev":"{base64url(previous)}"}}'.encode()  # canonical: nothing to escape


def salt(seed: bytes, group: str) -> bytes:
    return KeyedHash(seed).digest(_SALT_LABELS[group])


def subject_salt(log_key: bytes, n: int) -> bytes:
    return KeyedHash(log_key).digest(b"wallet-audit/salt/subject/v1\0" + n.to_bytes(8, "big"))


def group_digest(group: str, group_salt: bytes, content: bytes) -> bytes:
    return hashlib.sha256(_GROUP_LABELS[group] + group_salt + content).digest()


def subject_digest(log_key: bytes, citizen: UUID, n: int, previous: bytes) -> bytes:
    return group_digest("subject", subject_salt(log_key, n), subject_group(citizen, n, previous))


def commitment(*, actor: bytes, context: bytes, object: bytes, purpose: bytes, subject: bytes) -> bytes:  # noqa: A002  (the group's name)
    """Over the five group digests, in the order of their names."""
    return hashlib.sha256(b"wallet-audit/body/v1\0" + actor + context + object + purpose + subject).digest()


def seal_body(log_key: bytes, citizen: UUID, entry_id: UUID, body: Body) -> bytes:
    parts = [body.seed]
    for name in SEALED_GROUPS:
        parts += [len(body.groups[name]).to_bytes(4, "big"), body.groups[name]]
    return seal_small(log_key, _context(citizen, entry_id), b"".join(parts))


def open_body(log_key: bytes, citizen: UUID, entry_id: UUID, sealed: bytes) -> Body:
    """storage.errors.TamperedError where the bytes, the key, the citizen or the id are not those of the sealing."""
    message = open_small(log_key, _context(citizen, entry_id), sealed)
    groups, start = {}, SEED_BYTES
    for name in SEALED_GROUPS:
        end = start + 4 + int.from_bytes(message[start : start + 4], "big")
        groups[name] = message[start + 4 : end]
        start = end
    if start != len(message):
        raise MalformedLogError("a sealed body has another layout")
    return Body(message[:SEED_BYTES], groups)


def _context(citizen: UUID, entry_id: UUID) -> bytes:
    return b"wallet.log.v1\0" + citizen.bytes + entry_id.bytes


def _filled(part: Actor | Circumstances | Purpose | Touched) -> dict[str, Json]:
    return {name: value for name in part.__slots__ if (value := getattr(part, name))}  # asdict copies, 7 times slower
