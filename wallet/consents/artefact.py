"""The consent artefact: what was agreed, signed by the wallet, never changed; a change makes the next version.

JSON Web Signature (RFC 7515), EdDSA over Ed25519 (RFC 8037), `typ: consent+jwt`. The subject is the wallet's pseudonym
of the citizen; no value of theirs stands in it. Members follow ISO/IEC TS 27560:2023 and map to RFC 9396.
"""

import hashlib
from datetime import datetime
from typing import Any

import jwt
from sqlmodel import Session, select

from policies.catalogue import Catalogue
from wallet.consents.models import Consent, ConsentVersion
from wallet.identity.machine.jwk import ed25519_jwk
from wallet.identity.models import Service
from wallet.identity.secrets import InstanceSecrets, SecretName

SCHEMA_VERSION = "1"


def write(
    session: Session,
    secrets: InstanceSecrets,
    catalogue: Catalogue,
    consent: Consent,
    service: Service,
    *,
    now: datetime,
    channel: str = "wallet",
) -> ConsentVersion:
    """Sign the consent as it stands now as its next version, in the caller's transaction."""
    previous = latest(session, consent)
    consent.version = (previous.version if previous else 0) + 1
    body = _body(catalogue, consent, service, previous, now, channel)
    key = secrets.signing_key(SecretName.ARTEFACT_SIGNING)
    headers = {"typ": "consent+jwt", "kid": ed25519_jwk(key.public_key())["kid"]}
    signed = jwt.encode(body, key, algorithm="EdDSA", headers=headers)
    consent.artefact_hash = hashlib.sha256(signed.encode()).hexdigest()
    version = ConsentVersion(
        consent_id=consent.id,
        version=consent.version,
        jws=signed,
        hash=consent.artefact_hash,
        created_at=now,
    )
    session.add_all([consent, version])
    session.flush()
    return version


def latest(session: Session, consent: Consent) -> ConsentVersion | None:
    """The version that holds now; None while nothing was decided."""
    wanted = select(ConsentVersion).where(
        ConsentVersion.consent_id == consent.id, ConsentVersion.version == consent.version
    )
    return session.exec(wanted).first()


def _body(
    catalogue: Catalogue,
    consent: Consent,
    service: Service,
    previous: ConsentVersion | None,
    now: datetime,
    channel: str,
) -> dict[str, Any]:
    return {
        "id": str(consent.id),
        "schema_version": SCHEMA_VERSION,
        "version": consent.version,
        "subject": str(consent.citizen_id),
        "acting_party": {"id": str(consent.citizen_id), "capacity": "self", "evidence": None},
        "requester": {"organisation": service.organisation, "service": service.name, "client_id": service.client_id},
        "purpose": _purpose(catalogue, consent),
        "items": consent.granted,
        **_limits(consent),
        "storage_location": "VN",
        "recipients": [service.organisation],
        "withdrawal_method": "wallet page or POST /v1/me/consents/{id}/revoke, any time, effective at once",
        "notice": {"hash": consent.notice_hash, "language": "vi", "version": 1},
        "decision": {"state": consent.state, "time": _text(now), "channel": channel, "by": str(consent.citizen_id)},
        "use": {"count": consent.uses},
        "catalogue": catalogue.version,
        "previous": previous.hash if previous else None,
    }


def _purpose(catalogue: Catalogue, consent: Consent) -> dict[str, Any]:
    label = catalogue.procedures[consent.procedure].label
    return {
        "code": consent.purpose,
        "text": {"vi": label.vi, "en": label.en},
        "legal_basis": "consent: Law 91/2025/QH15 Art 9",
        "procedure": consent.procedure,
        "dossier": str(consent.dossier_id),
    }


def _limits(consent: Consent) -> dict[str, Any]:
    return {
        "mode": "STORE" if consent.data_life_days else "VIEW",
        "fetch": "ONETIME" if consent.max_uses == 1 else "PERIODIC",
        "max_uses": consent.max_uses,
        "valid_from": _text(consent.valid_from),
        "valid_until": _text(consent.valid_until),
        "data_life": f"P{consent.data_life_days}D",
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
