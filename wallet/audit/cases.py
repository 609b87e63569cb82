"""Who sits at the desk, and under which names an auditor sees citizens.

    pseudonym = base32(HMAC-SHA256(instance secret "audit-pseudonym",
                                   "wallet-audit/pseudonym/v1\\0" + auditor 16 B + citizen 16 B + case UTF-8))[:12]

The same citizen keeps one name within a case of one auditor. Two auditors, or two cases, cannot lay their lists side
by side and find the same person. Where several persons may sit at one case, what they share is entry numbers.
"""

import base64
from dataclasses import dataclass
from uuid import UUID

from wallet.audit.errors import ReasonMissingError
from wallet.identity.secrets import SecretName
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, Circumstances
from wallet.ledger.keyed_hash import KeyedHash
from wallet.records.vault import Vault

LABEL = b"wallet-audit/pseudonym/v1\0"
LETTERS = 12
LEAST_LETTERS, MOST_LETTERS = 10, 500
CASE_PATTERN = r"^[A-Za-z0-9./_-]{0,40}$"


@dataclass(frozen=True, slots=True)
class Desk:
    """An auditor at work on a case. `auditor`: the id of the member of staff, `actor`: how the log names them."""

    vault: Vault
    auditor: UUID
    actor: Actor
    how: Circumstances
    case: str = ""

    def pseudonym(self, citizen: UUID) -> str:
        """Empty for the wallet's own chain, which is about nobody."""
        if citizen == SYSTEM_SUBJECT:
            return ""
        secret = KeyedHash(self.vault.secrets.get(SecretName.AUDIT_PSEUDONYM))
        digest = secret.digest(LABEL + self.auditor.bytes + citizen.bytes + self.case.encode())
        return base64.b32encode(digest).decode().lower()[:LETTERS]


def checked_reason(said: str) -> str:
    """In one line. Raises ReasonMissingError."""
    reason = " ".join(said.split())
    if not LEAST_LETTERS <= len(reason) <= MOST_LETTERS:
        raise ReasonMissingError
    return reason
