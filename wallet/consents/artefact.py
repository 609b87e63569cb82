"""The consent artefact: what was agreed, signed by the wallet, never changed; a change makes the next version.

JSON Web Signature (RFC 7515), EdDSA over Ed25519 (RFC 8037), `typ: consent+jwt`. The subject is the wallet's pseudonym
of the citizen; no value of theirs stands in it. Members follow ISO/IEC TS 27560:2023.
What the gate weighs is read from here and not from the row beside it, so that a row changed by hand releases nothing.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jwt.exceptions import PyJWTError
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from policies.catalogue import Catalogue
from wallet.consents.models import Consent, ConsentVersion, Notice
from wallet.identity.machine.jws import first_part
from wallet.identity.models import Service
from wallet.identity.secrets import InstanceSecrets
from wallet.identity.signing_keys import KeyUse

SCHEMA_VERSION = "2"
TYPE = "consent+jwt"
HERE = "VN"
AUTHORITY = "Bộ Công an"
"""Whom a citizen complains to (Law 91/2025/QH15: the authority for personal data)."""
WITHDRAWAL = "wallet page or POST /v1/me/consents/{id}/revoke, any time, effective at once"
UNTIMED: Any = {f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
"""An artefact has no claims of a token; PyJWT would read its own clock for them."""
KEPT_VERIFIED = 4096
"""How many signatures a process remembers; each is bound to the bytes and the key."""


class BrokenArtefactError(Exception):
    """The artefact is missing, altered or not signed by this wallet: conclude nothing from it."""


def write(
    session: Session,
    secrets: InstanceSecrets,
    catalogue: Catalogue,
    consent: Consent,
    service: Service,
    *,
    now: datetime,
    by: str = "",
) -> ConsentVersion:
    """Sign the consent as it stands now as its next version, in the caller's transaction. `by`: empty, the citizen."""
    previous = latest(session, consent)
    consent.version = (previous.version if previous else 0) + 1
    notice = session.get(Notice, consent.notice_hash)
    body = _body(catalogue, consent, service, previous, notice) | {
        "decision": {
            "state": consent.state,
            "time": text(now),
            "channel": consent.channel,
            "by": by or _acting_party(consent)["id"],
        }
    }
    signed = sign(secrets, body, now=now)
    consent.artefact_hash = hash_of(signed)
    version = ConsentVersion(
        consent_id=consent.id, version=consent.version, jws=signed, hash=consent.artefact_hash, created_at=now
    )
    session.add_all([consent, version])
    session.flush()
    return version


def sign(secrets: InstanceSecrets, body: Mapping[str, Any], *, typ: str = TYPE, now: datetime) -> str:
    signer = secrets.signing.signer(KeyUse.ARTEFACTS, now)
    return jwt.encode(dict(body), signer.key, algorithm="EdDSA", headers={"typ": typ, "kid": signer.kid})


def hash_of(signed: str) -> str:
    """SHA-256 of the compact JWS, hex: what stands in the log."""
    return hashlib.sha256(signed.encode()).hexdigest()


def latest(session: Session, consent: Consent) -> ConsentVersion | None:
    """The version that holds now; None while nothing was decided."""
    which = {"consent": consent.id, "version": consent.version}
    return session.exec(_VERSION, params=which).first()


_VERSION = select(ConsentVersion).where(
    col(ConsentVersion.consent_id) == bindparam("consent"), col(ConsentVersion.version) == bindparam("version")
)


def versions(session: Session, consent: Consent) -> list[ConsentVersion]:
    """All versions, oldest first."""
    mine = select(ConsentVersion).where(ConsentVersion.consent_id == consent.id)
    return list(session.exec(mine.order_by(col(ConsentVersion.version))))


def holding(session: Session, secrets: InstanceSecrets, consent: Consent) -> dict[str, Any] | None:
    """The verified body of the version that holds now; None while nothing was decided.

    BrokenArtefactError where bytes, hash, signature or state are not what they have to be.
    """
    if not consent.artefact_hash:
        return None
    version = latest(session, consent)
    if version is None or not version.hash == consent.artefact_hash == hash_of(version.jws):
        raise BrokenArtefactError
    body = verified(secrets, version.jws)
    if (body["id"], body["decision"]["state"]) != (str(consent.id), consent.state):
        raise BrokenArtefactError
    return body


def verified(secrets: InstanceSecrets, signed: str, *, typ: str = TYPE) -> dict[str, Any]:
    """What this wallet signed, by whichever of its keys; BrokenArtefactError for anything else.

    Do not change what this returns. A key that is distrusted since is good here: the caller compares the hash with that
    of a row, and the log has named it when it was signed.
    """
    try:
        kid = str(first_part(signed).get("kid"))
    except ValueError:
        raise BrokenArtefactError from None
    if (span := secrets.signing.named(KeyUse.ARTEFACTS, kid)) is None:
        raise BrokenArtefactError
    return _verified(signed, span.raw, typ)


@lru_cache(KEPT_VERIFIED)
def _verified(signed: str, public_key: bytes, typ: str) -> dict[str, Any]:
    key = Ed25519PublicKey.from_public_bytes(public_key)
    try:
        read = jwt.decode_complete(signed, key, algorithms=["EdDSA"], options=UNTIMED)
    except (PyJWTError, ValueError):
        raise BrokenArtefactError from None
    if read["header"].get("typ") != typ:
        raise BrokenArtefactError
    body: dict[str, Any] = read["payload"]
    return body


def _body(
    catalogue: Catalogue, consent: Consent, service: Service, previous: ConsentVersion | None, notice: Notice | None
) -> dict[str, Any]:
    return {
        "id": str(consent.id),
        "schema_version": SCHEMA_VERSION,
        "version": consent.version,
        "subject": str(consent.citizen_id),
        "acting_party": _acting_party(consent),
        "requester": {"organisation": service.organisation, "service": service.name, "client_id": service.client_id},
        "purpose": _purpose(catalogue, consent),
        "items": consent.granted,
        "min_assurance": consent.min_assurance,
        "max_age": f"P{consent.max_age_days}D" if consent.max_age_days is not None else None,
        **_limits(consent),
        "storage_location": HERE,
        "recipients": [service.organisation],
        "withdrawal_method": WITHDRAWAL,
        "authority": AUTHORITY,
        "notice": {
            "hash": consent.notice_hash,
            "language": notice.language if notice else "vi",
            "version": notice.version if notice else 1,
        },
        "use": _use(consent),
        "rule": consent.rule,
        "catalogue": catalogue.version,
        "previous": previous.hash if previous else None,
    }


def _acting_party(consent: Consent) -> dict[str, Any]:
    """The citizen, unless the consent names somebody who acts for them."""
    return consent.acting_party or {"id": str(consent.citizen_id), "capacity": "self", "evidence": None}


def _purpose(catalogue: Catalogue, consent: Consent) -> dict[str, Any]:
    label = catalogue.remembered(consent.procedure).label
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
        "frequency": f"PT{consent.interval_hours}H" if consent.interval_hours else None,
        "max_uses": consent.max_uses,
        "valid_from": text(consent.valid_from),
        "valid_until": text(consent.valid_until),
        "data_life": f"P{consent.data_life_days}D",
    }


def _use(consent: Consent) -> dict[str, Any]:
    """`entry`: the log entry of the newest use that was durable when this version was signed."""
    entry = str(consent.last_entry) if consent.last_entry else None
    return {"count": consent.uses, "last": text(consent.last_used_at), "entry": entry}


def text(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
