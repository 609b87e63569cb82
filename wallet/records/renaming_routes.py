"""Old addresses and their new names, over HTTP: what may have become of them, and what their owner says has."""

from uuid import UUID

from fastapi import APIRouter

from wallet.addresses.address import Scheme
from wallet.addresses.proposals import Choice, Outcome, Proposal
from wallet.addresses.suggestions import suggest
from wallet.addresses.units import Unit, register
from wallet.identity.acting.errors import NotDelegatedError, OwnerMustConfirmError
from wallet.identity.dependencies import SignedInCitizen
from wallet.records import renaming
from wallet.records.errors import (
    DEPOSITING,
    OPENING,
    AddressNotPossibleError,
    RecordChangedError,
    RecordEndedError,
    RecordNotFoundError,
)
from wallet.records.renaming import Chosen, OldAddress
from wallet.records.routes import reader_of
from wallet.records.schemas import AddressChosen, DepositReceipt, OldAddressRead, PlaceRead, PlaceSearch
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Call, Now
from wallet.web.refusals import refuses

CHOOSING = (AddressNotPossibleError, NotDelegatedError, OwnerMustConfirmError, RecordChangedError, RecordEndedError)

router = APIRouter(tags=["citizens"])


@router.get("/v1/me/records/{record_id}/addresses")
@refuses(*OPENING, OwnerMustConfirmError, RecordNotFoundError)
def read_addresses(
    vault: OpenVault, citizen: SignedInCitizen, record_id: UUID, call: Call, now: Now
) -> list[OldAddressRead]:
    """Addresses of before July 2025 on one paper, with what may have become of each."""
    found = renaming.old_addresses(vault, reader_of(citizen, call), record_id, now=now)
    return [_read(one) for one in found]


@router.post("/v1/me/records/{record_id}/addresses", status_code=201)
@refuses(*DEPOSITING, *OPENING, *CHOOSING, RecordNotFoundError)
def choose_address(
    vault: OpenVault, citizen: SignedInCitizen, record_id: UUID, wanted: AddressChosen, call: Call, now: Now
) -> DepositReceipt:
    """Confirm the one proposal, or choose: a record of its own that says the address in its new name."""
    chosen = Chosen(wanted.attribute, wanted.commune, wanted.detail)
    return DepositReceipt(**renaming.choose(vault, reader_of(citizen, call), record_id, chosen, now=now))


@router.post("/v1/me/places")
def find_places(_citizen: SignedInCitizen, wanted: PlaceSearch) -> list[PlaceRead]:
    """Communes of 2025 that may be meant, likeliest first, to choose from. Nothing here is equal to anything."""
    found = suggest(wanted.words, Scheme.SINCE_2025, province=wanted.province or None)
    return [place(unit) for unit in found]


def place(unit: Unit) -> PlaceRead:
    return PlaceRead(code=unit.code, name=register(Scheme.SINCE_2025).full_name(unit))


def _read(one: OldAddress) -> OldAddressRead:
    return OldAddressRead(
        attribute=one.attribute,
        text=one.original.text,
        outcome=_word(one.outcome),
        why=one.outcome.why.sentence_vi if isinstance(one.outcome, Choice) else "",
        places=[place(unit) for unit in one.units or ()],
    )


def _word(outcome: Outcome) -> str:
    match outcome:
        case Proposal():
            return "proposal"
        case Choice():
            return "choice"
        case _:
            return "unknown"
