"""Keys of the wallet's own as strangers see them, the old ones too: what was signed years ago has to verify.

A JWK (RFC 7517) with the members of the Historical Keys of OpenID Federation 1.0 (section 8.7). `nbf` to `exp` is when
it signed; one that was replaced because somebody else may have it has `revoked`. Our own are `signs`, what it is for,
and `entry`: the entry `key.rotate` of the public log that names it, with what it says (`wallet.ledger.disclosing`).
"""

from typing import Any

from sqlmodel import Session

from wallet.identity.machine.jwk import as_jwk
from wallet.identity.signing_keys import Span
from wallet.ledger.disclosing import shown_by_id
from wallet.ledger.log import SubjectKeys


def told(session: Session, log_keys: SubjectKeys, span: Span) -> dict[str, Any]:
    """Times in Unix seconds; no `exp` while no key replaces it, no `entry` before it has its place in the log."""
    key: dict[str, Any] = {
        **as_jwk(span.public),
        "signs": span.use.value,
        "iat": int(span.made_at.timestamp()),
        "nbf": int(span.signs_from.timestamp()),
    }
    if span.until is not None:
        key["exp"] = int(span.until.timestamp())
    if span.distrusted_at is not None:
        key["revoked"] = {"revoked_at": int(span.distrusted_at.timestamp()), "reason": "compromised"}
    if span.entry is not None and (shown := shown_by_id(session, log_keys, span.entry)) is not None:
        key["entry"] = shown
    return key
