"""Who brings a record: a service, the citizen, or somebody who acts for them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wallet.identity.acting.errors import NotDelegatedError
from wallet.ledger.entries import Actor, Circumstances
from wallet.records import second_step
from wallet.records.reader import Reader
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True)
class Sender:
    """Who deposits, how, and under which Idempotency-Key (empty: none). `reader`: of a citizen's wallet."""

    id: UUID
    actor: Actor
    circumstances: Circumstances
    idempotency_key: str = ""
    reader: Reader | None = None

    def check_kind(self, record_type: str) -> None:
        """A delegate adds what the mandate covers: NotDelegatedError for anything else."""
        if self.reader is not None and not self.reader.scope.covers(record_type):
            raise NotDelegatedError

    def check_sensitive(self, vault: Vault, record_type: str, *, now: datetime) -> None:
        """Nobody but the owner agrees to keep the picture of a sensitive paper: OwnerMustConfirmError."""
        if self.reader is not None:
            second_step.before_keeping(vault, self.reader, record_type, now=now)


def sender_of(reader: Reader, idempotency_key: str) -> Sender:
    """Whoever keeps a paper in a citizen's wallet; the key is theirs and not the wallet's."""
    return Sender(UUID(reader.actor.id), reader.actor, reader.circumstances, idempotency_key, reader)
