"""What the end of a consent leaves behind: a service that has seen something has to delete it, and to prove that.

    revoked, invalidated                        whatever it has seen, however the consent was meant
    expired, terminated, data life over         where it was allowed to keep what it saw

A consent of which nothing was ever released leaves nothing to delete. The debt begins in the transaction that ends the
consent; the end of the data life, counted from the last use, is found by a look that housekeeping takes now and then.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.disposals import owing
from wallet.disposals.models import Disposal
from wallet.ledger.log import Log

AT_ONCE = 500
DATA_LIFE = "data-life"

_EVEN_IF_NOTHING_WAS_KEPT = frozenset({State.REVOKED, State.INVALIDATED})
_IF_IT_WAS_KEPT = frozenset({State.EXPIRED, State.TERMINATED})


def owe_after(session: Session, log: Log, consent: Consent, *, now: datetime) -> None:
    """Begin the debt that the consent's new state asks for, if any. The caller holds the consent's row."""
    state = State(consent.state)
    kept = state in _IF_IT_WAS_KEPT and consent.data_life_days > 0
    if consent.uses and (kept or state in _EVEN_IF_NOTHING_WAS_KEPT):
        _owe(session, log, consent, state.lower(), now)


def owe_what_outlived(session: Session, log: Log, *, now: datetime) -> int:
    """Debts for what services may keep no longer though the consent itself has not ended, at most 500; how many."""
    outlived = list(_past_their_data_life(session, now))[:AT_ONCE]
    for consent in outlived:
        _owe(session, log, consent, DATA_LIFE, now)
    return len(outlived)


def _past_their_data_life(session: Session, now: datetime) -> Iterator[Consent]:
    seen = [col(Consent.data_life_days) > 0, col(Consent.uses) > 0, _not_yet_owed()]
    for days in session.exec(select(Consent.data_life_days).where(*seen).distinct()).all():
        last = col(Consent.last_used_at) <= now - timedelta(days=days)
        past = select(Consent).where(*seen, Consent.data_life_days == days, last).order_by(col(Consent.id))
        yield from session.exec(past.limit(AT_ONCE).with_for_update()).all()


def _not_yet_owed() -> ColumnElement[bool]:
    return ~select(Disposal.id).where(Disposal.consent_id == Consent.id).exists()


def _owe(session: Session, log: Log, consent: Consent, cause: str, now: datetime) -> None:
    debt = owing.Debt(
        consent=consent.id,
        citizen=consent.citizen_id,
        service=consent.service_id,
        artefact_hash=consent.artefact_hash,
        granted=consent.granted,
        cause=cause,
    )
    owing.owe(session, log, debt, now=now)
