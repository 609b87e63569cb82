"""Mandates over HTTP, each in one's own name. What is done under one goes through the ordinary doors, with the
mandate's id in the header `X-Acting-For`."""

from uuid import UUID

from fastapi import APIRouter

from wallet.errors import NotFoundError
from wallet.identity.acting.errors import (
    MandateCodeError,
    MandateRefusedError,
    OwnerMustConfirmError,
    TooManyCodesError,
)
from wallet.identity.acting.scope import Doing
from wallet.identity.dependencies import SignedInCitizen
from wallet.identity.errors import CitizenErasedError
from wallet.ledger.chain import OwnEntry
from wallet.mandates import confirming, ending, inviting, kinship, viewing
from wallet.mandates.inviting import Wish
from wallet.mandates.schemas import (
    ActRead,
    ActsRead,
    CodeSaid,
    ConfirmationRead,
    InvitationRead,
    KinshipShown,
    MandateRead,
    MandatesRead,
    OfferRead,
    Wanted,
    Word,
    confirmation_read,
    mandate_read,
)
from wallet.records.errors import OPENING, RecordNotFoundError
from wallet.records.routes import reader_of
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Call, Now
from wallet.web.refusals import refuses

router = APIRouter(tags=["mandates"])


@router.get("/v1/mandates")
def list_mandates(vault: OpenVault, citizen: SignedInCitizen, call: Call, now: Now) -> MandatesRead:
    """Who acts for me, for whom I act, and what waits for my word."""
    found = viewing.list_mandates(vault, reader_of(citizen, call), now=now)
    return MandatesRead(
        given=[mandate_read(one) for one in found.given],
        held=[mandate_read(one) for one in found.held],
        asked=[confirmation_read(one) for one in found.asked],
    )


@router.post("/v1/mandates/invitations", status_code=201)
@refuses(*OPENING, MandateRefusedError)
def invite(vault: OpenVault, citizen: SignedInCitizen, wanted: Wanted, call: Call, now: Now) -> InvitationRead:
    """Ask a helper: say them the code."""
    wish = Wish(
        owner=wanted.owner,
        delegate=wanted.delegate,
        doings=frozenset(Doing(one) for one in wanted.doings),
        papers=None if wanted.papers is None else frozenset(wanted.papers),
        last_day=wanted.last_day,
    )
    made = inviting.invite(vault, reader_of(citizen, call), wish, now=now)
    return InvitationRead(code=made.code, expires_at=made.expires_at)


@router.post("/v1/mandates/offer")
@refuses(CitizenErasedError, MandateCodeError, TooManyCodesError)
def read_offer(vault: OpenVault, citizen: SignedInCitizen, said: CodeSaid, call: Call, now: Now) -> OfferRead:
    """What a code is about, before it is taken on. Wrong ones are counted."""
    offer = inviting.read_offer(vault, reader_of(citizen, call), said.code, now=now)
    papers = None if offer.papers is None else sorted(offer.papers)
    return OfferRead(owner=offer.owner, doings=sorted(offer.doings), papers=papers, ends_at=offer.ends_at)


@router.post("/v1/mandates", status_code=201)
@refuses(MandateCodeError, MandateRefusedError, TooManyCodesError)
def accept(vault: OpenVault, citizen: SignedInCitizen, said: CodeSaid, call: Call, now: Now) -> MandateRead:
    """Take a mandate on; the code is spent."""
    return mandate_read(inviting.accept(vault, reader_of(citizen, call), said.code, now=now))


@router.post("/v1/mandates/kinship", status_code=201)
@refuses(*OPENING, MandateRefusedError, OwnerMustConfirmError, RecordNotFoundError, TooManyCodesError)
def show_kinship(vault: OpenVault, citizen: SignedInCitizen, shown: KinshipShown, call: Call, now: Now) -> MandateRead:
    """A parent or guardian shows the issuer's paper that names them and the person they represent."""
    reader = reader_of(citizen, call)
    if shown.record is not None:
        return mandate_read(kinship.show_own(vault, reader, shown.record, now=now))
    return mandate_read(kinship.name_number(vault, reader, shown.id_number, now=now))


@router.post("/v1/mandates/{mandate_id}/end")
@refuses(MandateRefusedError, NotFoundError)
def end(vault: OpenVault, citizen: SignedInCitizen, mandate_id: UUID, call: Call, now: Now) -> MandateRead:
    """By the person, or by whoever acts for them; it holds before this answers."""
    return mandate_read(ending.end(vault, reader_of(citizen, call), mandate_id, now=now))


@router.get("/v1/mandates/{mandate_id}/acts")
@refuses(NotFoundError)
def read_acts(vault: OpenVault, citizen: SignedInCitizen, mandate_id: UUID, call: Call, now: Now) -> ActsRead:
    """What I did for somebody, oldest first; for the delegate alone."""
    found = viewing.read_acts(vault, reader_of(citizen, call), mandate_id, now=now)
    return ActsRead(
        mandate=mandate_read(found.standing),
        acts=[_act(one) for one in found.entries],
        asked=[confirmation_read(one) for one in found.asked],
    )


@router.post("/v1/mandates/confirmations/{confirmation_id}")
@refuses(NotFoundError)
def decide(
    vault: OpenVault, citizen: SignedInCitizen, confirmation_id: UUID, word: Word, call: Call, now: Now
) -> ConfirmationRead:
    """Say yes or no to what a helper asked for; a yes holds for a day."""
    reader = reader_of(citizen, call)
    return confirmation_read(confirming.decide(vault, reader, confirmation_id, allow=word.allow, now=now))


def _act(one: OwnEntry) -> ActRead:
    records = one.groups["object"].get("records", [])
    papers = sorted({record["type"] for record in records if record.get("type")})
    return ActRead(at=one.at, operation=one.operation, outcome=one.outcome, papers=papers)
