"""Writes the facts down for Cedar, as data only: nothing that a service or a citizen typed becomes policy text.

Cedar's `datetime` counts milliseconds. Rounding always shortens a consent: its start and its next use are rounded up,
the present and its end are rounded down, so that nothing is released a microsecond too early or too late.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from policies.facts import CitizenFacts, ConsentFacts, RecordFacts, ReleaseFacts, ServiceFacts

_JSON = dict[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def request_of(facts: ReleaseFacts) -> _JSON:
    """The request in Cedar's JSON form: principal, action, resource, context."""
    ask = facts.ask
    context: _JSON = {
        "now": _datetime((facts.now - _EPOCH) // _MILLISECOND),
        "purpose": ask.purpose,
        "procedure": ask.procedure,
        "dossier": ask.dossier,
        "attributes": sorted(ask.attributes),
        "document": ask.document,
        "stale": sorted(ask.attributes & facts.record.stale_attributes),
        "sensitive": sorted(facts.sensitive),
        "sensitiveDocument": facts.sensitive_document,
        "neededAttributes": sorted(facts.template.attributes),
        "neededDocuments": sorted(facts.template.documents),
        "refused": sorted(facts.refused),
        "refusedDocument": facts.refused_document,
        "statutoryBasis": ask.statutory_basis,
    }
    if facts.consent is not None:
        context["consent"] = _reference("Consent", facts.consent.id)
    return {
        "principal": _uid("Service", facts.service.id),
        "action": _uid("Action", "release"),
        "resource": _uid("Record", facts.record.id),
        "context": context,
    }


def entities_of(facts: ReleaseFacts) -> list[_JSON]:
    """Service, citizen, record and, where there is one, the consent, in Cedar's JSON form."""
    entities = [_service(facts.service), _citizen(facts.citizen), _record(facts.record, facts.citizen.id)]
    if facts.consent is not None:
        entities.append(_consent(facts.consent))
    return entities


def _service(service: ServiceFacts) -> _JSON:
    return _entity(
        "Service",
        service.id,
        active=service.active,
        procedures=sorted(service.procedures),
        owesDisposalReceipt=service.overdue_disposal,
    )


def _citizen(citizen: CitizenFacts) -> _JSON:
    return _entity(
        "Citizen",
        citizen.id,
        erased=citizen.erased,
        guardianRequired=citizen.guardian_required,
        restricted=citizen.restricted,
        objects=citizen.objects,
    )


def _record(record: RecordFacts, owner: str) -> _JSON:
    bound = {} if record.bound_procedure is None else {"boundProcedure": record.bound_procedure}
    return _entity(
        "Record",
        record.id,
        owner=_reference("Citizen", owner),
        type=record.type,
        status=record.status,
        assurance=record.assurance.rank,
        expired=record.expired,
        restricted=record.restricted,
        **bound,
    )


def _consent(consent: ConsentFacts) -> _JSON:
    bounds = {"validFrom": consent.valid_from, "nextUse": consent.next_use}
    start = {name: _rounded_up(moment) for name, moment in bounds.items() if moment is not None}
    return _entity(
        "Consent",
        consent.id,
        service=_reference("Service", consent.service),
        citizen=_reference("Citizen", consent.citizen),
        dossier=consent.dossier,
        standing=consent.standing,
        state=consent.state,
        purpose=consent.purpose,
        procedure=consent.procedure,
        attributes=sorted(consent.attributes),
        documents=sorted(consent.documents),
        confirmed=sorted(consent.confirmed),
        validUntil=_datetime((consent.valid_until - _EPOCH) // _MILLISECOND),
        maxUses=consent.max_uses,
        uses=consent.uses,
        minAssurance=consent.min_assurance.rank,
        **start,
    )


def _rounded_up(moment: datetime) -> _JSON:
    return _datetime(-((_EPOCH - moment) // _MILLISECOND))


def _uid(kind: str, name: str) -> dict[str, str]:
    return {"type": f"Wallet::{kind}", "id": name}


def _reference(kind: str, name: str) -> _JSON:
    return {"__entity": _uid(kind, name)}


def _entity(kind: str, name: str, **attributes: object) -> _JSON:
    return {"uid": _uid(kind, name), "attrs": attributes, "parents": []}


def _datetime(milliseconds: int) -> _JSON:
    moment = _EPOCH + milliseconds * _MILLISECOND
    text = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
    return {"__extn": {"fn": "datetime", "arg": text}}
