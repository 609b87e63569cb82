"""What a claim says of people, sealed under the log key of who asks: it goes when they are erased.

Cobblestone-256, context "wallet.mcl.v1\\0" + claimant 16 B + claim 16 B, of the JSON
{"number": of the person acted for, "owner": their name, "delegate": the claimant's name, "born": "2014-05-04" or "",
 "paper": SHA-256 of the document, hex}
"""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

import orjson

from storage.sealing import open_small, seal_small
from wallet.identity.acting.terms import majority_of


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """`born`: of the person acted for; empty: of age. `paper`: what `sha256sum` says of the document."""

    number: str
    owner: str
    delegate: str
    born: str
    paper: str

    @property
    def majority(self) -> date | None:
        return majority_of(self.born) if self.born else None

    def seal(self, log_key: bytes, claimant: UUID, claim: UUID) -> bytes:
        return seal_small(log_key, _context(claimant, claim), orjson.dumps(asdict(self)))


def unseal(log_key: bytes, claimant: UUID, claim: UUID, sealed: bytes) -> Words:
    return Words(**orjson.loads(open_small(log_key, _context(claimant, claim), sealed)))


def _context(claimant: UUID, claim: UUID) -> bytes:
    return b"wallet.mcl.v1\0" + claimant.bytes + claim.bytes
