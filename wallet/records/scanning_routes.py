"""What the picture of a card or passport says, over HTTP: asked for, confirmed or corrected by its owner."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from wallet.catalogue.shelf import CatalogueInForce
from wallet.clock import day_of
from wallet.identity.acting.errors import NotDelegatedError, OwnerMustConfirmError
from wallet.identity.dependencies import SignedInCitizen
from wallet.intake.errors import InspectionUnavailableError
from wallet.records import scanning
from wallet.records.errors import (
    DEPOSITING,
    OPENING,
    AgreementRequiredError,
    DocumentNotFoundError,
    RecordChangedError,
    RecordEndedError,
    RecordIssuedError,
    RecordNotFoundError,
    RecordTypeUnknownError,
)
from wallet.records.routes import reader_of
from wallet.records.scanning import Confirmed
from wallet.records.schemas import ConfirmedValues, DepositReceipt, MachineText, SuggestionRead
from wallet.records.suggesting import Suggestion, suggested
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Call, Now
from wallet.web.refusals import refuses

CHANGING = (
    AgreementRequiredError,
    NotDelegatedError,
    OwnerMustConfirmError,
    RecordChangedError,
    RecordEndedError,
    RecordIssuedError,
    RecordNotFoundError,
)
"""Of everything that gives a paper of one's own another content."""

router = APIRouter(tags=["citizens"])


@router.get("/v1/me/records/{record_id}/suggestions")
@refuses(*OPENING, DocumentNotFoundError, InspectionUnavailableError, OwnerMustConfirmError, RecordNotFoundError)
def read_suggestions(
    vault: OpenVault, citizen: SignedInCitizen, record_id: UUID, call: Call, now: Now
) -> SuggestionRead:
    """What the kept picture says, read anew in the confined process. Nothing of it is kept."""
    return _read(scanning.read_suggestion(vault, reader_of(citizen, call), record_id, now=now))


@router.put("/v1/me/records/{record_id}/values")
@refuses(*DEPOSITING, *OPENING, *CHANGING)
def confirm_values(
    vault: OpenVault, citizen: SignedInCitizen, record_id: UUID, wanted: ConfirmedValues, call: Call, now: Now
) -> DepositReceipt:
    """Confirm or correct what one's own paper says: its next version, self-declared, with the same picture."""
    said = Confirmed(wanted.values, wanted.as_of, wanted.expires_on)
    receipt: dict[str, Any] = scanning.confirm(vault, reader_of(citizen, call), record_id, said, now=now)
    return DepositReceipt(**receipt)


@router.post("/v1/me/suggestions")
@refuses(RecordTypeUnknownError)
def suggest(catalogue: CatalogueInForce, _citizen: SignedInCitizen, wanted: MachineText, now: Now) -> SuggestionRead:
    """The same for text that a phone has read, before any paper is kept. It comes and goes; nothing is stored."""
    if wanted.type not in catalogue.record_types:
        raise RecordTypeUnknownError
    return _read(suggested(catalogue, wanted.type, [wanted.text], day_of(now)))


def _read(found: Suggestion) -> SuggestionRead:
    return SuggestionRead(read_from=found.read_from or "", values=dict(found.values), issued_on=found.issued_on)
