"""A disposal receipt: the service's signed word that it deleted what it got under one consent.

JSON Web Signature (RFC 7515) by a registered key of the service, `typ: disposal+jwt`, with exactly these members:

    iss         the client id                       aud         the wallet (its issuer identifier)
    iat         when it was signed                  disposal    the id under which the wallet asked
    consent     the consent's id                    artefact    the hash of the signed consent (SHA-256, hex)
    deleted     what was deleted: every name owed   deleted_at  when (NumericDate), by the clock of the service
    deleted_by  which unit or role did it; no person's name
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from wallet.disposals.errors import InvalidReceiptError
from wallet.disposals.models import Disposal
from wallet.identity.machine.jwk import PublicKey
from wallet.identity.machine.jws import Signed, verify

TYPE = "disposal+jwt"
MEMBERS = frozenset(["iss", "aud", "iat", "disposal", "consent", "artefact", "deleted", "deleted_at", "deleted_by"])
SKEW_SECONDS = 60
LONGEST_UNIT = 100


@dataclass(frozen=True, slots=True)
class Expected:
    """Whom and what a receipt has to be about."""

    disposal: Disposal
    client_id: str
    wallet: str


def read(receipt: str, keys: Sequence[PublicKey], expected: Expected, *, now: datetime) -> datetime:
    """When everything was deleted. InvalidReceiptError with a sentence that says what to correct."""
    try:
        signed = verify(receipt, keys)
        if signed.header.get("typ") != TYPE:
            raise ValueError(f"typ must be {TYPE}")
        if set(signed.claims) != MEMBERS:
            raise ValueError(f"the members must be exactly {', '.join(sorted(MEMBERS))}")
        _check_parties(signed, expected)
        _check_what(signed, expected.disposal)
        return _check_times(signed, expected.disposal, now.timestamp())
    except ValueError as error:
        raise InvalidReceiptError(str(error)) from None


def _check_parties(signed: Signed, expected: Expected) -> None:
    disposal = expected.disposal
    wanted = {
        "iss": expected.client_id,
        "aud": expected.wallet,
        "disposal": str(disposal.id),
        "consent": str(disposal.consent_id),
        "artefact": disposal.artefact_hash,
    }
    for member, value in wanted.items():
        if signed.text(member) != value:
            raise ValueError(f"{member} is not what the wallet asked for")
    if len(signed.text("deleted_by")) > LONGEST_UNIT:
        raise ValueError(f"deleted_by must have at most {LONGEST_UNIT} letters")


def _check_what(signed: Signed, disposal: Disposal) -> None:
    deleted = signed.claims["deleted"]
    if not isinstance(deleted, list) or not all(isinstance(name, str) for name in deleted):
        raise ValueError("deleted must be a list of names")
    if missing := sorted(set(disposal.owed) - set(deleted)):
        raise ValueError(f"deleted leaves out {', '.join(missing)}")
    if set(deleted) - set(disposal.owed) or len(deleted) != len(disposal.owed):
        raise ValueError("deleted names what was never given, or something twice")


def _check_times(signed: Signed, disposal: Disposal, now: float) -> datetime:
    deleted, written = signed.seconds("deleted_at"), signed.seconds("iat")
    if max(deleted, written) > now + SKEW_SECONDS:
        raise ValueError("deleted_at or iat is in the future: set the clock")
    if written < disposal.arisen_at.timestamp() - SKEW_SECONDS:
        raise ValueError("iat is before the wallet asked")
    if deleted > written + SKEW_SECONDS:
        raise ValueError("deleted_at is after iat: it must be signed after the deletion")
    return datetime.fromtimestamp(deleted, UTC)
