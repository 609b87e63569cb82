"""The citizen decides: agree, refuse, and later stop, pause or go on. It holds before the call returns."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wallet.consents import artefact, debts, granting
from wallet.consents.errors import ConsentStateError, NoticeChangedError
from wallet.consents.holdings import confirm_first, entry_of, own_consent
from wallet.consents.models import Consent
from wallet.consents.refusing import refused_by
from wallet.consents.states import WAITING, State, move
from wallet.identity.models import Service
from wallet.ledger.entries import Operation, Outcome
from wallet.ledger.log import Pending
from wallet.notices import service as notices
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

    Raises ConsentStateError (already answered, lapsed), NoticeChangedError, RequiredItemsMissingError,
    OwnerMustConfirmError.
    """
    if agree:
        confirm_first(vault, reader, consent_id, now)
    with vault.database.transaction() as session:
        consent, service = own_consent(session, reader, consent_id, lock=True)
        if consent.state not in WAITING or consent.answer_until <= now:
            raise ConsentStateError("this question is no longer waiting for an answer")
        if notice_hash != consent.notice_hash:
            raise NoticeChangedError
        consent.decided_at, consent.acting_party = now, _acting_party(reader)
        if agree:
            refused = refused_by(session, vault.secrets, consent.citizen_id)
            granting.grant(session, consent, frozenset(chosen), frozenset(confirmed), refused=refused, now=now)
        else:
            consent.state, consent.ended_at = move(consent.state, State.REFUSED), now
        artefact.write(session, vault.secrets, vault.catalogue, consent, service, now=now, by=reader.actor.id)
        operation = Operation.CONSENT_GIVE if agree else Operation.CONSENT_REFUSE
        touched = granting.granted(consent)
        pending = vault.log.append(session, entry_of(reader, consent, operation, Outcome.DONE, now, touched))
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
        artefact.write(session, vault.secrets, vault.catalogue, consent, service, now=now, by=reader.actor.id)
        pending = vault.log.append(session, entry_of(reader, consent, Operation.CONSENT_DEFER, Outcome.DONE, now, ()))
    pending.receipt()
    return consent


def change(vault: Vault, reader: Reader, consent_id: UUID, to: State, *, now: datetime) -> Consent:
    """Revoke, pause or resume; it holds before this returns. Raises ConsentStateError."""
    with vault.database.transaction() as session:
        consent, _ = own_consent(session, reader, consent_id, lock=True)
        pending = change_in(session, vault, reader, consent, to, now=now)
    pending.receipt()
    return consent


def change_in(session: Session, vault: Vault, reader: Reader, consent: Consent, to: State, *, now: datetime) -> Pending:
    """The same in the caller's transaction; the consent's row must be locked."""
    operation = {
        State.REVOKED: Operation.CONSENT_REVOKE,
        State.PAUSED: Operation.CONSENT_PAUSE,
        State.ACTIVE: Operation.CONSENT_RESUME,
    }[to]
    if to is State.ACTIVE and consent.state != State.PAUSED:
        raise ConsentStateError("only what was paused can go on; a question is answered, not resumed")
    consent.state = move(consent.state, to)
    if to is State.REVOKED:
        consent.ended_at = now
    service = session.get_one(Service, consent.service_id)
    artefact.write(session, vault.secrets, vault.catalogue, consent, service, now=now, by=reader.actor.id)
    pending = vault.log.append(session, entry_of(reader, consent, operation, Outcome.DONE, now, ()))
    told = {"consent": str(consent.id), "dossier": str(consent.dossier_id), "state": consent.state}
    notices.tell_service(session, consent.service_id, f"consent.{to.lower()}", told, now=now)
    debts.owe_after(session, vault.log, consent, now=now)
    return pending


def _acting_party(reader: Reader) -> dict[str, Any]:
    """Who decides for the citizen, as what, and what that rests on; empty: they do themselves."""
    scope = reader.scope
    if scope.mandate is None:
        return {}
    evidence = {"mandate": str(scope.mandate), **scope.evidence}
    return {"id": reader.actor.id, "capacity": scope.capacity.value, "evidence": evidence}
