"""What the policies need to know for a decision, gathered from the database, the artefact and the catalogue only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from policies.catalogue import Catalogue
from policies.release import Assurance, CitizenFacts, Engine, RecordFacts, ServiceFacts
from wallet.clock import day_of
from wallet.consents import artefact
from wallet.consents.models import Consent
from wallet.consents.terms import Terms
from wallet.consents.weighing import THE_REQUEST, Case, Part
from wallet.disposals.owing import has_overdue_disposal
from wallet.identity.acting import standing
from wallet.identity.acting.scope import BY_LAW
from wallet.identity.models import Citizen, Service
from wallet.identity.secrets import InstanceSecrets
from wallet.ledger.entries import Actor, Circumstances, Operation
from wallet.ledger.log import Log, SubjectKeys
from wallet.records import rows
from wallet.records.models import Record, SealedObjectRow
from wallet.restrictions import standing as restrictions


@dataclass(frozen=True, slots=True)
class Gate:
    """The policy engine, the catalogue, the log and the artefacts' keys, held by whoever may ask for a decision."""

    engine: Engine
    catalogue: Catalogue
    log: Log
    secrets: InstanceSecrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a service wants to fetch now. `documents`: record types whose document is wanted."""

    operation: Operation
    service: Service
    citizen: UUID
    dossier: UUID
    procedure: str
    purpose: str
    attributes: frozenset[str]
    documents: frozenset[str]
    actor: Actor
    how: Circumstances


def guardian_required(
    session: Session, keys: SubjectKeys, citizen: UUID, terms: Terms | None, *, now: datetime
) -> bool:
    """Whether a parent or guardian has to act for this person, and none agreed (Law 91/2025/QH15 Art 24)."""
    if terms is not None and terms.body["acting_party"]["capacity"] in BY_LAW:
        return False
    return standing.needs_guardian(session, keys, citizen, now=now)


def registered_for(catalogue: Catalogue, service: Service) -> frozenset[str]:
    """The procedures that a service is registered for, in the spelling of the catalogue; unknown ones count as none."""
    return frozenset(catalogue.code(code) for code in service.procedures if code in catalogue.procedures)


_STATE = select(Citizen.state).where(col(Citizen.id) == bindparam("citizen"))


class FactsOfOneAsk:
    """Gathers the case of one ask: first the request, then record by record."""

    def __init__(
        self,
        session: Session,
        gate: Gate,
        ask: Ask,
        consent: Consent | None,
        refused: frozenset[str],
        now: datetime,
        own_use: bool,
    ) -> None:
        """`refused`: attributes and kinds of papers that the citizen gives to nobody."""
        self._gate = gate
        self._catalogue = gate.catalogue
        self._ask = ask
        self._now = now
        self._refused = refused
        self._template = gate.catalogue.still_needs(ask.procedure)
        self._session = session
        self._restrictions = restrictions.holding(session, ask.citizen)
        self._terms, self._broken = _terms_of(session, gate.secrets, consent, own_use)

    def of_the_request(self) -> Case:
        """Weighed before any record is looked at."""
        ask = self._ask
        needs_look = ask.attributes or not ask.documents
        request = [self._part(_the_request(THE_REQUEST), ask.attributes, False)] if needs_look else []
        request += [self._part(_the_request(one), frozenset(), True) for one in sorted(ask.documents)]
        state = self._session.exec(_STATE, params={"citizen": ask.citizen}).one()
        return Case(
            now=self._now,
            service=ServiceFacts(
                id=ask.service.client_id,
                active=ask.service.active,
                procedures=registered_for(self._catalogue, ask.service) & {ask.procedure},
                overdue_disposal=has_overdue_disposal(self._session, ask.service.id, self._now),
            ),
            citizen=CitizenFacts(
                str(ask.citizen),
                state == "erased",
                guardian_required(self._session, self._gate.log.keys, ask.citizen, self._terms, now=self._now),
                self._restrictions.whole,
                ask.service.id in self._restrictions.services,
            ),
            purpose=ask.purpose,
            procedure=ask.procedure,
            dossier=str(ask.dossier),
            terms=self._terms,
            broken=self._broken,
            request=tuple(request),
        )

    def parts_of(self, record: Record, data: SealedObjectRow) -> Iterator[Part]:
        """What is fresh and given freely, with the document; apart from it what is too old or given to nobody."""
        if self._terms is None:
            return
        wanted = self._ask.attributes & self._terms.granted(record.type) & rows.readable(record, data)
        document = record.type in self._ask.documents
        facts, stale = self._record(record, wanted)
        kept_in = stale | (wanted & self._refused)
        if wanted - kept_in or document:
            yield self._part(facts, wanted - kept_in, document)
        if kept_in:
            yield self._part(facts, kept_in, False)

    def _record(self, record: Record, wanted: frozenset[str]) -> tuple[RecordFacts, frozenset[str]]:
        today = day_of(self._now)
        confirmed, age = (self._terms.confirmed, self._terms.max_age_days) if self._terms else (frozenset(), None)
        is_old = age is not None and (today - record.as_of).days > age
        stale = frozenset(
            name for name in wanted - confirmed if is_old or self._catalogue.is_stale(name, record.as_of, today)
        )
        facts = RecordFacts(
            id=str(record.id),
            type=record.type,
            status=record.status,
            assurance=Assurance(record.assurance),
            stale_attributes=stale,
            bound_procedure=record.bound_procedure,
            expired=record.expires_on is not None and record.expires_on < today,
            restricted=record.id in self._restrictions.records,
        )
        return facts, stale

    def _part(self, record: RecordFacts, attributes: frozenset[str], document: bool) -> Part:
        """What the rules may read of the catalogue and of the citizen's rules is what concerns this ask."""
        known, kind = self._catalogue.attributes, self._catalogue.record_types.get(record.type)
        is_request = record.id == THE_REQUEST
        document_is = {
            "needed": record.type in self._template.documents,
            "sensitive": kind is None or kind.sensitive_document,
            "refused": record.type in self._refused and not is_request,
        }
        return Part(
            record=record,
            attributes=attributes,
            document=document,
            needed=attributes & self._template.attributes,
            sensitive=frozenset(name for name in attributes if name in known and known[name].sensitive),
            refused=frozenset() if is_request else attributes & self._refused,
            document_is=frozenset(word for word, holds in document_is.items() if holds and document),
        )


def _terms_of(
    session: Session, secrets: InstanceSecrets, consent: Consent | None, own_use: bool
) -> tuple[Terms | None, bool]:
    """No terms while nothing was decided; True where there is an artefact that cannot be believed."""
    if consent is None:
        return None, False
    try:
        body = artefact.holding(session, secrets, consent)
    except artefact.BrokenArtefactError:
        return None, True
    return (Terms(body, consent.uses, consent.last_used_at, own_use) if body else None), False


def _the_request(record_type: str) -> RecordFacts:
    """As good as a record can be: only what is wrong with the request itself can refuse it."""
    return RecordFacts(
        id=THE_REQUEST,
        type=record_type,
        status="active",
        assurance=Assurance.ISSUER_SIGNED,
        stale_attributes=frozenset(),
        bound_procedure=None,
        expired=False,
    )
