"""What an erasure would end, told before it is done. The look is an entry, as any look at one's papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from wallet.consents.ending import UNENDED
from wallet.consents.models import Consent
from wallet.dossiers import uses
from wallet.dossiers.uses import OpenDossier
from wallet.records import reading
from wallet.records.lines import RecordLine
from wallet.records.reading import Reader
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`consents`: questions and permissions that would end."""

    papers: Sequence[RecordLine]
    consents: int
    dossiers: Sequence[OpenDossier]


def foresee(vault: Vault, reader: Reader, *, now: datetime) -> Foreseen:
    papers = reading.list_records(vault, reader, now=now)
    with vault.database.reading() as session:
        return Foreseen(papers, _unended(session, reader), uses.open_dossiers_of(session, reader.citizen.id))


def _unended(session: Session, reader: Reader) -> int:
    mine = select(func.count()).where(Consent.citizen_id == reader.citizen.id, col(Consent.state).in_(UNENDED))
    return session.exec(mine).one()
