"""What a citizen keeps of a decision: the signed artefact, what it says, and the question as it was shown to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import jwt

from wallet.consents import artefact
from wallet.consents.errors import ConsentNotFoundError
from wallet.consents.holdings import entry_of, own_consent
from wallet.consents.models import Consent, Notice
from wallet.identity.models import Service
from wallet.ledger.entries import Operation, Outcome
from wallet.records.reading import Reader
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True)
class Kept:
    """`body`: the verified members of `signed`, a compact JWS; `shown`: the text of the question. No value is here."""

    consent: Consent
    service: Service
    body: dict[str, Any]
    signed: str
    shown: str

    @property
    def key(self) -> str:
        """Name of the key that signed it, as the published keys call it."""
        return str(jwt.get_unverified_header(self.signed)["kid"])


def read(vault: Vault, reader: Reader, consent_id: UUID, *, now: datetime) -> Kept:
    """The version that holds now. Raises ConsentNotFoundError, also before a decision, and BrokenArtefactError."""
    with vault.database.reading() as session:
        consent, service = own_consent(session, reader, consent_id)
        version, body = artefact.latest(session, consent), artefact.holding(session, vault.secrets, consent)
        if version is None or body is None:
            raise ConsentNotFoundError
        notice = session.get(Notice, body["notice"]["hash"])
        look = vault.log.sealed(session, entry_of(reader, consent, Operation.CONSENT_VIEW, Outcome.RELEASED, now, ()))
    vault.log.note(vault.database, look)
    return Kept(consent, service, body, version.jws, notice.text if notice else "")
