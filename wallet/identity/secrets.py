"""Secrets of this installation: random, made once, stored wrapped by the key service, one row each.

    context = "wallet.ins.v1\\0" + name (ASCII)

Unwrapped secrets stay in memory for the life of the process, since the process signs with them all the time.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from storage.errors import KeyUnavailableError
from storage.keys import KeyService, WrappedKey
from storage.sealing import new_secret
from wallet.clock import Clock
from wallet.database import Database
from wallet.identity.models import InstanceKey
from wallet.identity.signing_keys import SigningKeys

LABEL = b"wallet.ins.v1\0"


class SecretName(StrEnum):
    """Never renamed: the name is part of the context under which the secret was wrapped."""

    LOG_SIGNING = "log-signing"
    ARTEFACT_SIGNING = "artefact-signing"
    TOKEN_SIGNING = "token-signing"  # noqa: S105  (a name, not a password)
    ID_NUMBER_HASH = "id-number-hash"
    FINGERPRINT = "fingerprint"
    EVENT_SIGNING = "event-signing"
    WEBHOOK_SECRETS = "webhook-secrets"
    MANDATE_CODES = "mandate-codes"
    AUDIT_PSEUDONYM = "audit-pseudonym"
    DPOP_NONCE = "dpop-nonce"
    ZALO_IDS = "zalo-ids"
    ADDRESS_CODES = "address-codes"


class InstanceSecrets:
    """Gives each secret by its name; the first caller of all makes it, however many start at once.

    `signing`: the keys that sign, of which each first one is such a secret.
    """

    def __init__(self, database: Database, keys: KeyService, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._opened: dict[SecretName, bytes] = {}
        self._lock = Lock()
        self.signing = SigningKeys(database, keys, self.signing_key)

    def prepare(self) -> None:
        """Make and open all of them. Call at start: making one inside a write transaction would wait for itself."""
        with self._lock:
            self._opened |= self._open_all()
            missing = [name for name in SecretName if name not in self._opened]
            made = {name: self._new(name) for name in missing}
            if missing and self._insert({name: wrapped for name, (_, wrapped) in made.items()}, self._clock()):
                self._opened |= {name: secret for name, (secret, _) in made.items()}
        for name in SecretName:
            self.get(name)  # another process made some of them at the same time
        self.signing.look()

    def get(self, name: str) -> bytes:
        """32 bytes. ValueError for an unknown name, StorageError when the key service cannot open it."""
        known = SecretName(name)
        with self._lock:
            if known not in self._opened:
                self._opened[known] = self._open(known) or self._make(known)
            return self._opened[known]

    def signing_key(self, name: str) -> Ed25519PrivateKey:
        """The secret as an Ed25519 private key (RFC 8032: any 32 bytes are one)."""
        return Ed25519PrivateKey.from_private_bytes(self.get(name))

    def _open_all(self) -> dict[SecretName, bytes]:
        """Those that are there and have a name of today."""
        with self._database.reading() as session:
            rows = {row.name: WrappedKey(row.kek_id, row.wrapped) for row in session.exec(select(InstanceKey))}
        return {name: self._unwrap(name, rows[name.value]) for name in SecretName if name.value in rows}

    def _open(self, name: SecretName) -> bytes | None:
        with self._database.reading() as session:
            row = session.get(InstanceKey, name.value)
            wrapped = None if row is None else WrappedKey(row.kek_id, row.wrapped)
        return None if wrapped is None else self._unwrap(name, wrapped)

    def _unwrap(self, name: SecretName, wrapped: WrappedKey) -> bytes:
        return self._keys.unwrap(wrapped.kek_id, wrapped.blob, _context(name))

    def _make(self, name: SecretName) -> bytes:
        secret, wrapped = self._new(name)
        if self._insert({name: wrapped}, self._clock()):
            return secret
        winner = self._open(name)
        if winner is None:
            raise KeyUnavailableError(f"the secret {name} was neither made nor found")
        return winner

    def _new(self, name: SecretName) -> tuple[bytes, WrappedKey]:
        secret = new_secret()
        wrapped = self._keys.wrap(secret, _context(name))
        if not hmac.compare_digest(self._unwrap(name, wrapped), secret):
            raise KeyUnavailableError("the key service gave back another key than it had wrapped")
        return secret, wrapped

    def _insert(self, wrapped: Mapping[SecretName, WrappedKey], now: datetime) -> bool:
        """False, and none of them is there, when another process was first; durable once this returns True."""
        rows = [
            InstanceKey(name=name.value, kek_id=one.kek_id, wrapped=one.blob, created_at=now)
            for name, one in wrapped.items()
        ]
        try:
            with self._database.transaction() as session:
                session.add_all(rows)
        except IntegrityError:
            return False
        return True


def _context(name: SecretName) -> bytes:
    return LABEL + name.value.encode("ascii")
