"""Citizens' keys: made with the citizen, opened only while the citizen and the key are active.

    citizen key   32 random bytes, wrapped by the key service                        (storage, `citizen_key_context`)
    log key       32 random bytes, sealed under the citizen key with the context
                  "wallet.lky.v1\\0" + citizen 16 B + u32be citizen-key version

Every opening reads the rows first, so an erased citizen is refused even while the cache is warm.
"""

from collections.abc import Sequence, Set
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from storage.errors import StorageError
from storage.key_cache import CitizenKeyCache
from storage.sealing import new_secret, open_small, seal_small
from storage.strongbox import CitizenKey
from wallet.identity.errors import CitizenErasedError
from wallet.identity.models import Citizen, CitizenKeyRow
from wallet.ledger.entries import Outcome
from wallet.ledger.errors import NotDurableError
from wallet.ledger.log import Receipt
from wallet.ledger.unwraps import Unwraps

LOG_KEY_LABEL = b"wallet.lky.v1\0"
KeyColumns = Select[str, int, bytes | None, bytes | None]
KeyRow = Row[str, int, bytes | None, bytes | None]


class CitizenKeys:
    """Opens them through the cache. All methods raise CitizenErasedError where no active key stands."""

    def __init__(self, cache: CitizenKeyCache) -> None:
        self.unwraps = Unwraps()
        self._cache = cache

    def create(self, session: Session, citizen_id: UUID, now: datetime) -> CitizenKey:
        """Version 1 and the log key, in the caller's transaction; the citizen's row must be there."""
        key, wrapped = self._cache.create(citizen_id, version=1)
        session.add(
            CitizenKeyRow(
                citizen_id=citizen_id,
                version=key.version,
                kek_id=wrapped.kek_id,
                wrapped=wrapped.blob,
                wrapped_log_key=seal_small(key.secret, _log_key_context(key), new_secret()),
                created_at=now,
            )
        )
        session.flush()
        return key

    def to_seal(self, session: Session, citizen_id: UUID) -> CitizenKey:
        """The current key, for what is to be kept; nothing is opened with it."""
        return self._open(citizen_id, _row(session, _ACTIVE_OF, citizen_id))

    def to_open(self, session: Session, receipt: Receipt, version: int) -> CitizenKey:
        """The key under which a kept object was sealed, for the citizen whose durable entry says `released`.

        Retired versions still open. Each receipt is counted once. NotDurableError where the entry says something else.
        """
        if receipt.outcome != Outcome.RELEASED:
            raise NotDurableError("this entry does not say that anything was released")
        row = _row(session, _KEPT, receipt.citizen, version=version)
        key = self._open(receipt.citizen, row)
        self.unwraps.count(receipt)
        return key

    def log_key(self, session: Session, citizen_id: UUID) -> bytes:
        """32 bytes under which the citizen's log bodies are sealed."""
        row = _row(session, _ACTIVE_OF, citizen_id)
        return _log_key(self._open(citizen_id, row), row.wrapped_log_key)

    def log_keys(self, session: Session, citizens: Set[UUID]) -> dict[UUID, bytes | None]:
        """The log keys of many in one question: None for an erased citizen, no item where a key service fails."""
        statement = _ACTIVE.where(col(CitizenKeyRow.citizen_id).in_(citizens)).add_columns(col(Citizen.id))
        found: dict[UUID, bytes | None] = dict.fromkeys(citizens)
        for row in session.connection().execute(statement):
            if row.wrapped is not None and row.wrapped_log_key is not None:
                try:
                    found[row.id] = _log_key(self._open(row.id, row), row.wrapped_log_key)
                except StorageError:
                    del found[row.id]
        return found

    def subjects(self, session: Session, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Those who have a wallet, and the wallet itself, in the order of their ids."""
        query = select(col(Citizen.id)).where(col(Citizen.state) == "active").order_by(col(Citizen.id)).limit(limit)
        query = query if after is None else query.where(col(Citizen.id) > after)
        return session.connection().execute(query).scalars().all()

    def destroy(self, session: Session, citizen_id: UUID) -> frozenset[str]:
        """Overwrite every key and the log key of a citizen; gives the epochs that had wrapped them.

        Nothing of theirs opens again once the caller's transaction has committed; then call `forget`.
        """
        mine = col(CitizenKeyRow.citizen_id) == citizen_id
        epochs = session.connection().execute(select(col(CitizenKeyRow.kek_id)).where(mine)).scalars().all()
        gone = update(CitizenKeyRow).where(mine).values(state="destroyed", wrapped=None, wrapped_log_key=None)
        session.connection().execute(gone)
        return frozenset(epochs)

    def forget(self, citizen_id: UUID) -> None:
        """Drop what is cached; call after the rows were destroyed."""
        self._cache.forget(citizen_id)

    def _open(self, citizen_id: UUID, row: KeyRow) -> CitizenKey:
        return self._cache.open(row.kek_id, citizen_id, row.version, row.wrapped)


_KEYS: KeyColumns = (
    select(
        col(CitizenKeyRow.kek_id),
        col(CitizenKeyRow.version),
        col(CitizenKeyRow.wrapped),
        col(CitizenKeyRow.wrapped_log_key),
    )
    .join(Citizen, col(Citizen.id) == col(CitizenKeyRow.citizen_id))
    .where(col(Citizen.state) == "active")
)
_ACTIVE = _KEYS.where(col(CitizenKeyRow.state) == "active")
_ACTIVE_OF = _ACTIVE.where(col(CitizenKeyRow.citizen_id) == bindparam("citizen"))
_KEPT = _KEYS.where(
    col(CitizenKeyRow.citizen_id) == bindparam("citizen"),
    col(CitizenKeyRow.version) == bindparam("version"),
    col(CitizenKeyRow.state) != "destroyed",
)


def _row(session: Session, statement: KeyColumns, citizen: UUID, **more: int) -> KeyRow:
    row = session.connection().execute(statement, {"citizen": citizen, **more}).first()
    if row is None or row.wrapped is None or row.wrapped_log_key is None:
        raise CitizenErasedError
    return row


def _log_key(key: CitizenKey, wrapped: bytes) -> bytes:
    return open_small(key.secret, _log_key_context(key), wrapped)


def _log_key_context(key: CitizenKey) -> bytes:
    return LOG_KEY_LABEL + key.citizen.bytes + key.version.to_bytes(4, "big")
