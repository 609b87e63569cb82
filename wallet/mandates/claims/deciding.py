"""Staff decide: two say yes, each with the original in their hands and in their own name; one alone says no.

    1 the claim's row is held; whoever decides at the same moment waits, and finds it decided
    2 the first yes is written down; nothing has begun
    3 the second, of another member of staff: the mandate, its `begin` and the messages, in the same transaction

Where somebody can object (the person has a wallet, or is represented already) the mandate begins two working days after
the claim was made, and not before. What it rests on stands in the mandate: who, when, which paper, on what law.
"""

import hmac
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from wallet.identity.acting.terms import Terms
from wallet.identity.models import Citizen
from wallet.identity.secrets import SecretName
from wallet.ledger.entries import Operation
from wallet.mandates import beginning, ending
from wallet.mandates.beginning import Proof
from wallet.mandates.claims import rows
from wallet.mandates.claims.errors import ClaimChecksError, ClaimStateError, SecondOfficerError
from wallet.mandates.claims.kinds import LAW, Check, Ground, State
from wallet.mandates.claims.looking import Officer, known, picture_row
from wallet.mandates.claims.models import MandateClaim
from wallet.mandates.claims.rows import ClaimLine
from wallet.mandates.claims.words import Words
from wallet.records.vault import Vault

LABEL = b"wallet.mcl.paper.v1\0"


def approve(
    vault: Vault, officer: Officer, claim_id: UUID, *, paper: str, checks: Collection[Check], now: datetime
) -> ClaimLine:
    """`paper`: SHA-256 of the document, as `looking` showed it: nobody says yes to what they have not opened.

    ClaimNotFoundError, ClaimStateError, ClaimChecksError, SecondOfficerError, MandateRefusedError.
    """
    with vault.database.transaction() as session:
        line = _held(session, vault, claim_id, now)
        claim, said = line.claim, line.words
        if said is None or picture_row(session, claim) is None:
            raise ClaimStateError
        if set(checks) != set(Check) or not hmac.compare_digest(paper.encode(), said.paper.encode()):
            raise ClaimChecksError
        if claim.first_staff_id == officer.staff.id:
            raise SecondOfficerError
        if claim.first_staff_id is None:
            claim.first_staff_id, claim.state = officer.staff.id, State.SECONDED
        else:
            _grant(session, vault, officer, claim, said, now)
        session.add(claim)
        session.flush()
        decided = rows.line_of(session, vault, claim, now)
        rows.write_down(session, vault, decided, officer.step(Operation.MANDATE_APPROVE), now=now)
        if claim.state == State.GRANTED:
            rows.tell(session, decided, "mandate.claim-decided", now=now)
    return decided


def refuse(vault: Vault, officer: Officer, claim_id: UUID, ground: Ground, *, now: datetime) -> ClaimLine:
    """The person reads the ground. ClaimNotFoundError, ClaimStateError."""
    with vault.database.transaction() as session:
        claim = _held(session, vault, claim_id, now).claim
        claim.state, claim.decided_at, claim.ground = State.REFUSED, now, ground
        return _closed(session, vault, officer, claim, Operation.MANDATE_REJECT, now)


def end(vault: Vault, officer: Officer, claim_id: UUID, ground: Ground, *, now: datetime) -> ClaimLine:
    """What was granted ends with this call, also before it began. ClaimNotFoundError, ClaimStateError."""
    with vault.database.transaction() as session:
        claim = known(session, claim_id, hold=True)
        if claim.state != State.GRANTED or claim.mandate_id is None:
            raise ClaimStateError
        if not ending.end_by_staff(session, vault, claim.mandate_id, officer.actor, officer.how, now=now):
            raise ClaimStateError
        claim.state, claim.decided_at, claim.ground = State.ENDED, now, ground
        return _closed(session, vault, officer, claim, Operation.MANDATE_REJECT, now)


def _held(session: Session, vault: Vault, claim_id: UUID, now: datetime) -> ClaimLine:
    line = rows.line_of(session, vault, known(session, claim_id, hold=True), now)
    if not line.is_open:
        raise ClaimStateError
    return line


def _closed(
    session: Session, vault: Vault, officer: Officer, claim: MandateClaim, operation: Operation, now: datetime
) -> ClaimLine:
    session.add(claim)
    session.flush()
    line = rows.line_of(session, vault, claim, now)
    rows.write_down(session, vault, line, officer.step(operation), now=now)
    rows.tell(session, line, "mandate.claim-decided", now=now)
    return line


def _grant(session: Session, vault: Vault, officer: Officer, claim: MandateClaim, said: Words, now: datetime) -> None:
    claim.second_staff_id, claim.state, claim.decided_at = officer.staff.id, State.GRANTED, now
    can_object = rows.person_of(session, claim) is not None
    line = ClaimLine(claim, said, overdue=False)
    standing = beginning.begin(
        session,
        vault,
        session.get_one(Citizen, claim.claimant_id),
        Proof(
            capacity=line.capacity,
            number=said.number,
            terms=Terms(said.owner, said.delegate, said.majority),
            evidence=_evidence(vault, officer, line, now),
        ),
        how=officer.how,
        first_at=max(now, claim.answer_by) if can_object else now,
        now=now,
    )
    if standing.mandate.evidence.get("claim") == str(claim.id):  # not where another paper shows it already
        claim.mandate_id = standing.mandate.id


def _evidence(vault: Vault, officer: Officer, line: ClaimLine, now: datetime) -> dict[str, Any]:
    """Who, when, which paper, on what ground. The digest is keyed: a copy of the database finds no paper by it."""
    claim, paper = line.claim, line.words.paper if line.words else ""
    keyed = hmac.digest(vault.secrets.get(SecretName.FINGERPRINT), LABEL + paper.encode(), "sha256")
    return {
        "kind": "staff",
        "claim": str(claim.id),
        "paper": claim.record_type,
        "record": str(claim.record_id),
        "version": claim.record_version,
        "digest": keyed.hex(),
        "staff": [str(claim.first_staff_id), str(officer.staff.id)],
        "organisation": officer.staff.organisation,
        "decided_at": now.isoformat(),
        "basis": LAW[line.capacity],
    }
