"""The loop closes: the result of a finished dossier becomes a record of its citizen.

A result carries the code `<dossier>-KQ<n>` (Decree 45/2020/NĐ-CP Article 14); n is taken in the depositing transaction,
so two results of one dossier never share one.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from policies.catalogue import Role
from policies.release import Assurance
from wallet.consents import ending
from wallet.dossiers.errors import ResultTypeError
from wallet.dossiers.models import Dossier
from wallet.dossiers.service import open_dossier_of
from wallet.identity.actors import Caller
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose
from wallet.notices import service as notices
from wallet.records.deposit import Sender, deposit, note_failure
from wallet.records.models import About
from wallet.records.new_record import NewRecord
from wallet.records.sealing import IncomingDocument
from wallet.records.vault import Vault


def deposit_result(
    vault: Vault,
    caller: Caller,
    dossier_id: UUID,
    *,
    record_type: str,
    values: Mapping[str, Any],
    as_of: date,
    expires_on: date | None,
    bound_procedure: str | None,
    document: IncomingDocument | None,
    idempotency_key: str,
    now: datetime,
) -> dict[str, Any]:
    """As `wallet.records.deposit`. Raises DossierNotFoundError, DossierClosedError, ResultTypeError."""
    with vault.database.reading() as session:
        dossier = open_dossier_of(session, caller.service, dossier_id)
    procedure = vault.catalogue.remembered(dossier.procedure)
    new = NewRecord(
        citizen=dossier.citizen_id,
        type=record_type,
        values=values,
        as_of=as_of,
        expires_on=expires_on,
        assurance=Assurance.ISSUER_ASSERTED,
        depositor=caller.service,
        dossier=dossier.id,
        bound_procedure=bound_procedure,
        about=About.OWNER if procedure.result_about is Role.OWNER else About.ANOTHER,
    )
    sender = Sender(caller.service.id, caller.actor, caller.how, idempotency_key)
    if record_type not in (procedure.result, *procedure.more_results):
        error = ResultTypeError()
        note_failure(vault, new, sender, error, now)
        raise error
    return deposit(vault, new, document, sender, now=now, number=lambda session: _next_code(session, dossier))


def close(session: Session, vault: Vault, caller: Caller, dossier_id: UUID, *, now: datetime) -> Dossier:
    """No more requests, and what was agreed for it ends with it. Raises DossierClosedError.

    What the end of such a procedure means for papers held already the citizen is told (`Effect`).
    """
    dossier = open_dossier_of(session, caller.service, dossier_id)
    dossier.state, dossier.closed_at = "closed", now
    session.add(dossier)
    entry = Entry(
        citizen=dossier.citizen_id,
        operation=Operation.DOSSIER_CLOSE,
        outcome=Outcome.DONE,
        actor=caller.actor,
        purpose=Purpose(procedure=dossier.procedure, dossier=str(dossier.id)),
        circumstances=caller.how,
        at=now,
    )
    vault.log.append(session, entry)
    ending.terminate(session, vault, dossier.id, actor=caller.actor, how=caller.how, now=now)
    told = {"dossier": str(dossier.id), "procedure": dossier.procedure, "organisation": caller.service.organisation}
    for effect in vault.catalogue.remembered(dossier.procedure).effects:
        notices.tell_citizen(session, dossier.citizen_id, f"dossier.{effect}", told, now=now)
    return dossier


def _next_code(session: Session, dossier: Dossier) -> str:
    moved = update(Dossier).where(col(Dossier.id) == dossier.id).values(results=col(Dossier.results) + 1)
    number = session.execute(moved.returning(col(Dossier.results))).scalar_one()
    return f"{dossier.reference}-KQ{number}"
