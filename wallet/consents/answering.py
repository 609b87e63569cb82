"""The citizen decides: agree, refuse, and later stop, pause or go on. It holds before the call returns."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wallet.consents import artefact, debts
from wallet.consents.errors import (
    ConsentStateError,
    NoticeChangedError,
    RequiredItemsMissingError,
)
from wallet.consents.holdings import entry_of, holdings_of, own_consent
from wallet.consents.models import Consent
from wallet.consents.states import WAITING, State, move
from wallet.ledger.entries import Operation, Outcome, Touched
from wallet.notices import service as notices
from wallet.records import rows
from wallet.records.reading import Reader
from wallet.records.vault import Vault


def answer(
    vault: Vault,
    reader: Reader,
    consent_id: UUID,
    *,
    agree: bool,
    chosen: Iterable[str] = (),
    confirmed: Iterable[str] = (),
    notice_hash: str,
    now: datetime,
) -> Consent:
    """Agree or refuse. `chosen`: keys of the optional items ticked; `confirmed`: attributes that still hold though old.

    Raises ConsentStateError (already answered, lapsed), NoticeChangedError, RequiredItemsMissingError.
    """
    with vault.database.transaction() as session:
        consent, service = own_consent(session, reader, consent_id, lock=True)
        if consent.state not in WAITING or consent.answer_until <= now:
            raise ConsentStateError("this question is no longer waiting for an answer")
        if notice_hash != consent.notice_hash:
            raise NoticeChangedError
        consent.decided_at = now
        if agree:
            _grant(session, consent, frozenset(chosen), frozenset(confirmed), now)
        else:
            consent.state, consent.ended_at = move(consent.state, State.REFUSED), now
        artefact.write(session, vault.secrets, vault.catalogue, consent, service, now=now)
        operation = Operation.CONSENT_GIVE if agree else Operation.CONSENT_REFUSE
        pending = vault.log.append(session, entry_of(reader, consent, operation, Outcome.DONE, now, _granted(consent)))
        told = {"consent": str(consent.id), "dossier": str(consent.dossier_id), "state": consent.state}
        notices.tell_service(session, consent.service_id, "consent.answered", told, now=now)
    pending.receipt()
    return consent


def defer(vault: Vault, reader: Reader, consent_id: UUID, *, now: datetime) -> Consent:
    """Answer later; the day until which an answer is waited for stays. Raises ConsentStateError."""
    with vault.database.transaction() as session:
        consent, service = own_consent(session, reader, consent_id, lock=True)
        if consent.answer_until <= now:
            raise ConsentStateError("this question is no longer waiting for an answer")
        consent.state = move(consent.state, State.DEFERRED)
        artefact.write(session, vault.secrets, vault.catalogue, consent, service, now=now)
        pending = vault.log.append(session, entry_of(reader, consent, Operation.CONSENT_DEFER, Outcome.DONE, now, ()))
    pending.receipt()
    return consent


def change(vault: Vault, reader: Reader, consent_id: UUID, to: State, *, now: datetime) -> Consent:
    """Revoke, pause or resume; it holds before this returns. Raises ConsentStateError."""
    operation = {
        State.REVOKED: Operation.CONSENT_REVOKE,
        State.PAUSED: Operation.CONSENT_PAUSE,
        State.ACTIVE: Operation.CONSENT_RESUME,
    }[to]
    with vault.database.transaction() as session:
        consent, service = own_consent(session, reader, consent_id, lock=True)
        consent.state = move(consent.state, to)
        if to is State.REVOKED:
            consent.ended_at = now
        artefact.write(session, vault.secrets, vault.catalogue, consent, service, now=now)
        pending = vault.log.append(session, entry_of(reader, consent, operation, Outcome.DONE, now, ()))
        told = {"consent": str(consent.id), "dossier": str(consent.dossier_id), "state": consent.state}
        notices.tell_service(session, consent.service_id, f"consent.{to.lower()}", told, now=now)
        debts.owe_after(session, vault.log, consent, now=now)
    pending.receipt()
    return consent


def _grant(
    session: Session, consent: Consent, chosen: frozenset[str], confirmed: frozenset[str], now: datetime
) -> None:
    """Turn the answer into items per record type: what the service may have from which paper."""
    items: dict[tuple[str, str], dict[str, Any]] = {}
    for asked in consent.asked:
        name = asked.get("attribute") or asked["document"]
        if asked["necessity"] != "required" and name not in chosen:
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


def _empty_item(record_type: str, necessity: str) -> dict[str, Any]:
    return {
        "record_type": record_type,
        "attributes": [],
        "document": False,
        "necessity": necessity,
        "confirmed": [],
    }


def _granted(consent: Consent) -> tuple[Touched, ...]:
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
