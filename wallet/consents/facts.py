"""What the policies need to know for a decision, gathered from the database and the catalogue only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from policies.catalogue import Catalogue
from policies.grounds import Ground
from policies.release import (
    AskFacts,
    Assurance,
    CitizenFacts,
    ConsentFacts,
    Deny,
    Engine,
    RecordFacts,
    ReleaseFacts,
    ServiceFacts,
)
from wallet.clock import day_of
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.identity.models import Citizen, Service
from wallet.ledger.entries import Actor, Circumstances, Operation
from wallet.ledger.log import Log
from wallet.records import rows
from wallet.records.models import Record, SealedObjectRow

NOBODYS = "-"
"""The record type of a question about the request itself, before any record is looked at."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The policy engine, the catalogue and the log, held by whoever may ask for a decision."""

    engine: Engine
    catalogue: Catalogue
    log: Log


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


class FactsOfOneAsk:
    """Gathers what the policies need to know, from the database and the catalogue only."""

    def __init__(
        self, session: Session, gate: Gate, ask: Ask, consent: Consent | None, now: datetime, own_use: bool
    ) -> None:
        self._catalogue = gate.catalogue
        self._engine = gate.engine
        self._ask = ask
        self._now = now
        self._citizen = session.get_one(Citizen, ask.citizen)
        self._consent = consent
        self._own_use = own_use
        self._granted: dict[str, frozenset[str]] = {}
        self._confirmed: frozenset[str] = frozenset()
        for item in consent.granted if consent else []:
            self._granted[item["record_type"]] = self._granted.get(item["record_type"], frozenset()) | frozenset(
                item["attributes"]
            )
            self._confirmed |= frozenset(item["confirmed"])
        self._documents = frozenset(
            item["record_type"] for item in (consent.granted if consent else []) if item["document"]
        )

    def refusal_of_the_request(self) -> Deny | None:
        """What would refuse the request whatever the records are; None when nothing does."""
        needs_look = self._ask.attributes or not self._ask.documents
        asked = [(NOBODYS, self._ask.attributes, False)] if needs_look else []
        asked += [(record_type, frozenset(), True) for record_type in sorted(self._ask.documents)]
        grounds: dict[Ground, None] = {}
        for record_type, attributes, document in asked:
            record = RecordFacts(
                id=NOBODYS,
                type=record_type,
                status="active",
                assurance=Assurance.ISSUER_SIGNED,
                stale_attributes=frozenset(),
                bound_procedure=None,
                expired=False,
            )
            everything = frozenset().union(*self._granted.values()) if record_type == NOBODYS else frozenset()
            decision = self._engine.evaluate(self._release(record, attributes, document, everything))
            if isinstance(decision, Deny):
                grounds |= dict.fromkeys(decision.grounds)
        return Deny(tuple(grounds), self._engine.policy_set) if grounds else None

    def parts_of(self, record: Record, data: SealedObjectRow) -> Iterator[ReleaseFacts]:
        """A record's fresh attributes (with its document), and apart from them those that have to be confirmed."""
        granted = self._granted.get(record.type, frozenset())
        wanted = self._ask.attributes & granted & rows.readable(record, data)
        today = day_of(self._now)
        stale = frozenset(
            name for name in wanted - self._confirmed if self._catalogue.is_stale(name, record.as_of, today)
        )
        document = record.type in self._ask.documents
        facts = RecordFacts(
            id=str(record.id),
            type=record.type,
            status=record.status,
            assurance=Assurance(record.assurance),
            stale_attributes=stale,
            bound_procedure=record.bound_procedure,
            expired=record.expires_on is not None and record.expires_on < today,
        )
        if wanted - stale or document:
            yield self._release(facts, wanted - stale, document, granted)
        if stale:
            yield self._release(facts, stale, False, granted)

    def _release(
        self, record: RecordFacts, attributes: frozenset[str], document: bool, granted: frozenset[str]
    ) -> ReleaseFacts:
        ask, known = self._ask, self._catalogue.attributes
        kind = self._catalogue.record_types.get(record.type)
        return ReleaseFacts(
            now=self._now,
            service=ServiceFacts(
                id=str(ask.service.id),
                active=ask.service.active,
                procedures=registered_for(self._catalogue, ask.service),
                overdue_disposal=False,
            ),
            citizen=CitizenFacts(id=str(ask.citizen), erased=self._citizen.state == "erased", guardian_required=False),
            record=record,
            consent=self._consent_facts(granted),
            ask=AskFacts(
                attributes=attributes,
                document=document,
                purpose=ask.purpose,
                procedure=ask.procedure,
                dossier=str(ask.dossier),
            ),
            template=self._catalogue.template(ask.procedure),
            sensitive=frozenset(name for name in attributes if name in known and known[name].sensitive),
            sensitive_document=kind is not None and kind.sensitive_document,
        )

    def _consent_facts(self, granted: frozenset[str]) -> ConsentFacts | None:
        consent = self._consent
        if consent is None:
            return None
        spent_by_us = self._own_use and consent.state == State.EXHAUSTED
        return ConsentFacts(
            id=str(consent.id),
            service=str(consent.service_id),
            citizen=str(consent.citizen_id),
            state=State.ACTIVE if spent_by_us else consent.state,
            purpose=consent.purpose,
            procedure=consent.procedure,
            dossier=str(consent.dossier_id),
            attributes=granted,
            documents=self._documents,
            confirmed=self._confirmed,
            valid_from=consent.valid_from or consent.created_at,
            valid_until=consent.valid_until,
            max_uses=consent.max_uses,
            uses=consent.uses - self._own_use,
            min_assurance=Assurance.SELF_DECLARED,
            standing=False,
        )


def registered_for(catalogue: Catalogue, service: Service) -> frozenset[str]:
    """The procedures that a service is registered for, in the spelling of the catalogue; unknown ones count as none."""
    return frozenset(catalogue.code(code) for code in service.procedures if code in catalogue.procedures)
