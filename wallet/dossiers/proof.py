"""The signed proof of a release: what left, of which record, under which consent. No value and no salt stands in it.

JSON Web Signature (RFC 7515), EdDSA over Ed25519 (RFC 8037), `typ: release+jwt`. The form system keeps it beside the
form and hands it back when the form is submitted; the wallet stores none. It does not expire: what has become of the
consent and of the records since is looked up when it comes back.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import jwt
from jwt.exceptions import PyJWTError
from pydantic import BaseModel, ConfigDict

from wallet.dossiers.errors import ReleaseProofInvalidError
from wallet.dossiers.prefill import FilledField
from wallet.identity.machine.jws import first_part
from wallet.identity.secrets import InstanceSecrets
from wallet.identity.signing_keys import KeyUse

TYPE = "release+jwt"


class ProvenField(BaseModel):
    """One released value; a field with two sources that disagree stands here once for each, the first choice first."""

    model_config = ConfigDict(frozen=True)

    field: str
    attribute: str
    record: UUID
    version: int
    commitment: str


class ReleaseProof(BaseModel):
    """`artefact`: SHA-256 of the signed consent, hex; `entry`: the log entry; `iat`: Unix seconds."""

    model_config = ConfigDict(frozen=True)

    release: UUID
    dossier: UUID
    consent: UUID
    artefact: str
    entry: UUID
    iat: int
    fields: tuple[ProvenField, ...]


def proven(fields: Iterable[FilledField]) -> tuple[ProvenField, ...]:
    return tuple(
        ProvenField(
            field=field.id,
            attribute=field.attribute,
            record=UUID(value.provenance.record),
            version=value.provenance.version,
            commitment=value.commitment,
        )
        for field in fields
        for value in (field.chosen, *field.others)
    )


def sign(secrets: InstanceSecrets, proof: ReleaseProof, *, now: datetime) -> str:
    """The compact JWS."""
    signer = secrets.signing.signer(KeyUse.ARTEFACTS, now)
    headers = {"typ": TYPE, "kid": signer.kid}
    return jwt.encode(proof.model_dump(mode="json"), signer.key, algorithm="EdDSA", headers=headers)


def read(secrets: InstanceSecrets, token: str, dossier: UUID) -> ReleaseProof:
    """Raises ReleaseProofInvalidError unless this wallet signed it as a release's proof for this dossier.

    By a key that nobody should believe any more it proves nothing: the service has to ask for the values anew.
    """
    try:
        span = secrets.signing.named(KeyUse.ARTEFACTS, str(first_part(token).get("kid")))
        if span is None or span.distrusted_at is not None:
            raise ReleaseProofInvalidError
        signed = jwt.decode_complete(token, span.public.key, algorithms=["EdDSA"], options={"verify_iat": False})
        proof = ReleaseProof.model_validate(signed["payload"])
    except (PyJWTError, ValueError):
        raise ReleaseProofInvalidError from None
    if signed["header"].get("typ") != TYPE or proof.dossier != dossier:
        raise ReleaseProofInvalidError
    return proof
