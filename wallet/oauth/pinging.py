"""Tells a service that a back-channel request was answered (CIBA section 10.2): never what the answer was.

    POST <notification endpoint>   Authorization: Bearer <the service's own token>   {"auth_req_id": …}

Until the answer has come, both words are kept sealed: AES-256-GCM under a key that is derived for this alone, with the
service's id as associated data. The dispatcher's thread looks for what was answered; who does not take a ping is pinged
again every few seconds until the request has expired, and can poll all the while.
"""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import digest
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, select

from wallet.consents.models import Consent
from wallet.consents.states import WAITING
from wallet.database import Database
from wallet.identity.models import Service
from wallet.identity.secrets import InstanceSecrets, SecretName
from wallet.notices.courier import Courier, Reception
from wallet.oauth.errors import OAuthError
from wallet.oauth.models import BackchannelRequest

LABEL = b"wallet.ciba.ping.v1"
NONCE_BYTES = 12
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{1,1024}=*")
AGAIN = timedelta(seconds=10)
AT_ONCE = 20


def notification(
    instance: InstanceSecrets, service: Service, auth_req_id: str, parameters: Mapping[str, str]
) -> bytes | None:
    """What a ping to this service will carry, sealed; None for a service that polls. OAuthError."""
    token = parameters.get("client_notification_token", "")
    if not service.notification_endpoint:
        return None
    if not TOKEN.fullmatch(token):
        raise OAuthError("client_notification_token is required: this client is registered for pings")
    nonce = secrets.token_bytes(NONCE_BYTES)
    words = json.dumps([token, auth_req_id]).encode()
    return nonce + AESGCM(_key(instance)).encrypt(nonce, words, service.id.bytes)


@dataclass(frozen=True, slots=True)
class Pinger:
    """`run` does everything that is due now, in the caller's thread; how many were tried."""

    database: Database
    secrets: InstanceSecrets
    courier: Courier

    def run(self, *, now: datetime) -> int:
        with self.database.reading() as session:
            due = _due(session, now)
        return sum(self._ping(request, service, now) for request, service in due)

    def _ping(self, request: BackchannelRequest, service: Service, now: datetime) -> bool:
        """False where another worker is at it."""
        if request.notification is None or not self._claimed(request, now):
            return False
        sealed = request.notification
        words = AESGCM(_key(self.secrets)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], service.id.bytes)
        token, auth_req_id = json.loads(words)
        headers = {"authorization": f"Bearer {token}"}
        body = json.dumps({"auth_req_id": auth_req_id}).encode()
        how, _ = self.courier.bring(service.notification_endpoint, headers, body)
        if how in {Reception.ACKNOWLEDGED, Reception.GONE}:
            self._forget(request.id)
        return True

    def _claimed(self, request: BackchannelRequest, now: datetime) -> bool:
        seen = col(BackchannelRequest.pinged_at)
        as_seen = seen.is_(None) if request.pinged_at is None else seen == request.pinged_at
        claiming = update(BackchannelRequest).where(col(BackchannelRequest.id) == request.id, as_seen)
        with self.database.transaction() as session:
            taken = session.execute(claiming.values(pinged_at=now))
            return isinstance(taken, CursorResult) and taken.rowcount == 1

    def _forget(self, request_id: UUID) -> None:
        done = update(BackchannelRequest).where(col(BackchannelRequest.id) == request_id).values(notification=None)
        with self.database.transaction() as session:
            session.execute(done)


def _due(session: Session, now: datetime) -> list[tuple[BackchannelRequest, Service]]:
    wanted = (
        select(BackchannelRequest, Service)
        .join(Consent, col(Consent.id) == col(BackchannelRequest.consent_id))
        .join(Service, col(Service.id) == col(BackchannelRequest.service_id))
        .where(
            col(BackchannelRequest.notification).is_not(None),
            col(BackchannelRequest.expires_at) > now,
            col(BackchannelRequest.pinged_at).is_(None) | (col(BackchannelRequest.pinged_at) <= now - AGAIN),
            col(Consent.state).not_in(WAITING),
            col(Service.active).is_(True),
        )
    )
    return list(session.exec(wanted.limit(AT_ONCE)))


def _key(instance: InstanceSecrets) -> bytes:
    return digest(instance.get(SecretName.WEBHOOK_SECRETS), LABEL, sha256)
