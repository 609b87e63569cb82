"""What has become of an old address. The citizen confirms or chooses; the wallet never guesses.

one successor                                            Proposal, to be confirmed, the old name in brackets
several (441 communes were divided)                      Choice, no default
sources that disagree about the successors (39)          Choice, even of one
a text that does not name the unit of its code           Choice, even of one
no code, an unknown one, codes that contradict           Unknown: the citizen looks for the place
an address of 2025                                       Current
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from wallet.addresses.address import Address, Scheme
from wallet.addresses.names import names, same_name
from wallet.addresses.reading import Place, parts_of, place_named
from wallet.addresses.units import Unit, in_order, register, successors


class Why(StrEnum):
    """Why the citizen has to choose."""

    DIVIDED = "divided"
    DISPUTED = "disputed"
    NAMED_OTHERWISE = "named-otherwise"

    @property
    def sentence_vi(self) -> str:
        return _SENTENCES[self][0]

    @property
    def sentence_en(self) -> str:
        return _SENTENCES[self][1]


KEEPS_THE_ORIGINAL = frozenset({"birth_place", "birth_reg_place", "hometown"})
"""Places taken from the birth record: the new name with a note of the original (Circular 53/2025/TT-BCA Art. 3(1))."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One successor. `address`: for the form, once confirmed; while its `detail` is None, ask for house and street."""

    unit: Unit
    address: Address
    before: Unit

    @property
    def text(self) -> str:
        """For the citizen to confirm: "Phường Ba Đình, … (trước đây: Phường Trúc Bạch, …)"."""
        return _noted(self.address.text, register(Scheme.PRE_2025).full_name(self.before))


@dataclass(frozen=True, slots=True)
class Choice:
    """In Vietnamese order, none before the others; `moved_to` makes the address of the one that is chosen."""

    candidates: tuple[Unit, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Unknown:
    """The citizen looks for the commune, in `province` (of 2025) where at least that is certain."""

    province: Unit | None = None


@dataclass(frozen=True, slots=True)
class Current:
    """Nothing to translate."""

    address: Address


Outcome = Proposal | Choice | Unknown | Current


def propose(address: Address) -> Outcome:
    if address.scheme is Scheme.SINCE_2025:
        return _current(address)
    unit = _unit_of(address)
    if unit is None:
        return Unknown()
    named = place_named(address.text, Scheme.PRE_2025)
    if not register(Scheme.PRE_2025).is_end(unit):
        # A province went whole into one; of a district, the communes did not.
        all_said = named is not None and named.unit == unit
        return _proposal(address, unit, named) if unit.is_province and all_said else Unknown(_province_now(unit))
    if why := _why_to_ask(address, unit, named):
        said = named.unit.successors if named and not named.unit.is_province else ()
        return Choice(_units_of_2025((*unit.successors, *said)), why)
    return _proposal(address, unit, named)


def candidates(outcome: Outcome) -> tuple[Unit, ...] | None:
    """The units that the citizen confirms or chooses from; None: any commune of 2025, for nothing is certain."""
    match outcome:
        case Proposal(unit=unit):
            return (unit,)
        case Choice(candidates=several):
            return several
        case Unknown():
            return None
        case Current():
            return ()


def may_have_become(old: Address, now: Address) -> bool:
    """Whether an address of 2025 is one that this older one may stand for: a successor, and the same house and street.

    Never true where the wallet does not know what has become of the older one.
    """
    units = candidates(propose(old)) or ()
    is_successor = any((unit.province, None if unit.is_province else unit.code) == _units(now) for unit in units)
    named = place_named(old.text, Scheme.PRE_2025)
    detail = old.detail if old.detail is not None else named.detail if named else None
    same_detail = detail in (None, "") or same_name(detail or "", now.detail or "")
    return is_successor and same_detail


def _units(address: Address) -> tuple[str | None, str | None]:
    return address.province, address.commune


def moved_to(address: Address, unit: Unit, detail: str | None = None) -> Address:
    """The same house and street in a unit of 2025, without the district. `detail` None: as the old address has it."""
    detail = address.detail if detail is None else detail
    name = register(Scheme.SINCE_2025).full_name(unit)
    commune = None if unit.is_province else unit.code
    text = f"{detail}, {name}" if detail else name
    return Address(text, Scheme.SINCE_2025, unit.province, None, commune, detail)


def with_original_note(address: Address, original: Address) -> Address:
    """For places of birth, of birth registration and home towns: the new name with a note of the one on the paper.

    Circular 53/2025/TT-BCA Art. 3(1), amending Circular 17/2024 Art. 5. Places of residence carry no note.
    """
    if original.scheme is Scheme.SINCE_2025:
        return address
    return replace(address, text=_noted(address.text, original.text))


def in_its_new_name(name: str, original: Address, unit: Unit, detail: str | None = None) -> Address:
    """The address that a citizen confirms or chooses for the attribute `name`; with the note where it keeps one."""
    moved = moved_to(original, unit, detail)
    return with_original_note(moved, original) if name.rpartition(".")[2] in KEEPS_THE_ORIGINAL else moved


def _current(address: Address) -> Current | Unknown:
    units = register(Scheme.SINCE_2025)
    codes = [code for code in (address.province, address.commune) if code]
    found = [units.unit(code) for code in codes]
    if None in found or len({unit.province for unit in found if unit}) > 1:
        return Unknown()
    return Current(address)


def _unit_of(address: Address) -> Unit | None:
    """The smallest unit that has a code, if the codes above it are its own."""
    units = register(Scheme.PRE_2025)
    unit = units.unit(address.commune or address.district or address.province)
    if unit is None or address.province not in (None, unit.province) or address.district not in (None, unit.district):
        return None
    return unit


def _why_to_ask(address: Address, unit: Unit, named: Place | None) -> Why | None:
    # Communes were renamed and codes mistyped before 2025 too: code and text have to say the same.
    if named.unit != unit if named else not any(names(part, unit) for part in parts_of(address.text)):
        return Why.NAMED_OTHERWISE
    if unit.disputed:
        return Why.DISPUTED
    return Why.DIVIDED if len(unit.successors) > 1 else None


def _proposal(address: Address, unit: Unit, named: Place | None) -> Proposal:
    (successor,) = successors(unit)
    detail = address.detail if address.detail is not None else named.detail if named else None
    return Proposal(successor, moved_to(address, successor, detail), unit)


def _province_now(unit: Unit) -> Unit | None:
    province = register(Scheme.PRE_2025).unit(unit.province)
    return successors(province)[0] if province else None


def _units_of_2025(codes: tuple[str, ...]) -> tuple[Unit, ...]:
    now = register(Scheme.SINCE_2025)
    return in_order(unit for code in dict.fromkeys(codes) if (unit := now.unit(code)))


def _noted(text: str, before: str) -> str:
    return f"{text} (trước đây: {before})"


_SENTENCES = {
    Why.DIVIDED: (
        "Nơi này đã được chia cho nhiều xã, phường. Xin chọn nơi đúng.",
        "This place was divided between several communes. Choose the right one.",
    ),
    Why.DISPUTED: (
        "Các nguồn ghi nơi này chưa thống nhất. Xin chọn nơi đúng.",
        "The sources disagree about this place. Choose the right one.",
    ),
    Why.NAMED_OTHERWISE: (
        "Tên ghi trên giấy khác với mã của nơi này. Xin chọn nơi đúng.",
        "The paper names this place otherwise than its code does. Choose the right one.",
    ),
}
