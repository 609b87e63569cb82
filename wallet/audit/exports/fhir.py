"""FHIR R4 AuditEvent, with the profiles of IHE's Basic Audit Log Patterns (BALP 1.1) where an entry is one of theirs.

    IHE.BasicAudit.PatientRead     values, or a list of them, were shown        agents: wallet -> client, and who reads
    IHE.BasicAudit.PatientCreate   something came into the wallet               agents: client -> wallet, and who brings
    IHE.BasicAudit.PatientUpdate   it changed                                   the same
    IHE.BasicAudit.PatientDelete   it was deleted                               agents: client, custodian, and who does

Profiles speak of successful acts on a person's things. A refusal, an act of the wallet itself and an entry whose body
is closed are plain AuditEvents. A citizen is the `Patient`, by pseudonym; addresses are masked, as all that names one.
"""

from dataclasses import dataclass
from typing import Any

from wallet.audit.exports.activities import Activity, activity_of
from wallet.audit.sightings import Sighting
from wallet.ledger.chain import EntryState
from wallet.ledger.entries import ActorKind, Outcome

Json = dict[str, Any]

PROFILES = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.Patient"
TERMS = "http://terminology.hl7.org/CodeSystem"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
MASKED = [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]
OUTCOMES = {Outcome.RELEASED: "0", Outcome.DONE: "0", Outcome.DENIED: "4", Outcome.FAILED: "8"}


def coding(system: str, code: str) -> Json:
    return {"system": system, "code": code}


REST = coding(f"{TERMS}/audit-event-type", "rest")
SOURCE, DESTINATION, APPLICATION = (coding(DICOM, code) for code in ("110153", "110152", "110150"))
CUSTODIAN = coding(f"{TERMS}/provenance-participant-type", "custodian")
RECIPIENT, AUTHOR = (coding(f"{TERMS}/v3-ParticipationType", code) for code in ("IRCP", "AUT"))


@dataclass(frozen=True, slots=True)
class Pattern:
    """`profile`: the last word of its name. The others: FHIR codes, and the parts that the three agents play."""

    profile: str
    interaction: str
    action: str
    client: Json
    server: Json
    user: Json


PATTERNS = {
    Activity.READ: Pattern("Read", "read", "R", DESTINATION, SOURCE, RECIPIENT),
    Activity.CREATE: Pattern("Create", "create", "C", SOURCE, DESTINATION, AUTHOR),
    Activity.UPDATE: Pattern("Update", "update", "U", SOURCE, DESTINATION, AUTHOR),
    Activity.DELETE: Pattern("Delete", "delete", "D", APPLICATION, CUSTODIAN, AUTHOR),
    Activity.OTHER: Pattern("", "operation", "E", SOURCE, DESTINATION, AUTHOR),
}


def audit_event(line: Sighting, origin: str) -> Json:
    """`origin`: the log's name; systems of identifiers hang under it."""
    pattern = PATTERNS[activity_of(line.operation)]
    base = f"https://{origin}/audit"
    went_well = line.outcome in {Outcome.RELEASED, Outcome.DONE}
    is_profiled = bool(pattern.profile and went_well and line.who and line.state is EntryState.OPEN)
    return {
        "resourceType": "AuditEvent",
        "id": line.leaf.hex(),
        **({"meta": {"profile": [PROFILES + pattern.profile]}} if is_profiled else {}),
        "type": REST,
        "subtype": [
            coding("http://hl7.org/fhir/restful-interaction", pattern.interaction),
            coding(f"{base}/operation", line.operation),
        ],
        "action": pattern.action,
        "recorded": f"{line.at:%Y-%m-%dT%H:%M:%SZ}",
        "outcome": OUTCOMES[Outcome(line.outcome)],
        **({"outcomeDesc": ", ".join(line.grounds)} if line.grounds else {}),
        "agent": _agents(line, pattern, base, origin),
        "source": {"observer": _named(f"{base}/log", origin)},
        "entity": _entities(line, base),
    }


def _agents(line: Sighting, pattern: Pattern, base: str, origin: str) -> list[Json]:
    is_service = line.kind == ActorKind.SERVICE
    client = _named(f"{base}/service", line.reader) if is_service else {"display": "Trang của Ví Giấy Tờ"}
    reason = {"purposeOfUse": [{"text": line.procedure}]} if line.procedure else {}
    agents: list[Json] = [
        _part(pattern.client, client, is_service) | {"network": {"extension": MASKED}} | (reason if is_service else {}),
        _part(pattern.server, _named(f"{base}/log", origin), False) | {"network": {"address": origin, "type": "5"}},
    ]
    if not is_service and line.kind:
        who = _named(f"{base}/{line.kind}", line.reader) if line.reader else {"display": line.kind}
        agents.append(_part(pattern.user, who, True) | {"role": [{"text": line.kind}]} | reason)
    return agents


def _part(plays: Json, who: Json, requestor: bool) -> Json:
    return {"type": {"coding": [plays]}, "who": who, "requestor": requestor}


def _entities(line: Sighting, base: str) -> list[Json]:
    thing = {
        "what": _named(f"{base}/leaf", line.leaf.hex()),
        "type": coding(f"{TERMS}/audit-entity-type", "2"),
        "role": coding(f"{TERMS}/object-role", "4"),
        "detail": [
            {"type": "index", "valueString": str(line.index)},
            {"type": "attributes", "valueString": str(line.attributes)},
            {"type": "state", "valueString": line.state.value},
        ],
    }
    if not line.who:
        return [thing]
    person = {
        "what": _named(f"{base}/pseudonym", line.who) | {"type": "Patient"},
        "type": coding(f"{TERMS}/audit-entity-type", "1"),
        "role": coding(f"{TERMS}/object-role", "1"),
    }
    return [person, thing]


def _named(system: str, value: str) -> Json:
    return {"identifier": {"system": system, "value": value}}
