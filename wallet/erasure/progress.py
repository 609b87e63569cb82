"""How far each erasure has come: keys, objects, the log, and the old master keys under which backups still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.contexts import citizen_key_context
from storage.errors import KeyDestroyedError, KeyUnavailableError, StorageError
from storage.keys import KeyService
from wallet.erasure.models import Erasure
from wallet.identity.models import CitizenKeyRow
from wallet.ledger.erasing import is_named_whole
from wallet.records.models import Record, SealedObjectRow

NO_KEY = b""


@dataclass(frozen=True, slots=True)
class Progress:
    """`living_epochs`: master keys that wrapped this person's keys and still exist; a backup from before the erasure
    can be read until the last of them is destroyed. `named`: manifests name every entry of the log.
    """

    erasure: Erasure
    keys_left: int
    objects_left: int
    named: bool
    living_epochs: tuple[str, ...]

    @property
    def is_final(self) -> bool:
        """Nothing is left anywhere, backups included."""
        cleared = self.erasure.finished_at is not None and self.named and not (self.keys_left or self.objects_left)
        return cleared and not self.living_epochs


def progress_of_all(session: Session, keys: KeyService) -> Sequence[Progress]:
    """Oldest first. KeyUnavailableError where the key service does not answer."""
    erasures = session.exec(select(Erasure).order_by(col(Erasure.erased_at))).all()
    living = {epoch: lives(keys, epoch) for epoch in {epoch for one in erasures for epoch in one.epochs}}
    return [_progress(session, one, tuple(epoch for epoch in one.epochs if living[epoch])) for one in erasures]


def _progress(session: Session, erasure: Erasure, living: tuple[str, ...]) -> Progress:
    citizen = erasure.citizen_id
    keys = select(func.count()).where(CitizenKeyRow.citizen_id == citizen, col(CitizenKeyRow.wrapped).is_not(None))
    objects = select(func.count()).select_from(SealedObjectRow).join(Record).where(Record.citizen_id == citizen)
    return Progress(
        erasure,
        keys_left=session.exec(keys).one(),
        objects_left=session.exec(objects).one(),
        named=is_named_whole(session, citizen),
        living_epochs=living,
    )


def lives(keys: KeyService, epoch: str) -> bool:
    """Asks for a key that was never wrapped: only an epoch that was destroyed says so before it looks."""
    try:
        keys.unwrap(epoch, NO_KEY, citizen_key_context(UUID(int=0), 1))
    except KeyDestroyedError:
        return False
    except KeyUnavailableError:
        raise
    except StorageError:
        return True
    return True
