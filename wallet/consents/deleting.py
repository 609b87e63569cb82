"""The owner deletes a record, and what was agreed to about it ends with it."""

from datetime import datetime
from uuid import UUID

from wallet.consents import ending
from wallet.records import reading
from wallet.records.reading import Reader
from wallet.records.vault import Vault


def delete_record(vault: Vault, reader: Reader, record_id: UUID, *, now: datetime) -> None:
    """As `wallet.records.reading.delete_record`; consents that can be used on nothing any more are then invalidated."""
    reading.delete_record(vault, reader, record_id, now=now)
    ending.invalidate_unusable(vault, reader.citizen.id, now=now)
