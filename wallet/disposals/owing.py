"""A debt begins when a service may keep nothing any more, and is overdue when the law's time has passed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from wallet.deadlines import law
from wallet.disposals.models import Disposal
from wallet.identity.models import Service
from wallet.ledger.entries import Actor, ActorKind, Entry, Operation, Outcome, Purpose, Touched
from wallet.ledger.errors import SubjectErasedError
from wallet.ledger.log import Log
from wallet.notices import service as notices

THE_WALLET = Actor(kind=ActorKind.SYSTEM, id="wallet")
DOCUMENT = "document:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """`granted`: the items of the consent; `with_others`: a processor or a third party has to delete too."""

    consent: UUID
    citizen: UUID
    service: UUID
    artefact_hash: str
    granted: Iterable[dict[str, Any]]
    cause: str
    with_others: bool = False


def owe(session: Session, log: Log, debt: Debt, *, now: datetime) -> Disposal:
    """The disposal of this consent, made when there was none; the service is told. The caller holds the consent's row.

    A citizen who was erased has no chain to write to any more; the service owes it all the same.
    """
    found = session.exec(select(Disposal).where(Disposal.consent_id == debt.consent)).first()
    if found is not None:
        return found
    disposal = Disposal(
        consent_id=debt.consent,
        citizen_id=debt.citizen,
        service_id=debt.service,
        artefact_hash=debt.artefact_hash,
        owed=_names(debt.granted),
        cause=debt.cause,
        arisen_at=now,
        due_at=now + (law.WITHDRAWAL_WITH_OTHERS if debt.with_others else law.WITHDRAWAL),
    )
    session.add(disposal)
    session.flush()
    write_entry(session, log, disposal, Operation.DISPOSAL_OWE, THE_WALLET, now=now)
    told = about(disposal) | {"artefact": disposal.artefact_hash, "cause": disposal.cause}
    notices.tell_service(session, disposal.service_id, "disposal.owed", told, now=now)
    return disposal


def has_overdue_disposal(session: Session, service: UUID, now: datetime) -> bool:
    """Whether the service owes a receipt whose time has passed: it then gets no new standing consents."""
    return session.exec(_OVERDUE, params={"service": service, "now": now}).first() is not None


_OVERDUE = (
    select(Disposal.id)
    .where(
        col(Disposal.service_id) == bindparam("service"),
        col(Disposal.state) == "owed",
        col(Disposal.due_at) <= bindparam("now"),
    )
    .limit(1)
)


def tell_overdue(session: Session, log: Log, *, now: datetime) -> int:
    """Say of each debt, once, that its time has passed: to the citizen, the service, and the citizen's log."""
    late = select(Disposal).where(
        Disposal.state == "owed", col(Disposal.due_at) <= now, col(Disposal.overdue_told_at).is_(None)
    )
    disposals = session.exec(late.order_by(col(Disposal.id)).limit(500).with_for_update()).all()
    for disposal in disposals:
        disposal.overdue_told_at = now
        session.add(disposal)
        write_entry(session, log, disposal, Operation.DISPOSAL_OVERDUE, THE_WALLET, now=now)
        organisation = session.get_one(Service, disposal.service_id).organisation
        told = about(disposal)
        notices.tell_citizen(
            session, disposal.citizen_id, "disposal.overdue", told | {"organisation": organisation}, now=now
        )
        notices.tell_service(session, disposal.service_id, "disposal.overdue", told, now=now)
    return len(disposals)


def about(disposal: Disposal) -> dict[str, str]:
    return {
        "consent": str(disposal.consent_id),
        "disposal": str(disposal.id),
        "due_at": disposal.due_at.isoformat(),
    }


def write_entry(
    session: Session, log: Log, disposal: Disposal, operation: Operation, actor: Actor, *, now: datetime
) -> None:
    entry = Entry(
        citizen=disposal.citizen_id,
        operation=operation,
        outcome=Outcome.DONE,
        actor=actor,
        touched=(Touched(record="", type="", version=0, attributes=tuple(disposal.owed)),),
        purpose=Purpose(consent=str(disposal.consent_id), artefact=disposal.artefact_hash),
        at=now,
    )
    try:
        log.append(session, entry)
    except SubjectErasedError:
        return


def _names(granted: Iterable[dict[str, Any]]) -> list[str]:
    names: set[str] = set()
    for item in granted:
        names |= set(item["attributes"])
        names |= {DOCUMENT + item["record_type"]} if item["document"] else set()
    return sorted(names)
