"""What reading and answering a question both need: the consent, the papers it is about, the shape of an entry."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from policies.catalogue import Catalogue
from policies.release import Assurance
from wallet.consents.errors import ConsentNotFoundError
from wallet.consents.models import Consent
from wallet.identity.models import Service
from wallet.ledger.entries import Entry, Operation, Outcome, Purpose, Touched
from wallet.records import rows
from wallet.records.models import Record, SealedObjectRow
from wallet.records.reading import Reader


def own_consent(session: Session, reader: Reader, consent_id: UUID, *, lock: bool = False) -> tuple[Consent, Service]:
    consent = session.get(Consent, consent_id, with_for_update=lock)
    if consent is None or consent.citizen_id != reader.citizen.id:
        raise ConsentNotFoundError(owner=consent.citizen_id if consent else None)
    return consent, session.get_one(Service, consent.service_id)


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
