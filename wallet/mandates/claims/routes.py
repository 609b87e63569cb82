"""Claims over HTTP: who asks, who objects, and the commune's staff."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from wallet.identity.acting.errors import MandateRefusedError
from wallet.identity.actors import circumstances, staff_actor
from wallet.identity.dependencies import SignedInCitizen, SignedInOperator
from wallet.identity.errors import CitizenErasedError
from wallet.mandates.claims import asking, deciding, looking, mine, objecting
from wallet.mandates.claims.asking import Wish
from wallet.mandates.claims.errors import (
    ClaimChecksError,
    ClaimNotFoundError,
    ClaimStateError,
    SecondOfficerError,
    TooManyClaimsError,
)
from wallet.mandates.claims.looking import Officer
from wallet.mandates.claims.schemas import (
    Approval,
    ClaimMade,
    ClaimRead,
    ClaimSeen,
    ClaimsRead,
    Rejection,
    claim_read,
    claim_seen,
)
from wallet.records.errors import OPENING
from wallet.records.routes import PREVIEW, reader_of, streamed
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Call, Now
from wallet.web.refusals import refuses

router = APIRouter()


async def _officer(operator: SignedInOperator, call: Call) -> Officer:
    return Officer(operator, staff_actor(operator), circumstances(call))


DecidingOfficer = Annotated[Officer, Depends(_officer)]


@router.post("/v1/mandates/claims", status_code=201, tags=["mandates"])
@refuses(*OPENING, CitizenErasedError, ClaimStateError, MandateRefusedError, TooManyClaimsError)
def ask(vault: OpenVault, citizen: SignedInCitizen, made: ClaimMade, call: Call, now: Now) -> ClaimRead:
    """A parent or guardian whose paper cannot show it asks staff, and brings the original to the counter."""
    wish = Wish(made.record, made.number, made.owner, made.delegate, made.born)
    return claim_read(asking.ask(vault, reader_of(citizen, call), wish, now=now))


@router.get("/v1/mandates/claims", tags=["mandates"])
def list_claims(vault: OpenVault, citizen: SignedInCitizen, call: Call, now: Now) -> ClaimsRead:
    """What I asked of staff, and what others claim about me."""
    found = mine.list_claims(vault, reader_of(citizen, call), now=now)
    return ClaimsRead(made=[claim_read(one) for one in found.made], about=[claim_read(one) for one in found.about])


@router.post("/v1/mandates/claims/{claim_id}/withdraw", tags=["mandates"])
@refuses(ClaimNotFoundError, ClaimStateError)
def withdraw(vault: OpenVault, citizen: SignedInCitizen, claim_id: UUID, call: Call, now: Now) -> ClaimRead:
    """Take it back while it is open."""
    return claim_read(asking.withdraw(vault, reader_of(citizen, call), claim_id, now=now))


@router.post("/v1/mandates/claims/{claim_id}/object", tags=["mandates"])
@refuses(ClaimNotFoundError, ClaimStateError)
def object_to(vault: OpenVault, citizen: SignedInCitizen, claim_id: UUID, call: Call, now: Now) -> ClaimRead:
    """The person concerned, or who acts for them by law, stops it; it holds before this answers."""
    return claim_read(objecting.object_to(vault, reader_of(citizen, call), claim_id, now=now))


@router.get("/v1/operator/claims/{claim_id}", tags=["operators"])
@refuses(ClaimNotFoundError)
def look(vault: OpenVault, officer: DecidingOfficer, claim_id: UUID, now: Now) -> ClaimSeen:
    """What was said; of a closed one its state alone. The look stands in both persons' logs."""
    return claim_seen(looking.look(vault, officer, claim_id, now=now))


@router.get("/v1/operator/claims/{claim_id}/picture", responses=PREVIEW, tags=["operators"])
@refuses(*OPENING, ClaimNotFoundError, ClaimStateError)
def open_picture(vault: OpenVault, officer: DecidingOfficer, claim_id: UUID, now: Now) -> StreamingResponse:
    """The first page of the paper that was shown, while it is to be decided."""
    picture: Any = looking.open_picture(vault, officer, claim_id, now=now)
    return streamed(picture.chunks, picture.media_type, picture.length)


@router.post("/v1/operator/claims/{claim_id}/approve", tags=["operators"])
@refuses(ClaimChecksError, ClaimNotFoundError, ClaimStateError, MandateRefusedError, SecondOfficerError)
def approve(vault: OpenVault, officer: DecidingOfficer, claim_id: UUID, given: Approval, now: Now) -> ClaimRead:
    """The original was compared. The second of two different members of staff lets the mandate begin."""
    return claim_read(deciding.approve(vault, officer, claim_id, paper=given.paper, checks=given.checks, now=now))


@router.post("/v1/operator/claims/{claim_id}/refuse", tags=["operators"])
@refuses(ClaimNotFoundError, ClaimStateError)
def refuse(vault: OpenVault, officer: DecidingOfficer, claim_id: UUID, given: Rejection, now: Now) -> ClaimRead:
    """With a ground, which the person reads."""
    return claim_read(deciding.refuse(vault, officer, claim_id, given.ground, now=now))


@router.post("/v1/operator/claims/{claim_id}/end", tags=["operators"])
@refuses(ClaimNotFoundError, ClaimStateError)
def end(vault: OpenVault, officer: DecidingOfficer, claim_id: UUID, given: Rejection, now: Now) -> ClaimRead:
    """End what was granted, with a ground; it holds before this answers."""
    return claim_read(deciding.end(vault, officer, claim_id, given.ground, now=now))
