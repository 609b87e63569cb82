"""How a form wants a value written, and what has become of an old address in it. The stored value stays as it is.

Names in capitals keep their diacritics. An address from before the reform of July 2025 is never rewritten silently: one
successor is proposed for the citizen to confirm, several are offered without a default, the rest is looked up by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from policies.catalogue import Attribute, Field, Kind, Shape
from wallet.addresses.address import Address, Scheme
from wallet.addresses.proposals import Choice, Current, Proposal, Unknown, in_its_new_name, propose
from wallet.addresses.reading import recognised
from wallet.addresses.units import register
from wallet.dossiers.spoken import day_in_words, number_in_words
from wallet.records.wording import text_of
from wallet.vietnamese import same_name_key


@dataclass(frozen=True, slots=True)
class AddressHelp:
    """`outcome`: current, confirmed, proposal, choice or unknown; `text`: what the citizen confirms, or has confirmed.

    `addresses`: JSON values.
    """

    outcome: str
    text: str
    addresses: tuple[dict[str, str], ...]


def written(field: Field | None, attribute: Attribute, value: Any) -> str:
    """One line as the form wants it; without a field, as a person reads it."""
    own = tuple(column.column for column in field.columns if column.column) if field else ()
    columns = own or tuple(column for column, _ in attribute.columns)
    text = text_of([_of_columns(row, own) for row in value] if own else value, columns)
    match field.shape if field else Shape.AS_STORED:
        case Shape.CAPITALS:
            return text.upper()
        case Shape.ALSO_IN_WORDS:
            return f"{text} ({_in_words(attribute, value)})"
        case Shape.COMMUNE_AND_PROVINCE | Shape.PROVINCE_OR_COUNTRY as shape:
            return _part_of(Address.from_value(value), shape) or text
        case Shape.AS_STORED:
            return text


def _of_columns(row: dict[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    """A form without a column for something does not get it through another."""
    return {name: part for name, part in row.items() if name in columns}


def _in_words(attribute: Attribute, value: Any) -> str:
    return number_in_words(int(value)) if attribute.kind is Kind.NUMBER else day_in_words(value)


def _part_of(address: Address, shape: Shape) -> str:
    """Empty where the text names no unit that is known: then it stays whole. A commune of before 2025 stays whole too,
    for without its district it may be another.
    """
    known = recognised(address.text, address.scheme) or address
    units = register(known.scheme)
    province, commune = units.unit(known.province), units.unit(known.commune)
    if province and shape is Shape.PROVINCE_OR_COUNTRY:
        return province.name
    return units.full_name(commune) if commune and known.scheme is Scheme.SINCE_2025 else ""


def address_help(attribute: Attribute, value: Any) -> AddressHelp | None:
    """None for anything but an address."""
    if attribute.kind is not Kind.ADDRESS or not isinstance(value, dict):
        return None
    original = Address.from_value(value)
    match propose(recognised(original.text, original.scheme) or original):
        case Current(address):
            return AddressHelp("current", address.text, (address.as_value(),))
        case Proposal() as proposal:
            moved = in_its_new_name(attribute.key, original, proposal.unit, proposal.address.detail)
            return AddressHelp("proposal", proposal.text, (moved.as_value(),))
        case Choice(candidates, why):
            choices = tuple(in_its_new_name(attribute.key, original, unit).as_value() for unit in candidates)
            return AddressHelp("choice", why.sentence_vi, choices)
        case Unknown():
            return AddressHelp("unknown", "", ())


def confirmed_help(attribute: Attribute, old: Any, others: Sequence[Any]) -> AddressHelp | None:
    """What the citizen has said that an old address is now: the one address of 2025 among the other papers' values.

    None where nothing has to be translated, where no paper says it, or where two papers say it differently.
    """
    if attribute.kind is not Kind.ADDRESS or not isinstance(old, dict) or old["scheme"] == Scheme.SINCE_2025:
        return None
    said = [Address.from_value(one) for one in others if one["scheme"] == Scheme.SINCE_2025]
    if len({(one.province, one.commune, same_name_key(one.text)) for one in said}) != 1:
        return None
    return AddressHelp("confirmed", said[0].text, (said[0].as_value(),))
