"""Each `jti` is good once (RFC 7523 section 3, RFC 9449 section 11.1): remembered in a transaction of its own.

Its own, so that a call which is refused or fails later still has spent its proof.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, delete, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from wallet.database import Database
from wallet.identity.models import SeenToken


@dataclass(frozen=True, slots=True)
class OneTime:
    """`kind` assertion | proof; `issuer` the client id or the key's thumbprint; needed until `expires_at`."""

    kind: str
    issuer: str
    token_id: str
    expires_at: datetime

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.token_id.encode()).digest()


def spend(database: Database, tokens: Sequence[OneTime], *, now: datetime) -> OneTime | None:
    """Spend all of them, durably, or none: then the first that was seen before is given back."""
    rows = [
        {"kind": token.kind, "issuer": token.issuer, "hash": token.hash, "expires_at": token.expires_at}
        for token in tokens
    ]
    try:
        with database.transaction() as session:
            session.connection().execute(insert(SeenToken), rows)
    except IntegrityError:
        return _first_seen(database, tokens)
    if any(token.hash[0] == 0 for token in tokens):  # about one call in 256 sweeps
        forget_expired(database, now=now)
    return None


def _first_seen(database: Database, tokens: Sequence[OneTime]) -> OneTime:
    with database.reading() as session:
        for token in tokens[:-1]:
            if session.get(SeenToken, (token.kind, token.issuer, token.hash)) is not None:
                return token
    return tokens[-1]


def forget_expired(database: Database, *, now: datetime) -> int:
    """Remove what can no longer be replayed because its own time is over; how many rows."""
    with database.transaction() as session:
        result = session.connection().execute(delete(SeenToken).where(col(SeenToken.expires_at) < now))
        return result.rowcount if isinstance(result, CursorResult) else 0
