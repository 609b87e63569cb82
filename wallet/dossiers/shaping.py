"""How a form wants a value written, and what has become of an old address in it. The stored value stays as it is.

Names in capitals keep their diacritics. An address from before the reform of July 2025 is never rewritten silently: one
successor is proposed for the citizen to confirm, several are offered without a default, the rest is looked up by hand.
"""

from dataclasses import dataclass
from typing import Any

from policies.catalogue import Attribute, Field, Kind, Shape
from wallet.addresses.address import Address
from wallet.addresses.proposals import Choice, Current, Proposal, Unknown, moved_to, propose, with_original_note
from wallet.addresses.reading import recognised
from wallet.records.wording import text_of

KEEPS_THE_ORIGINAL = frozenset({"birth_place", "birth_reg_place", "hometown"})
"""Places taken from the birth record: the new name with a note of the original (Circular 53/2025/TT-BCA Art. 3(1))."""


@dataclass(frozen=True, slots=True)
class AddressHelp:
    """`outcome`: current, proposal, choice or unknown; `text`: what the citizen confirms; `addresses`: JSON values."""

    outcome: str
    text: str
    addresses: tuple[dict[str, str], ...]


def written(field: Field | None, attribute: Attribute, value: Any) -> str:
    """One line as the form wants it; without a field, as a person reads it."""
    text = text_of(value, tuple(column for column, _ in attribute.columns))
    return text.upper() if field is not None and field.shape is Shape.CAPITALS else text


def address_help(attribute: Attribute, value: Any) -> AddressHelp | None:
    """None for anything but an address."""
    if attribute.kind is not Kind.ADDRESS or not isinstance(value, dict):
        return None
    original = Address.from_value(value)
    match propose(recognised(original.text, original.scheme) or original):
        case Current(address):
            return AddressHelp("current", address.text, (address.as_value(),))
        case Proposal() as proposal:
            keeps = attribute.key.rpartition(".")[2] in KEEPS_THE_ORIGINAL
            address = with_original_note(proposal.address, original) if keeps else proposal.address
            return AddressHelp("proposal", proposal.text, (address.as_value(),))
        case Choice(candidates, why):
            choices = tuple(moved_to(original, unit).as_value() for unit in candidates)
            return AddressHelp("choice", why.sentence_vi, choices)
        case Unknown():
            return AddressHelp("unknown", "", ())
