"""The person whose matter it is erases their wallet: their open dossiers have nothing more to hope for from it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.dossiers.models import Dossier
from wallet.ledger.entries import Actor, Circumstances, Entry, Operation, Outcome, Purpose
from wallet.ledger.log import Log
from wallet.notices import service as notices


def close_all(session: Session, log: Log, citizen: UUID, *, actor: Actor, how: Circumstances, now: datetime) -> int:
    """Close what is open and tell each service, which goes on with paper; how many. Consents are not touched.

    Call before the citizen's keys are destroyed: each end is an entry of theirs.
    """
    mine = select(Dossier).where(Dossier.citizen_id == citizen, Dossier.state == "open").order_by(col(Dossier.id))
    dossiers = session.exec(mine.with_for_update()).all()
    for dossier in dossiers:
        dossier.state, dossier.closed_at = "closed", now
        session.add(dossier)
        entry = Entry(
            citizen=citizen,
            operation=Operation.DOSSIER_CLOSE,
            outcome=Outcome.DONE,
            actor=actor,
            purpose=Purpose(procedure=dossier.procedure, dossier=str(dossier.id)),
            circumstances=how,
            at=now,
        )
        log.append(session, entry)
        told = {"dossier": str(dossier.id), "reference": dossier.reference, "cause": "person-erased"}
        notices.tell_service(session, dossier.service_id, "dossier.closed", told, now=now)
    return len(dossiers)
