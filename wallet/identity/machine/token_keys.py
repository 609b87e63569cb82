"""The keys that sign access tokens, one after the other (RFC 9068; OpenID Connect Core section 10.1.1).

    context = "wallet.tok.v1\\0" + number (8 bytes, big-endian)

The first is a secret of the installation, the later ones have a row each. A new key is published at once and signs an
hour later, when nobody's copy of the key set is older; the one before verifies until its last token has ended, and is
published as long. Each worker looks once a minute which keys there are.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlmodel import Session, col, select

from storage.keys import KeyService
from storage.sealing import new_secret
from wallet.database import Database
from wallet.identity.machine.tokens import LIFE_SECONDS
from wallet.identity.models import TokenKey
from wallet.identity.secrets import InstanceSecrets, SecretName

LABEL = b"wallet.tok.v1\0"
PUBLISHED_BEFORE = timedelta(hours=1)
TOKEN_LIFE = timedelta(seconds=LIFE_SECONDS)
LOOKED_EVERY = timedelta(seconds=60)
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ring:
    """`verifying`: every key by which a living token, or one to come, can be signed."""

    signing: Ed25519PrivateKey
    verifying: tuple[Ed25519PublicKey, ...]


@dataclass(slots=True)
class TokenKeys:
    """One for a process; what was unwrapped stays in its memory, since it signs all the time."""

    database: Database
    keys: KeyService
    secrets: InstanceSecrets
    _known: tuple[datetime, list[tuple[datetime, Ed25519PrivateKey]]] = (ALWAYS, [])
    _opened: dict[int, Ed25519PrivateKey] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def at(self, now: datetime) -> Ring:
        """StorageError when the key service cannot open one."""
        with self._lock:
            looked, known = self._known
            if not known or not timedelta(0) <= now - looked < LOOKED_EVERY:
                known = self._look()
                self._known = (now, known)
        signing = max((one for one in known if one[0] <= now), key=lambda one: one[0])
        ends = [since + TOKEN_LIFE for since, _ in known[1:]] + [datetime.max.replace(tzinfo=UTC)]
        living = [key.public_key() for (_, key), end in zip(known, ends, strict=True) if now < end]
        return Ring(signing[1], tuple(living))

    def _look(self) -> list[tuple[datetime, Ed25519PrivateKey]]:
        """Since when each signs, and the key; oldest first."""
        with self.database.reading() as session:
            rows: Sequence[TokenKey] = session.exec(select(TokenKey).order_by(col(TokenKey.number))).all()
        later = [(row.signs_from, self._open(row)) for row in rows]
        return [(ALWAYS, self.secrets.signing_key(SecretName.TOKEN_SIGNING)), *later]

    def _open(self, row: TokenKey) -> Ed25519PrivateKey:
        if row.number not in self._opened:
            secret = self.keys.unwrap(row.kek_id, row.wrapped, _context(row.number))
            self._opened[row.number] = Ed25519PrivateKey.from_private_bytes(secret)
        return self._opened[row.number]


def rotate(session: Session, keys: KeyService, *, at_once: bool = False, now: datetime) -> TokenKey:
    """A new key, which signs in an hour. `at_once`: the old one is not to be trusted; some calls fail for a minute."""
    newest = session.exec(select(TokenKey).order_by(col(TokenKey.number).desc())).first()
    number = newest.number + 1 if newest else 1
    wrapped = keys.wrap(new_secret(), _context(number))
    since = now if at_once else now + PUBLISHED_BEFORE
    row = TokenKey(number=number, kek_id=wrapped.kek_id, wrapped=wrapped.blob, created_at=now, signs_from=since)
    session.add(row)
    session.flush()
    return row


def _context(number: int) -> bytes:
    return LABEL + number.to_bytes(8)
