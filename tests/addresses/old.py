"""Addresses of before the reform, to ask about. The places are real, nobody lives at them."""

from wallet.addresses.address import Address, Scheme
from wallet.addresses.units import Register, Unit, register

BEFORE: Register = register(Scheme.PRE_2025)
NOW: Register = register(Scheme.SINCE_2025)

ONE_SUCCESSOR, DIVIDED, DISPUTED = "00001", "00007", "00556"
"""Phường Phúc Xá and Phường Cống Vị in Ba Đình; Xã Đặng Xá in Gia Lâm, about which the sources disagree."""

COMMUNES = [unit for unit in BEFORE.ends() if unit.code != unit.district]
ISLANDS = [unit for unit in BEFORE.ends() if unit.code == unit.district]


def before(code: str) -> Unit:
    found = BEFORE.unit(code)
    assert found
    return found


def now(code: str) -> Unit:
    found = NOW.unit(code)
    assert found
    return found


def address_in(unit: Unit, detail: str | None = None) -> Address:
    """As a paper has it that knows its codes: with the unit's full name."""
    name = BEFORE.full_name(unit)
    commune = None if unit.code == unit.district or unit.is_province else unit.code
    return Address(f"{detail}, {name}" if detail else name, unit.scheme, unit.province, unit.district, commune)
