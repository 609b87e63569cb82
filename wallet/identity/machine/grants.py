"""What a service holds since a citizen agreed, and the two ways in which tokens end before their time.

A token that stands on a consent names its grant; ending the grant ends all of them. A token without a grant is ended
by its `jti`, which is remembered until the token would have expired. Both are looked up at every call.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from wallet.identity.machine.replay import OneTime
from wallet.identity.machine.tokens import LIFE_SECONDS, AccessToken
from wallet.identity.models import SeenToken, TokenGrant

REVOKED = "revoked"


def open_grant(session: Session, service_id: UUID, consent_id: UUID, thumbprint: str, *, now: datetime) -> TokenGrant:
    grant = TokenGrant(service_id=service_id, consent_id=consent_id, thumbprint=thumbprint, created_at=now)
    session.add(grant)
    session.flush()
    return grant


def end(session: Session, grant_id: UUID, *, now: datetime) -> None:
    """Every token of the grant is worth nothing from the commit on; ending it twice changes nothing."""
    grant = session.get_one(TokenGrant, grant_id)
    grant.ended_at = grant.ended_at or now
    session.add(grant)
    session.flush()


_REVOKED = select(col(SeenToken.expires_at)).where(
    col(SeenToken.kind) == REVOKED,
    col(SeenToken.issuer) == bindparam("issuer"),
    col(SeenToken.hash) == bindparam("hash"),
)


def is_living(session: Session, access: AccessToken) -> bool:
    """Whether the token was neither revoked itself nor belongs to a grant that has ended."""
    if access.grant is not None:
        grant = session.get(TokenGrant, access.grant)
        return grant is not None and grant.ended_at is None
    revoked = _revoked(access, datetime.fromtimestamp(0, UTC))
    key = {"issuer": revoked.issuer, "hash": revoked.hash}
    return session.connection().execute(_REVOKED, key).first() is None


def revoke(session: Session, access: AccessToken, *, now: datetime) -> None:
    """End this token, and with it everything that stands on the same consent (RFC 7009 section 2.1)."""
    if access.grant is not None:
        end(session, access.grant, now=now)
        return
    one = _revoked(access, now + timedelta(seconds=LIFE_SECONDS))
    row = {"kind": one.kind, "issuer": one.issuer, "hash": one.hash, "expires_at": one.expires_at}
    try:
        with session.begin_nested():
            session.connection().execute(insert(SeenToken), [row])
    except IntegrityError:
        return


def _revoked(access: AccessToken, until: datetime) -> OneTime:
    return OneTime(REVOKED, access.client_id, access.token_id, until)
