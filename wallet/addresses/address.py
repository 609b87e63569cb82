"""An address as a paper has it. The JSON shape is what `policies.values` checks as an `address`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any


class Scheme(StrEnum):
    """Which units the codes mean: those until 30 June 2025, or those since."""

    PRE_2025 = "pre2025"
    SINCE_2025 = "2025"


TWO_LEVEL_SINCE = date(2025, 7, 1)
"""From this day on addresses have no district (Resolution 202/2025/QH15); a code means nothing without its scheme."""


def schemes_on(day: date) -> tuple[Scheme, ...]:
    """Which units a paper of this day may name, the likelier first: one of before the reform has those of before."""
    return (Scheme.PRE_2025,) if day < TWO_LEVEL_SINCE else (Scheme.SINCE_2025, Scheme.PRE_2025)


@dataclass(frozen=True, slots=True)
class Address:
    """`text` as printed; codes of 2, 3 and 5 digits, None where unknown; `district` before 2025 only.

    `detail`: what stands before the commune (house, street, hamlet); "" nothing does, None nobody has told them apart.
    """

    text: str
    scheme: Scheme
    province: str | None = None
    district: str | None = None
    commune: str | None = None
    detail: str | None = None

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> "Address":
        """From the value of an attribute of kind `address` that the catalogue has found in order."""
        known = {part: value.get(part) for part in ("province", "district", "commune", "detail")}
        return cls(text=value["text"], scheme=Scheme(value["scheme"]), **known)

    def as_value(self) -> dict[str, str]:
        """The value of an attribute; what is not known is left out."""
        parts = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: str(part) for name, part in parts.items() if part is not None}
