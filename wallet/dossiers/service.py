"""Open a dossier, ask for consent under it, see its coverage, close it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from policies.catalogue import Role
from wallet.clock import day_of
from wallet.consents.asking import Question, Refused, ask
from wallet.consents.facts import Gate
from wallet.consents.models import Consent
from wallet.dossiers.coverage import Coverage, cover
from wallet.dossiers.errors import (
    DossierClosedError,
    DossierExistsError,
    DossierNotFoundError,
    ProcedureUnknownError,
)
from wallet.dossiers.models import Dossier, StandsAs
from wallet.dossiers.schemas import ConsentAsk
from wallet.identity.models import Citizen, Service
from wallet.ledger.entries import Actor, Circumstances, Entry, Operation, Outcome, Purpose
from wallet.records import rows
from wallet.records.reading import Reader
from wallet.records.vault import Vault


def open_dossier(
    session: Session,
    vault: Vault,
    service: Service,
    citizen: Citizen,
    *,
    procedure: str,
    reference: str,
    stands_as: StandsAs = StandsAs.BOTH,
    actor: Actor,
    how: Circumstances,
    now: datetime,
) -> Dossier:
    """The same reference with the same content gives the dossier that is there already."""
    if procedure not in vault.catalogue.procedures:
        raise ProcedureUnknownError
    procedure = vault.catalogue.code(procedure)
    wanted = select(Dossier).where(Dossier.service_id == service.id, Dossier.reference == reference)
    if (existing := session.exec(wanted).first()) is not None:
        known = (existing.citizen_id, existing.procedure, existing.stands_as)
        if known != (citizen.id, procedure, stands_as):
            raise DossierExistsError
        return existing
    dossier = Dossier(
        citizen_id=citizen.id,
        service_id=service.id,
        procedure=procedure,
        reference=reference,
        stands_as=stands_as,
        created_at=now,
    )
    session.add(dossier)
    session.flush()
    vault.log.append(session, _entry(dossier, Operation.DOSSIER_OPEN, actor, how, now))
    return dossier


_BY_ID = select(Dossier).where(col(Dossier.id) == bindparam("dossier"))


def own_dossier(session: Session, service: Service, dossier_id: UUID) -> Dossier:
    """Raises DossierNotFoundError for an absent one and for another service's alike."""
    dossier = session.exec(_BY_ID, params={"dossier": dossier_id}).first()
    if dossier is None or dossier.service_id != service.id:
        raise DossierNotFoundError(owner=dossier.citizen_id if dossier else None)
    return dossier


def open_dossier_of(session: Session, service: Service, dossier_id: UUID) -> Dossier:
    dossier = own_dossier(session, service, dossier_id)
    if dossier.state != "open":
        raise DossierClosedError
    return dossier


def ask_consent(
    session: Session,
    vault: Vault,
    gate: Gate,
    service: Service,
    dossier_id: UUID,
    wanted: ConsentAsk,
    *,
    actor: Actor,
    how: Circumstances,
    now: datetime,
) -> Consent | Refused:
    """Raises ProcedureUnknownError when the catalogue has lost the procedure; over-asking is returned, not raised."""
    dossier = open_dossier_of(session, service, dossier_id)
    question = Question(
        citizen=dossier.citizen_id,
        dossier=dossier.id,
        procedure=dossier.procedure,
        purpose=purpose_of(dossier),
        attributes=wanted.attributes,
        documents=wanted.documents,
        valid_days=wanted.valid_days,
        max_uses=wanted.max_uses,
        data_life_days=wanted.data_life_days,
        min_assurance=wanted.min_assurance,
        max_age_days=wanted.max_age_days,
        interval_hours=wanted.interval_hours,
    )
    return ask(session, vault, service, question, actor, how, policy_set=gate.engine.policy_set, now=now)


def coverage(vault: Vault, reader: Reader, dossier_id: UUID, *, now: datetime) -> Coverage:
    """For the citizen's eyes only."""
    with vault.database.transaction() as session:
        dossier = session.get(Dossier, dossier_id)
        if dossier is None or dossier.citizen_id != reader.citizen.id:
            raise DossierNotFoundError(owner=dossier.citizen_id if dossier else None)
        entry = _entry(dossier, Operation.DOSSIER_COVERAGE, reader.actor, reader.circumstances, now)
        pending = vault.log.append(session, entry)
        held = rows.current_data(session, reader.citizen.id)
        holdings = [(record, data) for record, data in held if reader.scope.covers(record.type)]
    pending.receipt()
    return cover(vault.catalogue, dossier.procedure, holdings, day_of(now), stands_as=roles_of(dossier))


def roles_of(dossier: Dossier) -> frozenset[Role]:
    """Whose fields of a form the citizen's own papers may fill."""
    return (
        frozenset({Role.OWNER, Role.SUBMITTER})
        if dossier.stands_as == StandsAs.BOTH
        else frozenset({Role(dossier.stands_as)})
    )


def purpose_of(dossier: Dossier) -> str:
    """One purpose per procedure: consent is given for this application and nothing else."""
    return f"procedure:{dossier.procedure}"


def _entry(dossier: Dossier, operation: Operation, actor: Actor, how: Circumstances, now: datetime) -> Entry:
    return Entry(
        citizen=dossier.citizen_id,
        operation=operation,
        outcome=Outcome.DONE,
        actor=actor,
        purpose=Purpose(code=purpose_of(dossier), procedure=dossier.procedure, dossier=str(dossier.id)),
        circumstances=how,
        at=now,
    )
