"""A form filled from released values: each field with its value, where it comes from, and what disagrees with it.

Order of sources: assurance first, then the later as-of date, then the record id (so that nothing depends on the order
in which records arrive). Two records that disagree give both values; the wallet never chooses silently. Whose a field
is decides too: who only brings a dossier for somebody else has nothing to say in the owner's fields, and what papers
say of a spouse, a child or a parcel is never put together from two that may mean different ones (`agreement`). Each
value carries a salted commitment that the form system can hand on without the value:

    SHA-256("wallet-field/v1\\0" || salt || canonical JSON of [attribute, value])
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import orjson

from policies.catalogue import Catalogue, Field, Form, Role
from policies.form_sheets import role_of
from policies.release import Assurance
from wallet.dossiers.agreement import same_value, telling
from wallet.dossiers.shaping import AddressHelp, address_help, confirmed_help, written
from wallet.records.wording import day_text

COMMITMENT_DOMAIN = b"wallet-field/v1\0"
SALT_BYTES = 32
BOTH = frozenset({Role.OWNER, Role.SUBMITTER})
"""What a citizen usually is: whose matter it is, and who brings it."""


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


class Standing(StrEnum):
    """What a form system may do with a field before the citizen has looked at it."""

    FILLED = "filled"
    TO_CONFIRM = "to-confirm"  # right under `only_if` alone, or an old address with one successor
    TO_CHOOSE = "to-choose"  # papers disagree, or an old address has several successors or none that is known


@dataclass(frozen=True, slots=True)
class FilledField:
    """`role`: whom it is about; `only_if`: the condition under which the value is right; empty: always.

    `conflict`: why the first of two values that disagree stands first; empty when all agree.

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
    role: Role
    only_if: str

    @property
    def standing(self) -> Standing:
        outcome = self.address.outcome if self.address else "current"
        if self.conflict or outcome in {"choice", "unknown"}:
            return Standing.TO_CHOOSE
        return Standing.TO_CONFIRM if self.only_if or outcome == "proposal" else Standing.FILLED


Salt = Callable[[], bytes]


def fill(
    catalogue: Catalogue,
    form: Form | None,
    sources: Sequence[Source],
    today: date,
    *,
    stands_as: frozenset[Role] = BOTH,
    salt: Salt = lambda: secrets.token_bytes(SALT_BYTES),
) -> tuple[FilledField, ...]:
    """Every field of the form for which a source has a value; attributes that no field uses come after them.

    `stands_as`: what the citizen is in this dossier, owner, submitter or both.
    """
    places: list[tuple[Field | None, str]] = (
        [(one, one.attribute) for one in form.fields if one.attribute] if form else []
    )
    used = {attribute for _, attribute in places}
    extra = sorted({name for source in sources for name in source.values} - used)
    places += [(None, name) for name in extra]
    ordered = sorted(sources, key=_order)
    speakable = [one for one in places if one[0] is None or one[0].role not in BOTH - stands_as]
    filled = (_fill_field(catalogue, field, attribute, ordered, today, salt=salt) for field, attribute in speakable)
    return tuple(field for field in filled if field is not None)


def commitment(attribute: str, value: Any, salt: bytes) -> str:
    """In hex; the same for every JSON text of the value."""
    content = orjson.dumps([attribute, value], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(COMMITMENT_DOMAIN + salt + content).hexdigest()


def _fill_field(
    catalogue: Catalogue, field: Field | None, name: str, sources: Iterable[Source], today: date, *, salt: Salt
) -> FilledField | None:
    ordered = tuple(sources)
    holders = [ordered[place] for place in telling(catalogue, name, [one.values for one in ordered])]
    if not holders:
        return None
    attribute = catalogue.attributes[name]
    values = [_value(catalogue, name, source, today, salt) for source in holders]
    first, rest = values[0], tuple(values[1:])
    differing = tuple(value for value in rest if not same_value(attribute, value.value, first.value))
    confirmed = None if differing else confirmed_help(attribute, first.value, [one.value for one in rest])
    return FilledField(
        id=field.id if field else name,
        label=field.label if field else attribute.label.vi,
        attribute=name,
        chosen=first,
        others=rest,
        conflict=_reason(first, differing[0]) if differing else "",
        shown=written(field, attribute, confirmed.addresses[0] if confirmed else first.value),
        address=confirmed or address_help(attribute, first.value),
        role=field.role if field else role_of(name),
        only_if=(field.only_if or "") if field else "",
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
