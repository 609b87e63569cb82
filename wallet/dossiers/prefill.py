"""A form filled from released values: each field with its value, where it comes from, and what disagrees with it.

Order of sources: assurance first, then the later as-of date, then the record id (so that nothing depends on the order
in which records arrive). Two records that disagree give both values; the wallet never chooses silently. Each value
carries a salted commitment that the form system can hand on without the value:

    SHA-256("wallet-field/v1\\0" || salt || canonical JSON of [attribute, value])
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from policies.catalogue import Catalogue, Field, Form
from policies.release import Assurance
from wallet.dossiers.shaping import AddressHelp, address_help, written
from wallet.records.wording import day_text

COMMITMENT_DOMAIN = b"wallet-field/v1\0"
SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Source:
    """A released record as provenance."""

    record: str
    version: int
    type: str
    type_label: str
    issuer: str
    assurance: Assurance
    as_of: date
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Provenance:
    record: str
    version: int
    type: str
    issuer: str
    assurance: Assurance
    as_of: date
    fresh: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Value:
    """`salt` and `commitment` in hex."""

    value: Any
    provenance: Provenance
    salt: str
    commitment: str


@dataclass(frozen=True, slots=True)
class FilledField:
    """`conflict`: why the first of two values that disagree stands first; empty when all agree.

    `shown`: the chosen value as the form wants it written; `address`: what has become of it, where it is an address.
    """

    id: str
    label: str
    attribute: str
    chosen: Value
    others: tuple[Value, ...]
    conflict: str
    shown: str
    address: AddressHelp | None


Salt = Callable[[], bytes]


def fill(
    catalogue: Catalogue,
    form: Form | None,
    sources: Sequence[Source],
    today: date,
    *,
    salt: Salt = lambda: secrets.token_bytes(SALT_BYTES),
) -> tuple[FilledField, ...]:
    """Every field of the form for which a source has a value; attributes that no field uses come after them."""
    places: list[tuple[Field | None, str]] = (
        [(one, one.attribute) for one in form.fields if one.attribute] if form else []
    )
    used = {attribute for _, attribute in places}
    extra = sorted({name for source in sources for name in source.values} - used)
    places += [(None, name) for name in extra]
    ordered = sorted(sources, key=_order)
    filled = (_fill_field(catalogue, field, attribute, ordered, today, salt=salt) for field, attribute in places)
    return tuple(field for field in filled if field is not None)


def commitment(attribute: str, value: Any, salt: bytes) -> str:
    """In hex; the same for every JSON text of the value."""
    content = orjson.dumps([attribute, value], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(COMMITMENT_DOMAIN + salt + content).hexdigest()


def _fill_field(
    catalogue: Catalogue, field: Field | None, name: str, sources: Iterable[Source], today: date, *, salt: Salt
) -> FilledField | None:
    holders = [source for source in sources if name in source.values]
    if not holders:
        return None
    values = [_value(catalogue, name, source, today, salt) for source in holders]
    first, rest = values[0], tuple(values[1:])
    differing = tuple(value for value in rest if value.value != first.value)
    attribute = catalogue.attributes[name]
    return FilledField(
        id=field.id if field else name,
        label=field.label if field else attribute.label.vi,
        attribute=name,
        chosen=first,
        others=rest,
        conflict=_reason(first, differing[0]) if differing else "",
        shown=written(field, attribute, first.value),
        address=address_help(attribute, first.value),
    )


def _order(source: Source) -> tuple[int, int, str]:
    return (-source.assurance.rank, -source.as_of.toordinal(), source.record)


def _value(catalogue: Catalogue, attribute: str, source: Source, today: date, salt: Salt) -> Value:
    value, one_salt = source.values[attribute], salt()
    fresh = not catalogue.is_stale(attribute, source.as_of, today)
    provenance = Provenance(
        source.record,
        source.version,
        source.type,
        source.issuer,
        source.assurance,
        source.as_of,
        fresh,
        _sentence(source),
    )
    return Value(value, provenance, one_salt.hex(), commitment(attribute, value, one_salt))


def _sentence(source: Source) -> str:
    issuer = f", {source.issuer}" if source.issuer else ""
    return f"Theo {source.type_label}{issuer}, ngày {day_text(source.as_of)}. {source.assurance.label_vi}."


def _reason(first: Value, other: Value) -> str:
    """Why the first stands first, in words."""
    if first.provenance.assurance != other.provenance.assurance:
        return (
            f"Hai giấy ghi khác nhau. Xếp trước: {first.provenance.assurance.label_vi}; "
            f"giấy kia: {other.provenance.assurance.label_vi}."
        )
    if first.provenance.as_of != other.provenance.as_of:
        return (
            f"Hai giấy ghi khác nhau. Xếp trước: giấy ngày {day_text(first.provenance.as_of)}; "
            f"giấy kia ngày {day_text(other.provenance.as_of)}."
        )
    return "Hai giấy ghi khác nhau và không giấy nào hơn giấy nào. Xin chọn."
