"""A code or a refresh token becomes tokens, once. Using one again ends everything that came from it.

Both answer with an InvalidGrantError as a value: raising it would roll back the end of the grant.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, select

from wallet.consents.models import Consent
from wallet.consents.states import LIVING
from wallet.database import Database
from wallet.identity.machine import grants
from wallet.identity.machine.jwk import base64url
from wallet.identity.models import Service, TokenGrant
from wallet.oauth.errors import InvalidGrantError
from wallet.oauth.forms import required
from wallet.oauth.issuing import Granted, Mint, hash_of
from wallet.oauth.models import PushedRequest, RefreshToken


def redeem_code(
    database: Database, mint: Mint, service: Service, parameters: Mapping[str, str], thumbprint: str, *, now: datetime
) -> Granted | InvalidGrantError:
    """RFC 6749 section 4.1.3, with PKCE (RFC 7636 section 4.6) and the key the code is bound to (RFC 9449 section 10).

    A wrong verifier, key, redirect URI or client leaves the code as it is: it cannot be spent by guessing.
    """
    code, verifier = required(parameters, "code"), required(parameters, "code_verifier")
    redirect_uri = required(parameters, "redirect_uri")
    with database.transaction() as session:
        wanted = select(PushedRequest).where(
            PushedRequest.code_hash == hash_of(code), PushedRequest.service_id == service.id
        )
        row = session.exec(wanted.with_for_update()).first()
        if row is None:
            return InvalidGrantError("no such code of this client")
        if row.grant_id is not None:
            grants.end(session, row.grant_id, now=now)
            return InvalidGrantError("this code was used before: its tokens have ended")
        if fault := _fault(row, redirect_uri, verifier, thumbprint, now):
            return InvalidGrantError(fault)
        consent = _living(session, row.consent_id, now)
        if consent is None:
            return InvalidGrantError("the consent has ended")
        grant = grants.open_grant(session, service.id, consent.id, thumbprint, now=now)
        row.grant_id = grant.id
        session.add(row)
        return mint.for_consent(session, service, grant, consent, now=now)


def refresh(
    database: Database, mint: Mint, service: Service, parameters: Mapping[str, str], thumbprint: str, *, now: datetime
) -> Granted | InvalidGrantError:
    """RFC 6749 section 6, rotating (RFC 9700 section 4.14.2); lives as long as its consent can still be used."""
    given = required(parameters, "refresh_token")
    with database.transaction() as session:
        row = session.get(RefreshToken, hash_of(given), with_for_update=True)
        grant = session.get(TokenGrant, row.grant_id) if row else None
        if row is None or grant is None or grant.service_id != service.id:
            return InvalidGrantError("no such refresh token of this client")
        if grant.thumbprint != thumbprint:
            return InvalidGrantError("the proof is by another key than the refresh token is bound to")
        if row.used_at is not None:
            grants.end(session, grant.id, now=now)
            return InvalidGrantError("this refresh token was used before: its grant has ended")
        consent = _living(session, grant.consent_id, now)
        if grant.ended_at is not None or consent is None:
            return InvalidGrantError("the grant or its consent has ended")
        row.used_at = now
        session.add(row)
        return mint.for_consent(session, service, grant, consent, now=now)


def _fault(row: PushedRequest, redirect_uri: str, verifier: str, thumbprint: str, now: datetime) -> str:
    """Why the code is not good for this; empty when it is."""
    if row.code_expires_at is None or row.code_expires_at <= now:
        return "the code has expired"
    if redirect_uri != row.redirect_uri:
        return "redirect_uri is not that of the request"
    challenge = base64url(hashlib.sha256(verifier.encode()).digest())
    if not hmac.compare_digest(challenge.encode(), row.code_challenge.encode()):
        return "code_verifier does not fit"
    if row.thumbprint not in {"", thumbprint}:
        return "the proof is by another key than the code is bound to"
    return ""


def _living(session: Session, consent_id: object, now: datetime) -> Consent | None:
    """The consent, locked, if something can still be fetched with it, now or when it is resumed."""
    consent = session.get(Consent, consent_id, with_for_update=True)
    return consent if consent is not None and consent.state in LIVING and now < consent.valid_until else None
