"""What a helper does with sensitive papers waits until their owner has said yes: to this paper, or to this kind.

The owner themself, a parent and a guardian pass at once. Raises OwnerMustConfirmError.
"""

from datetime import datetime
from uuid import UUID

from wallet.identity.acting import confirming
from wallet.identity.acting.confirming import Topic, Want
from wallet.ledger.entries import Entry, Operation, Outcome, Touched
from wallet.records.models import Record
from wallet.records.reader import Reader
from wallet.records.vault import Vault


def before_opening(vault: Vault, reader: Reader, record_id: UUID, *, now: datetime) -> None:
    """Before values, document or picture of one record; what is out of reach anyway asks nobody."""
    if not reader.scope.two_step:
        return
    with vault.database.reading() as session:
        record = session.get(Record, record_id)
    if record is not None and reader.may_see(record) and vault.catalogue.is_sensitive_paper(record.type):
        touched = Touched(record=str(record.id), type=record.type, version=record.version)
        _ask(vault, reader, Want(Topic.RECORD, str(record.id)), touched, now)


def before_keeping(vault: Vault, reader: Reader, record_type: str, *, now: datetime) -> None:
    """Before the picture of a sensitive paper is kept: its owner agrees to that, and a helper cannot in their place."""
    if vault.catalogue.is_sensitive_paper(record_type):
        touched = Touched(record="", type=record_type, version=0, document=True)
        _ask(vault, reader, Want(Topic.KIND, record_type), touched, now)


def _ask(vault: Vault, reader: Reader, want: Want, touched: Touched, now: datetime) -> None:
    entry = Entry(
        citizen=reader.citizen.id,
        operation=Operation.MANDATE_ASK,
        outcome=Outcome.DONE,
        actor=reader.actor,
        touched=(touched,),
        circumstances=reader.circumstances,
        at=now,
    )
    confirming.demand(vault.database, vault.log, reader.scope, want, entry)
