"""OCSF 1.8.0, class API Activity (6003): what security monitoring reads. `docs/schemas/ocsf-api-activity.json`.

What the class has no attribute for goes under `unmapped`. Addresses stay out: those of citizens are personal, so
`src_endpoint` names the service, or says that it is withheld.
"""

from typing import Any

from wallet.audit.exports.activities import Activity, activity_of
from wallet.audit.sightings import Sighting
from wallet.ledger.entries import ActorKind, Outcome

VERSION = "1.8.0"
CATEGORY, CLASS = 6, 6003
ACTIVITIES = {Activity.CREATE: 1, Activity.READ: 2, Activity.UPDATE: 3, Activity.DELETE: 4, Activity.OTHER: 99}
SUCCESS, FAILURE = 1, 2
INFORMATIONAL, LOW = 1, 2
"""Severities. A refusal is the gate at work: low, and no alarm by itself."""
SYSTEM_USER, OTHER_USER = 3, 99
WITHHELD = "withheld"


def event(line: Sighting, origin: str) -> dict[str, Any]:
    activity = activity_of(line.operation)
    went_well = line.outcome in {Outcome.RELEASED, Outcome.DONE}
    return {
        "activity_id": ACTIVITIES[activity],
        "activity_name": activity.value.capitalize() if activity is not Activity.OTHER else line.operation,
        "category_uid": CATEGORY,
        "class_uid": CLASS,
        "type_uid": CLASS * 100 + ACTIVITIES[activity],
        "time": int(line.at.timestamp()) * 1000,
        "severity_id": INFORMATIONAL if went_well else LOW,
        "status_id": SUCCESS if went_well else FAILURE,
        "status": "Success" if went_well else "Failure",
        "status_code": line.outcome,
        **({"status_detail": ", ".join(line.grounds)} if line.grounds else {}),
        "metadata": _metadata(line, origin),
        "actor": _actor(line),
        "api": {"operation": line.operation, "service": {"name": "Ví Giấy Tờ"}},
        "src_endpoint": {"svc_name": line.reader if line.kind == ActorKind.SERVICE else WITHHELD},
        "resources": [{"uid": line.who, "type": "citizen, by pseudonym"}] if line.who else [],
        "unmapped": {
            "state": line.state.value,
            "procedure": line.procedure,
            "attributes": line.attributes,
            "in_dossier": line.in_dossier,
        },
    }


def _metadata(line: Sighting, origin: str) -> dict[str, Any]:
    return {
        "version": VERSION,
        "product": {"name": "Ví Giấy Tờ", "vendor_name": "Ví Giấy Tờ"},
        "log_name": origin,
        "sequence": line.index,
        "uid": line.leaf.hex(),
    }


def _actor(line: Sighting) -> dict[str, Any]:
    if line.kind == ActorKind.SERVICE:
        return {"app_uid": line.reader, "app_name": line.organisation or line.reader}
    is_system = line.kind == ActorKind.SYSTEM
    return {
        "user": {
            "uid": line.reader or WITHHELD,
            "type_id": SYSTEM_USER if is_system else OTHER_USER,
            "type": line.kind or WITHHELD,
            **({"org": {"name": line.organisation}} if line.organisation else {}),
        }
    }
