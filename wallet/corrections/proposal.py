"""The proposed value of a correction, sealed under the citizen's key.

    Cobblestone-256 under the citizen key, context "wallet.fld.v1\\0" + citizen + correction id + u32be 1 + u16be 0,
    of the value as JSON with sorted members

Nobody is shown it before an entry of the citizen's log says so.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import Session

from storage.contexts import small_context
from storage.sealing import open_small, seal_small
from wallet.corrections.errors import CorrectionNotFoundError
from wallet.corrections.models import Correction
from wallet.ledger.log import Receipt
from wallet.records.vault import Vault

VERSION, FIELD = 1, 0


@dataclass(frozen=True, slots=True)
class SealedProposal:
    content: bytes
    citizen_key_version: int


def seal(session: Session, vault: Vault, citizen: UUID, correction: UUID, value: Any) -> SealedProposal:
    """Under the citizen's current key; bound to the correction's id."""
    key = vault.citizen_keys.current(session, citizen)
    return SealedProposal(seal_small(key.secret, _context(citizen, correction), _content(value)), key.version)


def says(session: Session, vault: Vault, correction: Correction, value: Any) -> bool:
    """Whether this value is the one proposed; shows it to nobody."""
    return _open(session, vault, correction) == _content(value)


def reveal(vault: Vault, correction: Correction, receipt: Receipt) -> Any:
    """The value, for whom the entry of this receipt names. CorrectionNotFoundError for another citizen's receipt."""
    if receipt.citizen != correction.citizen_id:
        raise CorrectionNotFoundError
    with vault.database.reading() as session:
        return orjson.loads(_open(session, vault, correction))


def _content(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _open(session: Session, vault: Vault, correction: Correction) -> bytes:
    key = vault.citizen_keys.at_version(session, correction.citizen_id, correction.citizen_key_version)
    return open_small(key.secret, _context(correction.citizen_id, correction.id), correction.sealed)


def _context(citizen: UUID, correction: UUID) -> bytes:
    return small_context(citizen, correction, VERSION, FIELD)
