"""One attempt to sign in. All that it has to remember is one random secret, which the browser keeps in a cookie.

    state, nonce, verifier = base64url(SHA-256(label ‖ 0x00 ‖ secret))     labels "state", "nonce", "verifier"

The provider sees the state, the nonce and the verifier's hash; none tells the secret. An answer that was begun in
another browser has another state and ends here (OpenID Connect Core 1.0 section 3.1.2.1, RFC 9700 section 4.7).
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Attempt:
    secret: str

    @classmethod
    def begin(cls) -> "Attempt":
        return cls(secrets.token_urlsafe(SECRET_BYTES))

    @property
    def state(self) -> str:
        return self._derived("state")

    @property
    def nonce(self) -> str:
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """43 letters (RFC 7636 section 4.1)."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        """For the method S256 (RFC 7636 section 4.2)."""
        return _letters(hashlib.sha256(self.verifier.encode()).digest())

    def is_answered_by(self, state: str) -> bool:
        return hmac.compare_digest(self.state.encode(), state.encode())

    def _derived(self, label: str) -> str:
        return _letters(hashlib.sha256(f"{label}\0{self.secret}".encode()).digest())


def _letters(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
