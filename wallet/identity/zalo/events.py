"""Events that Zalo sends, and its signature over them. Pure.

    X-ZEvent-Signature = hex SHA-256( values of the body, in the order of their names A to Z, one after the other
                                      + the mini app's API key )

It is a plain hash and no HMAC. A text counts as it is, a number and a boolean as JavaScript writes them, null and
objects as compact JSON with the letters as they are and the members in the order in which they came.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wallet.identity.zalo.errors import ZaloEventNotBelievedError

REVOKED = "user.revoke.consent"


@dataclass(frozen=True, slots=True)
class Revoked:
    """Somebody took their permission back. `at`: what was bound later than this is not meant."""

    app_id: str
    user: str
    at: datetime


def read(body: bytes, signature: str, api_key: str) -> Revoked | None:
    """None: an event that we do nothing about. ZaloEventNotBelievedError, also for what cannot be read."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise ZaloEventNotBelievedError from None
    if not api_key or not isinstance(event, dict):
        raise ZaloEventNotBelievedError
    if not hmac.compare_digest(signature_of(event, api_key).encode(), signature.encode()):
        raise ZaloEventNotBelievedError
    if event.get("event") != REVOKED:
        return None
    try:
        at = datetime.fromtimestamp(int(event["timestamp"]) / 1000, UTC)
        return Revoked(str(event["appId"]), str(event["userId"]), at)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise ZaloEventNotBelievedError from None


def signature_of(event: Mapping[str, Any], api_key: str) -> str:
    said = "".join(_written(event[name]) for name in sorted(event))
    return hashlib.sha256((said + api_key).encode("utf-8", "surrogatepass")).hexdigest()


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
