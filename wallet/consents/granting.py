"""From a yes to what is granted: items per kind of paper, as the artefact and the log entry say them."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from wallet.consents.errors import RequiredItemsMissingError
from wallet.consents.holdings import holdings_of
from wallet.consents.models import Consent
from wallet.consents.states import State, move
from wallet.ledger.entries import Touched
from wallet.records import rows


def grant(
    session: Session,
    consent: Consent,
    chosen: frozenset[str],
    confirmed: frozenset[str],
    *,
    refused: frozenset[str] = frozenset(),
    now: datetime,
) -> None:
    """What the service may have from which paper. `refused`: what the citizen gives to nobody, whatever was ticked.

    Raises RequiredItemsMissingError when it comes to nothing.
    """
    items: dict[tuple[str, str], dict[str, Any]] = {}
    for asked in consent.asked:
        name = asked.get("attribute") or asked["document"]
        if name in refused or (asked["necessity"] != "required" and name not in chosen):
            continue
        for record, data in holdings_of(session, consent):
            held = name in rows.readable(record, data) if "attribute" in asked else record.type == name
            if not held:
                continue
            item = items.setdefault((record.type, asked["necessity"]), _empty_item(record.type, asked["necessity"]))
            if "document" in asked:
                item["document"] = True
            elif name not in item["attributes"]:
                item["attributes"].append(name)
                item["confirmed"] += [name] if name in confirmed else []
    if not items:
        raise RequiredItemsMissingError
    consent.granted = list(items.values())
    consent.state, consent.valid_from = move(consent.state, State.ACTIVE), now.replace(microsecond=0)


def granted(consent: Consent) -> tuple[Touched, ...]:
    return tuple(
        Touched(
            record="",
            type=item["record_type"],
            version=0,
            attributes=tuple(sorted(item["attributes"])),
            document=item["document"],
        )
        for item in consent.granted
    )


def _empty_item(record_type: str, necessity: str) -> dict[str, Any]:
    return {
        "record_type": record_type,
        "attributes": [],
        "document": False,
        "necessity": necessity,
        "confirmed": [],
    }
