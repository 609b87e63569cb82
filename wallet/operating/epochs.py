"""The epochs of the key service, as far as this wallet knows them: what each still wraps, and whether it lives.

An epoch that wraps nothing any more can be destroyed; then backups from its time open no longer, which is what the
last step of an erasure waits for (docs/decisions/0014).
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.keys import KeyService
from wallet.erasure.models import Erasure
from wallet.erasure.progress import lives
from wallet.identity.models import CitizenKeyRow, InstanceKey, SigningKey


@dataclass(frozen=True, slots=True)
class Epoch:
    """`citizens`: keys of wallets that it wraps, `secrets`: of the installation; `erasures` that wait for its end."""

    kek_id: str
    current: bool
    living: bool
    citizens: int
    secrets: int
    erasures: int

    @property
    def can_be_destroyed(self) -> bool:
        return self.living and not (self.current or self.citizens or self.secrets)


def key_epochs(session: Session, keys: KeyService) -> list[Epoch]:
    """The current one first. KeyUnavailableError where the key service does not answer."""
    current = keys.current()
    wrapped = col(CitizenKeyRow.wrapped).is_not(None)
    held = select(CitizenKeyRow.kek_id, func.count()).where(wrapped).group_by(col(CitizenKeyRow.kek_id))
    citizens = dict(session.exec(held).all())
    secrets: Counter[str] = Counter(session.exec(select(InstanceKey.kek_id)).all())
    secrets.update(session.exec(select(SigningKey.kek_id)).all())
    erasures = Counter(epoch for epochs in session.exec(select(Erasure.epochs)).all() for epoch in epochs)
    known = {current, *citizens, *secrets, *erasures}
    found = [
        Epoch(one, one == current, lives(keys, one), citizens.get(one, 0), secrets[one], erasures[one]) for one in known
    ]
    return sorted(found, key=lambda epoch: (not epoch.current, not epoch.living, epoch.kek_id))
