"""A service asks what became of its back-channel request, and gets tokens once the citizen agreed (CIBA section 10).

Its answers are values and not raised: when it asked is written down whatever the answer is.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, select

from wallet.consents.models import Consent
from wallet.consents.states import LIVING, WAITING, has_ended
from wallet.database import Database
from wallet.identity.machine import grants
from wallet.identity.models import Service
from wallet.oauth.errors import (
    AccessDeniedError,
    AuthorizationPendingError,
    ExpiredTokenError,
    InvalidGrantError,
    OAuthError,
    SlowDownError,
)
from wallet.oauth.forms import required
from wallet.oauth.issuing import Granted, Mint, hash_of
from wallet.oauth.models import BackchannelRequest

GRANT_TYPE = "urn:openid:params:grant-type:ciba"
SLOWER_SECONDS = 5


def poll(
    database: Database, mint: Mint, service: Service, parameters: Mapping[str, str], thumbprint: str, *, now: datetime
) -> Granted | OAuthError:
    """Tokens bound to the key of this call's proof, once. Using the request id again ends them."""
    auth_req_id = required(parameters, "auth_req_id")
    with database.transaction() as session:
        wanted = select(BackchannelRequest).where(
            BackchannelRequest.hash == hash_of(auth_req_id), BackchannelRequest.service_id == service.id
        )
        row = session.exec(wanted.with_for_update()).first()
        if row is None:
            return InvalidGrantError("no such request of this client")
        if row.grant_id is not None:
            grants.end(session, row.grant_id, now=now)
            return InvalidGrantError("this request was redeemed before: its tokens have ended")
        hurried, row.polled_at = _hurried(row, now), now
        session.add(row)
        if hurried:
            row.interval += SLOWER_SECONDS
            return SlowDownError(f"ask every {row.interval} seconds")
        return _redeem(session, mint, service, row, thumbprint, now)


def _hurried(row: BackchannelRequest, now: datetime) -> bool:
    return row.polled_at is not None and now < row.polled_at + timedelta(seconds=row.interval)


def _redeem(
    session: Session, mint: Mint, service: Service, row: BackchannelRequest, thumbprint: str, now: datetime
) -> Granted | OAuthError:
    if row.expires_at <= now:
        return ExpiredTokenError()
    consent = session.get(Consent, row.consent_id, with_for_update=True) if row.consent_id else None
    if consent is None or consent.state in WAITING:
        return AuthorizationPendingError()
    if consent.state not in LIVING or has_ended(consent.state, consent.valid_until, now=now):
        return AccessDeniedError()
    grant = grants.open_grant(session, service.id, consent.id, thumbprint, now=now)
    row.grant_id, row.notification = grant.id, None
    return mint.for_consent(session, service, grant, consent, now=now)
