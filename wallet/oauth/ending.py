"""Revocation (RFC 7009) and introspection (RFC 7662): a service about its own tokens. Of others' it learns nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from wallet.consents.exports import details
from wallet.consents.models import Consent
from wallet.consents.states import LIVING, has_ended
from wallet.identity.machine import grants, tokens
from wallet.identity.machine.errors import MachineRefusedError
from wallet.identity.machine.jwk import PublicKey
from wallet.identity.machine.tokens import SCOPE, AccessToken
from wallet.identity.models import Service, TokenGrant
from wallet.oauth.issuing import hash_of
from wallet.oauth.models import RefreshToken

INACTIVE: dict[str, Any] = {"active": False}


@dataclass(frozen=True, slots=True)
class Reader:
    """The public keys and the name that tokens of this wallet carry."""

    keys: tuple[PublicKey, ...]
    issuer: str

    def read(self, token: str, service: Service, now: datetime) -> AccessToken | None:
        """An access token of this service that has not expired; None for anything else."""
        try:
            access = tokens.read(token, self.keys, self.issuer, now=now)
        except MachineRefusedError:
            return None
        return access if access.client_id == service.client_id else None


def revoke(session: Session, reader: Reader, service: Service, token: str, *, now: datetime) -> None:
    """Nothing happens for what is no living token of this service's (RFC 7009 section 2.2)."""
    access = reader.read(token, service, now)
    if access is not None:
        grants.revoke(session, access, now=now)
    elif found := _refresh_token(session, service, token):
        grants.end(session, found[1].id, now=now)


def introspect(session: Session, reader: Reader, service: Service, token: str, *, now: datetime) -> dict[str, Any]:
    """RFC 7662 section 2.2, with `authorization_details` (RFC 9396 section 9.2); `active` is what a call would find."""
    access = reader.read(token, service, now)
    if access is not None:
        return _about_access(session, reader, access, now)
    found = _refresh_token(session, service, token)
    if found is None or found[0].used_at is not None or found[1].ended_at is not None:
        return INACTIVE
    consent = session.get(Consent, found[1].consent_id)
    if consent is None or consent.state not in LIVING or consent.valid_until <= now:
        return INACTIVE
    return {
        **_common(reader, service.client_id, found[1].thumbprint),
        "exp": int(consent.valid_until.timestamp()),
        "authorization_details": details.granted(consent),
    }


def _about_access(session: Session, reader: Reader, access: AccessToken, now: datetime) -> dict[str, Any]:
    consent = session.get(Consent, access.consent) if access.consent else None
    if access.consent and (consent is None or has_ended(consent.state, consent.valid_until, now=now)):
        return INACTIVE
    if not grants.is_living(session, access):
        return INACTIVE
    return {
        **_common(reader, access.client_id, access.thumbprint),
        "token_type": "DPoP",
        "iat": access.issued,
        "exp": access.expires,
        "jti": access.token_id,
        "aud": reader.issuer,
        **({"authorization_details": details.granted(consent)} if consent else {}),
    }


def _common(reader: Reader, client_id: str, thumbprint: str) -> dict[str, Any]:
    binding = {"jkt": thumbprint}
    return {
        "active": True,
        "iss": reader.issuer,
        "client_id": client_id,
        "sub": client_id,
        "scope": SCOPE,
        "cnf": binding,
    }


def _refresh_token(session: Session, service: Service, token: str) -> tuple[RefreshToken, TokenGrant] | None:
    row = session.get(RefreshToken, hash_of(token))
    grant = session.get(TokenGrant, row.grant_id) if row else None
    return (row, grant) if row and grant and grant.service_id == service.id else None
