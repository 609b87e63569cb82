"""Consent records and receipts of ISO/IEC TS 27560:2023, in JSON-LD with the terms of the Data Privacy Vocabulary 2.3.

After the guide https://w3id.org/dpv/guides/consent-27560. What the vocabulary has no term for stands under `wallet:`,
so that nothing is lost: `artefact_of(record_of(body)) == body`. A member that is null in the artefact is absent here,
as JSON-LD reads both alike. Lists whose order says something are lists in the graph too (`context.jsonld`).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from wallet.consents.artefact import hash_of, text
from wallet.consents.states import State

MEDIA_TYPE = "application/ld+json"
RECORD_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#record"
RECEIPT_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#receipt"

_STATUSES = {
    State.REQUESTED: "dpv:ConsentRequested",
    State.DEFERRED: "dpv:ConsentRequestDeferred",
    State.LAPSED: "dpv:ConsentRequestDeferred",  # ignored: neither given nor refused
    State.REFUSED: "dpv:ConsentRefused",
    State.ACTIVE: "dpv:ConsentGiven",
    State.PAUSED: "dpv:ConsentStatusInvalidForProcessing",
    State.REVOKED: "dpv:ConsentWithdrawn",
    State.EXPIRED: "dpv:ConsentExpired",
    State.EXHAUSTED: "dpv:ConsentExpired",
    State.TERMINATED: "dpv:ConsentExpired",
    State.INVALIDATED: "dpv:ConsentInvalidated",
}
_NECESSITIES = {"required": "dpv:Required", "optional": "dpv:Optional"}
_PROCESSINGS = {"VIEW": "dpv:Consult", "STORE": "dpv:Store"}
_FREQUENCIES = {"ONETIME": "dpv:SingularFrequency", "PERIODIC": "dpv:Frequency"}


def receipt_of(body: Mapping[str, Any], signed: str, notice: str, *, issuer: str, now: datetime) -> dict[str, Any]:
    """For the person concerned: the record, the signed artefact it was made from, and the text that was shown.

    `signed`: the compact JWS of `body`; `issuer`: the address under which its key is published.
    """
    return {
        "@context": context(),
        "@id": f"urn:uuid:{body['id']}#receipt-{body['version']}",
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": hash_of(signed),
        "dct:conformsTo": RECEIPT_SCHEMA,
        "dct:created": text(now),
        "dct:publisher": issuer,
        "wallet:artefact": signed,
        "wallet:shown": notice,
        "dpv:hasRecordOfActivity": _record(body),
    }


def record_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The artefact's verified body as a consent record that stands alone."""
    return {"@context": context(), **_record(body)}


def artefact_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The body that a record was made from; of a receipt, that of the record inside."""
    found = record.get("dpv:hasRecordOfActivity", record)
    process, use, status = found["dpv:hasProcess"], found["wallet:use"], found["dpv:hasConsentStatus"]
    notice, acting = found["dpv:hasNotice"], found["wallet:actingParty"]
    return {
        "id": found["dct:identifier"],
        "schema_version": found["wallet:schemaVersion"],
        "version": found["wallet:version"],
        "subject": found["dpv:hasDataSubject"]["dct:identifier"],
        "acting_party": {
            "id": acting["dct:identifier"],
            "capacity": acting["wallet:capacity"],
            "evidence": acting.get("wallet:evidence"),
        },
        **_process_read(process),
        "notice": {
            "hash": notice["dct:identifier"],
            "language": notice["dct:language"],
            "version": notice["wallet:version"],
        },
        "decision": {
            "state": status["wallet:state"],
            "time": status["dpv:isIndicatedAtTime"],
            "channel": status["dpv:hasIndicationMethod"],
            "by": status["dpv:isIndicatedBy"],
        },
        "use": {"count": use["wallet:count"], "last": use.get("wallet:lastUse"), "entry": use.get("wallet:entry")},
        "rule": found.get("wallet:rule"),
        "catalogue": found["wallet:catalogue"],
        "previous": found.get("dct:replaces"),
    }


def context() -> dict[str, Any]:
    """What every term means; stands in each document, so that reading one needs no network."""
    return dict(_context())


@cache
def _context() -> dict[str, Any]:
    said = json.loads(Path(__file__).with_name("context.jsonld").read_text(encoding="utf-8"))
    known: dict[str, Any] = said["@context"]
    return known


def _record(body: Mapping[str, Any]) -> dict[str, Any]:
    notice, use = body["notice"], body["use"]
    record = {
        "@id": f"urn:uuid:{body['id']}",
        "@type": "dpv:ConsentRecord",
        "dct:identifier": body["id"],
        "dct:conformsTo": RECORD_SCHEMA,
        "dct:replaces": body["previous"],
        "wallet:schemaVersion": body["schema_version"],
        "wallet:version": body["version"],
        "dpv:hasDataSubject": {"@type": "dpv:DataSubject", "dct:identifier": body["subject"]},
        "wallet:actingParty": _acting(body["acting_party"]),
        "dpv:hasNotice": {
            "@type": "dpv:ConsentNotice",
            "dct:identifier": notice["hash"],
            "dct:language": notice["language"],
            "wallet:version": notice["version"],
        },
        "dpv:hasConsentStatus": _status(body["decision"]),
        "dpv:hasProcess": {**_process(body), **_terms(body)},
        "wallet:use": {"wallet:count": use["count"], "wallet:lastUse": use["last"], "wallet:entry": use["entry"]},
        "wallet:rule": body["rule"],
        "wallet:catalogue": body["catalogue"],
    }
    return _stated(record)


def _acting(party: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "dpv:DataSubject" if party["capacity"] == "self" else "dpv:Representative",
        "dct:identifier": party["id"],
        "wallet:capacity": party["capacity"],
        "wallet:evidence": party["evidence"],
    }


def _status(decision: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": _STATUSES[State(decision["state"])],
        "wallet:state": decision["state"],
        "dpv:isIndicatedAtTime": decision["time"],
        "dpv:hasIndicationMethod": decision["channel"],
        "dpv:isIndicatedBy": decision["by"],
    }


def _process(body: Mapping[str, Any]) -> dict[str, Any]:
    """Who may do what, with what, for what."""
    purpose, requester = body["purpose"], body["requester"]
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "dct:identifier": purpose["code"],
            "dct:title": purpose["text"],
            "wallet:procedure": purpose["procedure"],
            "wallet:dossier": purpose["dossier"],
        },
        "dpv:hasLegalBasis": {"@type": "dpv:ExplicitlyExpressedConsent", "dct:description": purpose["legal_basis"]},
        "dpv:hasDataController": {
            "@type": "dpv:DataController",
            "dct:identifier": requester["client_id"],
            "dpv:hasName": requester["organisation"],
        },
        "dpv:hasService": {"@type": "dpv:Service", "dpv:hasName": requester["service"]},
        "dpv:hasProcessing": _PROCESSINGS[body["mode"]],
        "dpv:hasPersonalData": [_item(item) for item in body["items"]],
    }


def _terms(body: Mapping[str, Any]) -> dict[str, Any]:
    """How often, until when, what becomes of it, and how it is stopped."""
    return {
        "dpv:hasFrequency": {
            "@type": _FREQUENCIES[body["fetch"]],
            "wallet:fetch": body["fetch"],
            "wallet:every": body["frequency"],
            "wallet:maxUses": body["max_uses"],
        },
        "dpv:hasStorageCondition": {
            "@type": "dpv:StorageCondition",
            "dpv:hasLocation": body["storage_location"],
            "dpv:hasDuration": body["data_life"],
        },
        "dpv:hasJurisdiction": body["storage_location"],
        "dpv:hasRecipient": body["recipients"],
        "dpv:hasConsentControl": {"@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": body["withdrawal_method"]},
        "dpv:hasAuthority": {"@type": "dpv:DataProtectionAuthority", "dpv:hasName": body["authority"]},
        "wallet:mode": body["mode"],
        "wallet:validFrom": body["valid_from"],
        "wallet:validUntil": body["valid_until"],
        "wallet:minAssurance": body["min_assurance"],
        "wallet:maxAge": body["max_age"],
    }


def _process_read(process: Mapping[str, Any]) -> dict[str, Any]:
    purpose, controller = process["dpv:hasPurpose"], process["dpv:hasDataController"]
    frequency, storage = process["dpv:hasFrequency"], process["dpv:hasStorageCondition"]
    return {
        "requester": {
            "organisation": controller["dpv:hasName"],
            "service": process["dpv:hasService"]["dpv:hasName"],
            "client_id": controller["dct:identifier"],
        },
        "purpose": {
            "code": purpose["dct:identifier"],
            "text": dict(purpose["dct:title"]),
            "legal_basis": process["dpv:hasLegalBasis"]["dct:description"],
            "procedure": purpose["wallet:procedure"],
            "dossier": purpose["wallet:dossier"],
        },
        "items": [_item_read(item) for item in process["dpv:hasPersonalData"]],
        "min_assurance": process["wallet:minAssurance"],
        "max_age": process.get("wallet:maxAge"),
        "mode": process["wallet:mode"],
        "fetch": frequency["wallet:fetch"],
        "frequency": frequency.get("wallet:every"),
        "max_uses": frequency["wallet:maxUses"],
        "valid_from": process.get("wallet:validFrom"),
        "valid_until": process["wallet:validUntil"],
        "data_life": storage["dpv:hasDuration"],
        "storage_location": storage["dpv:hasLocation"],
        "recipients": list(process["dpv:hasRecipient"]),
        "withdrawal_method": process["dpv:hasConsentControl"]["dpv:isExercisedAt"],
        "authority": process["dpv:hasAuthority"]["dpv:hasName"],
    }


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "dpv:PersonalData",
        "dct:identifier": item["record_type"],
        "dpv:hasNecessity": _NECESSITIES[item["necessity"]],
        "wallet:attributes": item["attributes"],
        "wallet:document": item["document"],
        "wallet:confirmed": item["confirmed"],
    }


def _item_read(item: Mapping[str, Any]) -> dict[str, Any]:
    necessities = {term: word for word, term in _NECESSITIES.items()}
    return {
        "record_type": item["dct:identifier"],
        "attributes": list(item["wallet:attributes"]),
        "document": item["wallet:document"],
        "necessity": necessities[item["dpv:hasNecessity"]],
        "confirmed": list(item["wallet:confirmed"]),
    }


def _stated(members: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is null. Evidence stays whole: it is a JSON value of its own in the graph."""
    return {
        name: _stated(part) if isinstance(part, dict) and name != "wallet:evidence" else part
        for name, part in members.items()
        if part is not None
    }
