"""Signatures of events, as Standard Webhooks 1.0 has them (standardwebhooks.com, "Signature scheme").

    signed  = webhook-id + "." + webhook-timestamp (seconds, of this attempt) + "." + body
    v1      = base64(HMAC-SHA256(secret, signed))           secret:  "whsec_" + base64(32 bytes), of one service
    v1a     = base64(Ed25519(signed))                       public:  "whpk_" + base64(32 bytes), of the wallet
    secret  = HMAC-SHA256(instance secret "webhook-secrets", "wallet.whs.v1\\0" + service id (16 bytes) + u32be version)

No secret of a service is stored: it is derived when it is needed. For two days after a change the signature of the one
before stands beside it; of a changed key of the wallet's for two weeks. Both kinds are always sent; a receiver that
trusts v1a needs to keep nothing secret.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from wallet.identity.secrets import InstanceSecrets, SecretName
from wallet.identity.signing_keys import KeyUse

LABEL = b"wallet.whs.v1\0"
OVERLAP = timedelta(days=2)


def secret_text(secrets: InstanceSecrets, service: UUID, version: int) -> str:
    """The form that receivers configure: shown to the operator, who hands it over."""
    return "whsec_" + _base64(_secret(secrets, service, version))


def public_texts(secrets: InstanceSecrets, *, now: datetime) -> list[str]:
    """Of every key that signs, or will within the hour; the newest last. A receiver configures all of them."""
    spans = secrets.signing.spans(KeyUse.EVENTS, now)
    return ["whpk_" + _base64(one.raw) for one in spans if one.counts(now)]


def versions_to_sign(version: int, rotated_at: datetime, now: datetime) -> Sequence[int]:
    """The version that holds, and the one before it while receivers may still have it."""
    return (version, version - 1) if version > 1 and now < rotated_at + OVERLAP else (version,)


def headers(
    secrets: InstanceSecrets, service: UUID, versions: Sequence[int], event: UUID, body: bytes, *, now: datetime
) -> Mapping[str, str]:
    """`webhook-id` is the event's id at every attempt, so that a receiver knows a repetition."""
    seconds = int(now.timestamp())
    signed = f"{event}.{seconds}.".encode() + body
    codes = [_base64(hmac.digest(_secret(secrets, service, version), signed, "sha256")) for version in versions]
    signatures = [_base64(signer.key.sign(signed)) for signer in secrets.signing.signers(KeyUse.EVENTS, now)]
    return {
        "webhook-id": str(event),
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join([*(f"v1,{code}" for code in codes), *(f"v1a,{one}" for one in signatures)]),
    }


def _secret(secrets: InstanceSecrets, service: UUID, version: int) -> bytes:
    return hmac.digest(secrets.get(SecretName.WEBHOOK_SECRETS), LABEL + service.bytes + version.to_bytes(4), "sha256")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
