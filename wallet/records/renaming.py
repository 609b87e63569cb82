"""An address of before July 2025 gets its new name from its owner: one proposal confirmed, or one of several chosen.

What the owner says is a record of its own (`dia_chi_theo_ten_moi`), self-declared, with scheme, codes and the day on
which it was said; the paper stays as it was printed. Saying it again gives that record another version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from policies.catalogue import Catalogue, Kind
from policies.release import Assurance
from wallet.addresses.address import Address, Scheme
from wallet.addresses.proposals import Outcome, candidates, in_its_new_name, propose
from wallet.addresses.reading import recognised
from wallet.addresses.units import Unit, register
from wallet.clock import day_of
from wallet.records import reading, rows
from wallet.records.deposit import deposit
from wallet.records.errors import AddressNotPossibleError
from wallet.records.new_record import NewRecord
from wallet.records.reader import Reader
from wallet.records.reading import OpenedRecord
from wallet.records.sender import sender_of
from wallet.records.vault import Vault

RENAMED = "dia_chi_theo_ten_moi"
DETAIL_LETTERS = 200


@dataclass(frozen=True, slots=True, repr=False)
class OldAddress:
    """One address of a paper and what has become of it. `units`: to confirm or choose from; None: any of 2025."""

    attribute: str
    original: Address
    outcome: Outcome
    units: tuple[Unit, ...] | None

    def named(self, unit: Unit) -> Address:
        return in_its_new_name(self.attribute, self.original, unit)


@dataclass(frozen=True, slots=True, repr=False)
class Chosen:
    """`commune`: code of 2025; `detail`: house, street, hamlet, where the owner wrote them; None: as on the paper."""

    attribute: str
    commune: str
    detail: str | None = None


def old_addresses(vault: Vault, reader: Reader, record_id: UUID, *, now: datetime) -> list[OldAddress]:
    """Of one paper, after the entry that says it was read. Raises RecordNotFoundError, OwnerMustConfirmError."""
    return old_in(vault.catalogue, reading.read_record(vault, reader, record_id, now=now))


def old_in(catalogue: Catalogue, opened: OpenedRecord) -> list[OldAddress]:
    """Those that an owner can give a new name: their own places, of a paper that stands."""
    renames = catalogue.record_types[RENAMED].attributes if RENAMED in catalogue.record_types else ()
    return [
        _old(name, value)
        for name, value in opened.values.items()
        if name in renames and catalogue.attributes[name].kind is Kind.ADDRESS and value["scheme"] == Scheme.PRE_2025
    ]


def choose(vault: Vault, reader: Reader, record_id: UUID, chosen: Chosen, *, now: datetime) -> dict[str, Any]:
    """Keep the new name; answers with the receipt.

    Raises AddressNotPossibleError, and what `old_addresses` and `deposit` raise.
    """
    found = next(
        (one for one in old_addresses(vault, reader, record_id, now=now) if one.attribute == chosen.attribute), None
    )
    unit = register(Scheme.SINCE_2025).unit(chosen.commune)
    if found is None or unit is None or (found.units is not None and unit not in found.units):
        raise AddressNotPossibleError
    moved = in_its_new_name(found.attribute, found.original, unit, chosen.detail)
    with vault.database.reading() as session:
        earlier = _earlier(session, reader.citizen.id, found.attribute)
    new = NewRecord(
        citizen=reader.citizen.id,
        type=RENAMED,
        values={found.attribute: moved.as_value()},
        as_of=day_of(now),
        assurance=Assurance.SELF_DECLARED,
        replaces=earlier,
    )
    return deposit(vault, new, None, sender_of(reader, ""), now=now)


def _old(name: str, value: dict[str, Any]) -> OldAddress:
    printed = Address.from_value(value)
    original = recognised(printed.text, printed.scheme) or printed
    outcome = propose(original)
    return OldAddress(name, original, outcome, candidates(outcome))


def _earlier(session: Session, citizen: UUID, attribute: str) -> UUID | None:
    """The record in which the owner said the same before."""
    held = rows.current_data(session, citizen)
    own = (record.id for record, data in held if record.type == RENAMED and data.attribute_names == [attribute])
    return next(own, None)
