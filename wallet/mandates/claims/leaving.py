"""One of the two erases their wallet: what they asked goes, and what is asked about them can be granted no more."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col

from wallet.identity.models import Citizen
from wallet.mandates.claims.kinds import OPEN, State
from wallet.mandates.claims.models import MandateClaim


def forget(session: Session, citizen: Citizen, *, now: datetime) -> None:
    """Before the hash of their number goes. What claims had granted has ended with the mandates."""
    connection = session.connection()
    connection.execute(delete(MandateClaim).where(col(MandateClaim.claimant_id) == citizen.id))
    theirs = col(MandateClaim.person_hash) == citizen.id_number_hash
    still_open = col(MandateClaim.state).in_(OPEN)
    closed = {"state": State.WITHDRAWN.value, "decided_at": now}
    connection.execute(update(MandateClaim).where(theirs, still_open).values(**closed))
    connection.execute(update(MandateClaim).where(theirs).values(person_hash=None, mandate_id=None))
