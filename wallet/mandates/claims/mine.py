"""What somebody asked of staff, and what others claim about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from wallet.ledger.entries import Operation, Outcome
from wallet.mandates.claims import objecting, rows
from wallet.mandates.claims.errors import ClaimNotFoundError
from wallet.mandates.claims.models import MandateClaim
from wallet.mandates.claims.rows import ClaimLine
from wallet.mandates.entries import entry
from wallet.records.reader import Reader
from wallet.records.vault import Vault

AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Claims:
    """`made`: by the reader, the newest first; `about`: the reader, and still to be objected to."""

    made: Sequence[ClaimLine]
    about: Sequence[ClaimLine]


def list_claims(vault: Vault, reader: Reader, *, now: datetime) -> Claims:
    """The look is an entry of the reader's own. Under a mandate: what is claimed about the person, and nothing else."""
    with vault.database.reading() as session:
        wanted = select(MandateClaim).where(MandateClaim.claimant_id == reader.citizen.id)
        newest = wanted.order_by(col(MandateClaim.made_at).desc(), col(MandateClaim.id)).limit(AT_MOST)
        made = [] if reader.scope.mandate else session.exec(newest).all()
        lines = [rows.line_of(session, vault, one, now) for one in made]
        found = Claims(lines, objecting.about(session, vault, reader, now=now))
        told = entry(
            *(reader.citizen.id, Operation.MANDATE_LIST, reader.actor, reader.circumstances),
            outcome=Outcome.RELEASED,
            now=now,
        )
        look = vault.log.sealed(session, told)
    vault.log.note(vault.database, look)
    return found


def read(vault: Vault, reader: Reader, claim_id: UUID, *, now: datetime) -> ClaimLine:
    """One that the reader made. ClaimNotFoundError."""
    with vault.database.reading() as session:
        claim = session.get(MandateClaim, claim_id)
        if claim is None or claim.claimant_id != reader.citizen.id:
            raise ClaimNotFoundError(owner=claim.claimant_id if claim else None)
        line = rows.line_of(session, vault, claim, now)
        told = entry(
            *(reader.citizen.id, Operation.MANDATE_LIST, reader.actor, reader.circumstances),
            outcome=Outcome.RELEASED,
            now=now,
        )
        look = vault.log.sealed(session, told)
    vault.log.note(vault.database, look)
    return line
