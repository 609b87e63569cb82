"""What a mandate says of people, sealed under the log key of the person acted for: it goes when they are erased.

Cobblestone-256, context "wallet.mnd.v1\\0" + citizen 16 B + mandate 16 B, of the JSON
{"owner": how the delegate calls them, "delegate": how they call the delegate, "majority": "2031-05-04" or ""}
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import orjson

from storage.sealing import open_small, seal_small

ADULT_YEARS = 18
"""Civil Code 91/2015/QH13 Art 20(1): who has completed eighteen years is of age."""


@dataclass(frozen=True, slots=True, repr=False)
class Terms:
    """`majority`: the eighteenth birthday of a child; None: nobody's growing up ends it."""

    owner: str
    delegate: str
    majority: date | None = None

    def seal(self, log_key: bytes, citizen: UUID, mandate: UUID) -> bytes:
        majority = self.majority.isoformat() if self.majority else ""
        said = {"owner": self.owner, "delegate": self.delegate, "majority": majority}
        return seal_small(log_key, _context(citizen, mandate), orjson.dumps(said))


def unseal(log_key: bytes, citizen: UUID, mandate: UUID, sealed: bytes) -> Terms:
    said = orjson.loads(open_small(log_key, _context(citizen, mandate), sealed))
    return Terms(said["owner"], said["delegate"], date.fromisoformat(said["majority"]) if said["majority"] else None)


def majority_of(born: str) -> date:
    """The eighteenth birthday. Of a year or a month alone, the first day on which it may be: rather a day too early
    than an adult's papers in somebody else's hands."""
    year, month, day = ([int(part) for part in born.split("-")] + [1, 1])[:3]
    try:
        return date(year + ADULT_YEARS, month, day)
    except ValueError:  # born on 29 February
        return date(year + ADULT_YEARS, 3, 1)


def _context(citizen: UUID, mandate: UUID) -> bytes:
    return b"wallet.mnd.v1\0" + citizen.bytes + mandate.bytes
