"""What reading and answering a question both need: the consent, the papers it is about, the shape of an entry."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from policies.catalogue import Catalogue
from policies.release import Assurance
from wallet.consents.errors import ConsentNotFoundError
from wallet.consents.models import Consent
from wallet.consents.states import WAITING
from wallet.identity.acting import confirming
from wallet.identity.acting.confirming import Topic, Want
from wallet.identity.acting.scope import Scope
from wallet.identity.models import Service
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose, Touched
from wallet.records import rows
from wallet.records.models import Record, SealedObjectRow
from wallet.records.reading import Reader
from wallet.records.vault import Vault


def own_consent(session: Session, reader: Reader, consent_id: UUID, *, lock: bool = False) -> tuple[Consent, Service]:
    consent = session.get(Consent, consent_id, with_for_update=lock)
    mine = consent is not None and consent.citizen_id == reader.citizen.id
    if consent is None or not mine or not is_within(session, reader.scope, consent):
        raise ConsentNotFoundError(owner=consent.citizen_id if consent else None)
    return consent, session.get_one(Service, consent.service_id)


def is_within(session: Session, scope: Scope, consent: Consent) -> bool:
    """Whether a delegate may see and answer this: what it gives, or would give, is on papers that they may see."""
    if scope.papers is None:
        return True
    concerned = {item["record_type"] for item in consent.granted}
    if consent.state in WAITING:
        concerned |= {item["document"] for item in consent.asked if "document" in item}
        concerned |= {record.type for record, _ in holdings_of(session, consent)}
    return concerned <= scope.papers


def confirm_first(vault: Vault, reader: Reader, consent_id: UUID, now: datetime) -> None:
    """A helper reads and grants what is sensitive after the owner has said yes to this one question.

    Raises OwnerMustConfirmError, and ConsentNotFoundError as `own_consent` does.
    """
    if not reader.scope.two_step:
        return
    with vault.database.reading() as session:
        consent, _ = own_consent(session, reader, consent_id)
    catalogue = vault.catalogue
    documents = [item["document"] for item in consent.asked if "document" in item]
    names = [item["attribute"] for item in consent.asked if "attribute" in item]
    if any(map(catalogue.is_sensitive_paper, documents)) or any(map(catalogue.is_sensitive, names)):
        touched = Touched(record="", type="", version=0, attributes=tuple(sorted({*names, *documents})))
        entry = entry_of(reader, consent, Operation.MANDATE_ASK, Outcome.DONE, now, (touched,))
        confirming.demand(vault.database, vault.log, reader.scope, Want(Topic.QUESTION, str(consent.id)), entry)


def holdings_of(session: Session, consent: Consent) -> list[tuple[Record, SealedObjectRow]]:
    """The citizen's records that hold something asked and are sure enough: the surest first, then the latest."""
    attributes = {item["attribute"] for item in consent.asked if "attribute" in item}
    documents = {item["document"] for item in consent.asked if "document" in item}
    held = [
        (record, data)
        for record, data in rows.current_data(session, consent.citizen_id)
        if (attributes & rows.readable(record, data) or record.type in documents)
        and Assurance(record.assurance) >= consent.min_assurance
    ]
    return sorted(held, key=lambda one: (Assurance(one[0].assurance).rank, one[0].as_of), reverse=True)


def is_old(catalogue: Catalogue, consent: Consent, name: str, record: Record, today: date) -> bool:
    """Whether the citizen has to say that this value still holds: by the catalogue, or by the age that was asked."""
    age = consent.max_age_days
    too_old = age is not None and (today - record.as_of).days > age
    return too_old or catalogue.is_stale(name, record.as_of, today)


def entry_of(
    reader: Reader,
    consent: Consent,
    operation: Operation,
    outcome: Outcome,
    now: datetime,
    touched: tuple[Touched, ...],
) -> Entry:
    return Entry(
        citizen=consent.citizen_id,
        operation=operation,
        outcome=outcome,
        actor=reader.actor,
        touched=touched,
        purpose=Purpose(
            code=consent.purpose,
            procedure=consent.procedure,
            dossier=str(consent.dossier_id),
            consent=str(consent.id),
            artefact=consent.artefact_hash,
        ),
        circumstances=reader.circumstances,
        at=now,
    )
