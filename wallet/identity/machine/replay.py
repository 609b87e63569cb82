"""Each `jti` is good once (RFC 7523 section 3, RFC 9449 section 11.1): remembered before the call does anything.

Not in the call's own transaction, so that a call which is refused or fails later still has spent its proof; calls that
come together share the commit.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, delete
from sqlalchemy.dialects import postgresql, sqlite
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

    @property
    def key(self) -> tuple[str, str, bytes]:
        return self.kind, self.issuer, self.hash


def spend(database: Database, tokens: Sequence[OneTime], *, now: datetime) -> OneTime | None:
    """Spend all of them, durably, or none: then the first that was seen before is given back."""
    seen = database.together(_spend_all, tokens)
    if seen is None and any(token.hash[0] == 0 for token in tokens):  # about one call in 256 sweeps
        forget_expired(database, now=now)
    return seen


def _spend_all(connection: Connection, callers: list[Sequence[OneTime]]) -> list[OneTime | None]:
    """For several callers in one statement; who finds one of their own spent gets the others back."""
    rows = [
        {"kind": token.kind, "issuer": token.issuer, "hash": token.hash, "expires_at": token.expires_at}
        for tokens in callers
        for token in tokens
    ]
    fresh = {tuple(row) for row in connection.execute(_INSERT[connection.dialect.name], rows)}
    return [_first_seen(connection, tokens, fresh) for tokens in callers]


def _first_seen(connection: Connection, tokens: Sequence[OneTime], fresh: set[tuple[Any, ...]]) -> OneTime | None:
    """Takes the caller's own out of `fresh`, so that the same token twice in one commit is fresh once."""
    own = [token for token in tokens if token.key in fresh]
    fresh -= {token.key for token in own}
    if len(own) == len(tokens):
        return None
    for token in own:
        is_own = (col(SeenToken.kind) == token.kind, col(SeenToken.issuer) == token.issuer)
        connection.execute(delete(SeenToken).where(*is_own, col(SeenToken.hash) == token.hash))
    return next(token for token in tokens if token not in own)


_RETURNED = (col(SeenToken.kind), col(SeenToken.issuer), col(SeenToken.hash))
_INSERT = {
    "sqlite": sqlite.insert(SeenToken).on_conflict_do_nothing().returning(*_RETURNED),
    "postgresql": postgresql.insert(SeenToken).on_conflict_do_nothing().returning(*_RETURNED),
}


def forget_expired(database: Database, *, now: datetime) -> int:
    """Remove what can no longer be replayed because its own time is over; how many rows."""
    with database.transaction() as session:
        result = session.connection().execute(delete(SeenToken).where(col(SeenToken.expires_at) < now))
        return result.rowcount if isinstance(result, CursorResult) else 0
