"""The proposed value of a correction, sealed under the citizen's key.

    Cobblestone-256 under the citizen key, context "wallet.fld.v1\\0" + citizen + correction id + u32be 1 + u16be 0,
    of the value as JSON with sorted members

    mark: HMAC-SHA256 under the citizen key of "wallet.cmk.v1\\0" + citizen 16 B + correction id 16 B + that JSON

Nobody is shown it before an entry of the citizen's log says so.
"""

import hmac
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
MARK_LABEL = b"wallet.cmk.v1\0"


@dataclass(frozen=True, slots=True)
class SealedProposal:
    """`mark` tells the same proposal again without opening it."""

    content: bytes
    mark: bytes
    citizen_key_version: int


def seal(session: Session, vault: Vault, citizen: UUID, correction: UUID, value: Any) -> SealedProposal:
    """Under the citizen's current key; bound to the correction's id."""
    key, content = vault.citizen_keys.to_seal(session, citizen), _content(value)
    sealed = seal_small(key.secret, _context(citizen, correction), content)
    return SealedProposal(sealed, _mark(key.secret, citizen, correction, content), key.version)


def says(session: Session, vault: Vault, correction: Correction, value: Any) -> bool:
    """Whether this value is the one proposed; opens nothing. After a change of the citizen's key it says no."""
    key = vault.citizen_keys.to_seal(session, correction.citizen_id)
    mark = _mark(key.secret, correction.citizen_id, correction.id, _content(value))
    return hmac.compare_digest(mark, correction.mark)


def reveal(vault: Vault, correction: Correction, receipt: Receipt) -> Any:
    """The value, for whom the entry of this receipt names. CorrectionNotFoundError for another citizen's receipt."""
    if receipt.citizen != correction.citizen_id:
        raise CorrectionNotFoundError
    with vault.database.reading() as session:
        key = vault.citizen_keys.to_open(session, receipt, correction.citizen_key_version)
    return orjson.loads(open_small(key.secret, _context(correction.citizen_id, correction.id), correction.sealed))


def _content(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _mark(secret: bytes, citizen: UUID, correction: UUID, content: bytes) -> bytes:
    return hmac.digest(secret, MARK_LABEL + citizen.bytes + correction.bytes + content, "sha256")


def _context(citizen: UUID, correction: UUID) -> bytes:
    return small_context(citizen, correction, VERSION, FIELD)
