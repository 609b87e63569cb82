"""`authorization_details` of type `dossier` (RFC 9396) from what was agreed.

    a service      the terms that bind it: what it was granted, how often, until when, from which papers
    the citizen    the same members, and under `record` the rest of the artefact, so that nothing is lost:
                   `artefact_of(full(body)) == body`

A service is told neither the citizen's pseudonym, which would tie one dossier to another, nor who acted for them.
"""

from collections.abc import Mapping
from typing import Any

from wallet.consents.artefact import text
from wallet.consents.models import Consent

TYPE = "dossier"

_SAME = (
    *("mode", "fetch", "frequency", "max_uses", "valid_from", "valid_until"),
    *("data_life", "min_assurance", "max_age"),
)
"""Members that are called the same in both."""
_REST = (
    *("schema_version", "version", "subject", "acting_party", "requester", "storage_location", "recipients"),
    *("withdrawal_method", "authority", "notice", "decision", "use", "rule", "catalogue", "previous"),
)
_ITEM = ("record_type", "attributes", "document", "necessity")


def granted(consent: Consent) -> list[dict[str, Any]]:
    """What a service is told (RFC 9396 sections 7 and 9.2): `consent` and `dossier` are what a release names."""
    return [
        {
            "type": TYPE,
            "consent": str(consent.id),
            "dossier": str(consent.dossier_id),
            "procedure": consent.procedure,
            "purpose": consent.purpose,
            "items": [{name: item[name] for name in _ITEM} for item in consent.granted],
            "mode": "STORE" if consent.data_life_days else "VIEW",
            "fetch": "ONETIME" if consent.max_uses == 1 else "PERIODIC",
            "frequency": f"PT{consent.interval_hours}H" if consent.interval_hours else None,
            "max_uses": consent.max_uses,
            "valid_from": text(consent.valid_from),
            "valid_until": text(consent.valid_until),
            "data_life": f"P{consent.data_life_days}D",
            "min_assurance": consent.min_assurance,
            "max_age": f"P{consent.max_age_days}D" if consent.max_age_days is not None else None,
        }
    ]


def full(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All of the artefact's verified body."""
    purpose = body["purpose"]
    rest = {name: body[name] for name in _REST}
    unnamed = {"confirmed": [item["confirmed"] for item in body["items"]]}
    why = {"purpose_text": purpose["text"], "legal_basis": purpose["legal_basis"]}
    return [
        {
            "type": TYPE,
            "consent": body["id"],
            "dossier": purpose["dossier"],
            "procedure": purpose["procedure"],
            "purpose": purpose["code"],
            "items": [{name: item[name] for name in _ITEM} for item in body["items"]],
            **{name: body[name] for name in _SAME},
            "record": {**rest, **why, **unnamed},
        }
    ]


def artefact_of(details: list[dict[str, Any]]) -> dict[str, Any]:
    """The body that `full` was given."""
    (said,) = details
    record = said["record"]
    return {
        "id": said["consent"],
        **{name: record[name] for name in _REST},
        **{name: said[name] for name in _SAME},
        "purpose": {
            "code": said["purpose"],
            "text": record["purpose_text"],
            "legal_basis": record["legal_basis"],
            "procedure": said["procedure"],
            "dossier": said["dossier"],
        },
        "items": [
            {**item, "confirmed": confirmed} for item, confirmed in zip(said["items"], record["confirmed"], strict=True)
        ],
    }
