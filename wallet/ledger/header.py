"""The public header of an entry: the leaf of the tree. It names nobody and links nothing to anybody.

{"c":…,"keep":"YYYY-MM","op":…,"out":…,"t":seconds,"tag":…,"v":1}        canonical JSON, hashed as stored
tag = base64url(HMAC-SHA256(log key, "wallet-audit/tag/v1\\0" + u64be n))  unlinkable without the key, unique in the log
c   = base64url(commitment), see `body`
"""

import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from wallet.ledger.entries import Operation, Outcome
from wallet.ledger.errors import MalformedLogError
from wallet.ledger.keyed_hash import KeyedHash

RETENTION_YEARS = 6
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_TAG_LABEL = b"wallet-audit/tag/v1\0"

# 32 bytes in unpadded base64url: the last character carries four bits, so only every fourth letter may stand there.
_DIGEST = rb"([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])"
_OPERATIONS = b"|".join(re.escape(word).encode() for word in Operation)
_OUTCOMES = b"|".join(word.encode() for word in Outcome)
_HEADER = re.compile(
    rb'\{"c":"' + _DIGEST + rb'","keep":"([0-9]{4}-(?:0[1-9]|1[0-2]))","op":"(' + _OPERATIONS + rb')","out":"('
    + _OUTCOMES + rb')","t":(0|[1-9][0-9]{0,14}),"tag":"' + _DIGEST + rb'","v":1\}'
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header. `c` and `tag` are the base64url words as they stand in the log; `t` Unix seconds."""

    c: str
    keep: str
    op: str
    out: str
    t: int
    tag: str


def base64url(digest: bytes) -> str:
    """Without padding."""
    return binascii.b2a_base64(digest, newline=False).translate(_URL_SAFE, b"=").decode()


def tag(log_key: bytes, n: int) -> bytes:
    """32 bytes that only the holder of the log key can tell to be the citizen's n-th entry."""
    return KeyedHash(log_key).digest(_TAG_LABEL + n.to_bytes(8, "big"))


def retention_month(at: datetime) -> str:
    """`YYYY-MM` until which the entry is kept at least."""
    month = at.astimezone(UTC)
    return f"{month.year + RETENTION_YEARS:04d}-{month.month:02d}"


def header_bytes(*, operation: str, outcome: str, seconds: int, keep: str, tag: bytes, commitment: bytes) -> bytes:
    """The bytes that are stored, hashed and published; nothing re-serialises them.

    Put together by hand, since no part can need an escape: canonical JSON all the same, and five times cheaper.
    """
    return (
        f'{{"c":"{base64url(commitment)}","keep":"{keep}","op":"{operation}","out":"{outcome}",'
        f'"t":{seconds},"tag":"{base64url(tag)}","v":1}}'
    ).encode()


def parse_header(stored: bytes) -> Header:
    """MalformedLogError unless the bytes are exactly what `header_bytes` gives for a known operation and outcome.

    One expression holds both the schema and the canonical form: any other spelling of the same JSON is refused.
    """
    c, keep, op, out, t, own_tag = _matched(stored).groups()
    return Header(c.decode(), keep.decode(), op.decode(), out.decode(), int(t), own_tag.decode())


def facts_of(stored: bytes) -> tuple[int, bytes, bytes]:
    """`t`, `op` and `tag` of a header, checked in full as by `parse_header`; a third of its work."""
    t, op, own_tag = _matched(stored).group(5, 3, 6)
    return int(t), op, own_tag


def _matched(stored: bytes) -> re.Match[bytes]:
    if (found := _HEADER.fullmatch(stored)) is None:
        raise MalformedLogError("not a header of version 1 in canonical form")
    return found
