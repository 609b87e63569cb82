"""The act: from its commit on nothing of the person can be read by anybody, the operator included.

    1 the citizen's row is held; a second call finds nobody
    2 one transaction: `erase` and the end of every consent, correction and dossier are entries of the citizen's, with
      events to the services, and debts where something was seen; the keys of all objects, every citizen key and the
      log key are destroyed; sessions end; the ID number's hash goes; manifests name every entry
    3 commit
    4 this process drops its cached keys; other workers find no active key beside theirs at the next read
    5 housekeeping deletes objects and bodies (`finishing`)

A crash before 3: nothing happened. After it: the person is erased, and 5 goes on from the rows that are left.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col

from wallet.consents import ending
from wallet.consents.models import StandingPolicy
from wallet.corrections import asking, rows
from wallet.corrections.models import Correction
from wallet.corrections.states import State
from wallet.dossiers import leaving as dossiers
from wallet.drafts import keeping as drafts
from wallet.erasure.errors import ErasureNotConfirmedError
from wallet.erasure.models import Erasure
from wallet.identity import leaving, passkeys, sessions
from wallet.identity.errors import CitizenErasedError
from wallet.identity.sessions import PersonKind
from wallet.identity.zalo import binding
from wallet.ledger.entries import Entry, Operation, Outcome
from wallet.ledger.erasing import write_manifests
from wallet.mandates import ending as mandates
from wallet.notices import service as notices
from wallet.records import links
from wallet.records import rows as rows_of_records
from wallet.records.models import IdempotentAnswer
from wallet.records.reading import Reader
from wallet.records.uploads import rows as uploads
from wallet.records.vault import Vault
from wallet.restrictions import standing as restrictions
from wallet.rights import leaving as rights
from wallet.vietnamese import search_key

WORDS = frozenset({"xoa", "erase"})
"""What is typed, as search sees it: XÓA, xoá and Xoa are the same word."""

CORRECTIONS_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Erased:
    """The receipt. It names no person; `entries` of the log became unreadable."""

    id: UUID
    erased_at: datetime
    records: int
    entries: int


def erase(vault: Vault, reader: Reader, *, word: str, now: datetime) -> Erased:
    """Erase the wallet of who asks. ErasureNotConfirmedError without the word, CitizenErasedError the second time."""
    if search_key(word).strip() not in WORDS:
        raise ErasureNotConfirmedError(fields=(("/word", "is not the word of confirmation"),))
    with vault.database.transaction() as session:
        citizen = leaving.hold(session, reader.citizen.id)
        if citizen is None:
            raise CitizenErasedError
        _end_what_runs(session, vault, reader, now)
        records = _close_records(session, citizen.id, now)
        _forget_what_was_told(session, citizen.id, now)
        epochs = vault.citizen_keys.destroy(session, citizen.id)
        leaving.forget(session, citizen)
        erasure = Erasure(citizen_id=citizen.id, erased_at=now, records=records, entries=0, epochs=sorted(epochs))
        erasure.entries = write_manifests(session, vault.log, citizen.id, erasure.id, now=now)
        session.add(erasure)
    vault.citizen_keys.forget(reader.citizen.id)
    return Erased(erasure.id, erasure.erased_at, erasure.records, erasure.entries)


def _end_what_runs(session: Session, vault: Vault, reader: Reader, now: datetime) -> None:
    """Everything that has to be an entry of the citizen's, while entries can still be sealed for them."""
    citizen, actor, how = reader.citizen.id, reader.actor, reader.circumstances
    entry = Entry(
        citizen=citizen, operation=Operation.ERASE, outcome=Outcome.DONE, actor=actor, circumstances=how, at=now
    )
    vault.log.append(session, entry)
    mandates.end_all_of(session, vault, reader, now=now)
    ending.invalidate_all(session, vault, citizen, actor=actor, how=how, now=now)
    policies = update(StandingPolicy).where(col(StandingPolicy.citizen_id) == citizen)
    session.connection().execute(policies.values(state="ENDED", ended_at=now))
    party = rows.citizen_of(reader)
    open_ones = (col(Correction.citizen_id) == citizen, col(Correction.state) == State.OPEN)
    for line in rows.lines(session, *open_ones, skip=0, limit=CORRECTIONS_AT_MOST, now=now):
        asking.withdraw(session, vault, line, party, now=now)
    dossiers.close_all(session, vault.log, citizen, actor=actor, how=how, now=now)


def _close_records(session: Session, citizen: UUID, now: datetime) -> int:
    """Destroy the key of every object; what the rows still say of the papers goes with the objects (`finishing`)."""
    held = rows_of_records.standing_records(session, citizen)
    for record in held:
        record.status, record.changed_at = "deleted", now
        session.add(record)
        for row in rows_of_records.sealed_rows(session, record.id):
            row.wrapped_dek, row.sealed_copy = None, None
            session.add(row)
    session.flush()
    return len(held)


def _forget_what_was_told(session: Session, citizen: UUID, now: datetime) -> None:
    sessions.end_all_of(session, PersonKind.CITIZEN, citizen)
    passkeys.forget_all_of(session, PersonKind.CITIZEN, citizen)
    binding.forget(session, citizen)
    links.forget_all_of(session, citizen)
    uploads.forget_all_of(session, citizen)
    drafts.forget_all_of(session, citizen)
    notices.forget_citizen(session, citizen)
    restrictions.forget_citizen(session, citizen)
    rights.forget_citizen(session, citizen, now=now)
    session.connection().execute(delete(IdempotentAnswer).where(col(IdempotentAnswer.caller) == citizen))
