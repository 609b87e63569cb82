"""The issuer is asked for a correction: by a form that came back edited, or by the citizen who looked at their paper.

The value came with the form or the citizen, and nobody is shown it here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from policies.assurance import Assurance
from wallet.corrections import proposal
from wallet.corrections.models import Correction
from wallet.corrections.rows import CorrectionLine, Party, entry_of, line_of
from wallet.corrections.states import ANSWER_DAYS, State
from wallet.ledger.entries import Operation, Outcome
from wallet.notices import service as notices
from wallet.records.models import Record
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A value that should stand in the current version of a record.

    `asked_by` and `dossier`: the service whose form came back changed; None where the citizen asks on their own.
    """

    record: Record
    attribute: str
    value: Any
    asked_by: UUID | None = None
    dossier: UUID | None = None


def ask(session: Session, vault: Vault, party: Party, edit: Edit, *, now: datetime) -> Correction | None:
    """The correction of this edit: the one that is there already, or a new one. None: there is nothing to ask of
    anybody, because the record is no issuer's, or because no such paper could hold the value.

    The same edit again changes nothing, not even one that was answered or withdrawn. Another value in its place
    withdraws what is still open. The caller holds the dossier's or the record's row, so that two calls come here one
    after the other.
    """
    if edit.record.source_service_id is None or not _can_be_corrected(vault, edit):
        return None
    earlier = _latest(session, edit)
    if earlier is not None:
        taken_back = edit.asked_by is None and earlier.state == State.WITHDRAWN  # who did that may ask anew
        if not taken_back and proposal.says(session, vault, earlier, edit.value):
            return earlier
        if earlier.state == State.OPEN:
            withdraw(session, vault, line_of(earlier, edit.record, now), party, now=now)
    return _open(session, vault, party, edit, edit.record.source_service_id, now)


def withdraw(session: Session, vault: Vault, line: CorrectionLine, party: Party, *, now: datetime) -> None:
    """Nobody has to answer it any more; the issuer is told, and so is the service whose form it came from."""
    correction = line.correction
    correction.state, correction.answered_at = State.WITHDRAWN, now
    session.add(correction)
    vault.log.append(session, entry_of(line, Operation.CORRECTION_WITHDRAW, Outcome.DONE, party, now))
    told = {"correction": str(correction.id), "record": str(line.record.id), "attribute": correction.attribute}
    notices.tell_service(session, correction.issuer_id, "correction.withdrawn", told, now=now)
    tell_asker(session, correction, now=now)


def tell_asker(session: Session, correction: Correction, *, now: datetime) -> None:
    """What became of it, to the service whose form was edited, if it came from one."""
    if correction.asked_by is None:
        return
    told = {"correction": str(correction.id), "dossier": str(correction.dossier_id), "state": correction.state}
    notices.tell_service(session, correction.asked_by, "correction.ended", told, now=now)


def _can_be_corrected(vault: Vault, edit: Edit) -> bool:
    known = edit.record.type in vault.catalogue.record_types
    certain = Assurance(edit.record.assurance) >= Assurance.ISSUER_ASSERTED
    return known and certain and not vault.catalogue.check_values(edit.record.type, {edit.attribute: edit.value})


def _latest(session: Session, edit: Edit) -> Correction | None:
    same = select(Correction).where(
        Correction.dossier_id == edit.dossier,
        Correction.record_id == edit.record.id,
        Correction.version == edit.record.version,
        Correction.attribute == edit.attribute,
    )
    return session.exec(same.order_by(col(Correction.created_at).desc()).limit(1)).first()


def _open(session: Session, vault: Vault, party: Party, edit: Edit, issuer: UUID, now: datetime) -> Correction:
    record, correction_id = edit.record, uuid4()
    sealed = proposal.seal(session, vault, record.citizen_id, correction_id, edit.value)
    correction = Correction(
        id=correction_id,
        citizen_id=record.citizen_id,
        record_id=record.id,
        version=record.version,
        attribute=edit.attribute,
        dossier_id=edit.dossier,
        asked_by=edit.asked_by,
        issuer_id=issuer,
        sealed=sealed.content,
        mark=sealed.mark,
        citizen_key_version=sealed.citizen_key_version,
        created_at=now,
        due_at=now + ANSWER_DAYS,
    )
    session.add(correction)
    session.flush()
    line = line_of(correction, record, now)
    vault.log.append(session, entry_of(line, Operation.CORRECTION_ASK, Outcome.DONE, party, now))
    _tell_of(session, line, now)
    return correction


def _tell_of(session: Session, line: CorrectionLine, now: datetime) -> None:
    correction, record = line.correction, line.record
    told = {"correction": str(correction.id), "record": str(record.id), "attribute": correction.attribute}
    told |= {"due_at": correction.due_at.isoformat()}
    notices.tell_service(session, correction.issuer_id, "correction.asked", told, now=now)
    if correction.asked_by is None:
        return
    told |= {"type": record.type, "organisation": record.issuer}
    notices.tell_citizen(session, correction.citizen_id, "correction.asked", told, now=now)
