"""What the token endpoint hands out: one access token, and, where a citizen agreed, a refresh token beside it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from wallet.consents.exports import details
from wallet.consents.models import Consent
from wallet.identity.machine import tokens
from wallet.identity.machine.tokens import LIFE_SECONDS, SCOPE, AccessToken
from wallet.identity.models import Service, TokenGrant
from wallet.identity.signing_keys import Signer
from wallet.oauth.models import RefreshToken


@dataclass(frozen=True, slots=True)
class Granted:
    """RFC 6749 section 5.1; `authorization_details` as RFC 9396 section 7 wants. Empty ones are left out."""

    access_token: str
    token_type: str = "DPoP"  # noqa: S105  (RFC 9449 section 5)
    expires_in: int = LIFE_SECONDS
    scope: str = SCOPE
    refresh_token: str = ""
    authorization_details: tuple[dict[str, Any], ...] = ()

    def as_answer(self) -> dict[str, Any]:
        answer = {
            "access_token": self.access_token,
            "token_type": self.token_type,
            "expires_in": self.expires_in,
            "scope": self.scope,
        }
        if self.refresh_token:
            details = list(self.authorization_details)
            answer |= {"refresh_token": self.refresh_token, "authorization_details": details}
        return answer


@dataclass(frozen=True, slots=True)
class Mint:
    """The signing key and the name that tokens are issued under."""

    signer: Signer
    issuer: str

    def for_service(self, service: Service, thumbprint: str, *, now: datetime) -> Granted:
        return Granted(tokens.issue(self.signer, self.issuer, AccessToken(service.client_id, thumbprint), now=now))

    def for_consent(
        self, session: Session, service: Service, grant: TokenGrant, consent: Consent, *, now: datetime
    ) -> Granted:
        """The next generation of the grant's tokens; of the refresh token only a hash is kept."""
        access = AccessToken(service.client_id, grant.thumbprint, consent=consent.id, grant=grant.id)
        refresh = secrets.token_urlsafe(32)
        session.add(RefreshToken(hash=hash_of(refresh), grant_id=grant.id, created_at=now))
        session.flush()
        return Granted(
            tokens.issue(self.signer, self.issuer, access, now=now),
            refresh_token=refresh,
            authorization_details=tuple(details.granted(consent)),
        )


def hash_of(secret: str) -> bytes:
    """SHA-256: enough for 32 random bytes."""
    return hashlib.sha256(secret.encode()).digest()
