"""Public keys as JWK (RFC 7517, 7518, 8037) and their thumbprints (RFC 7638). A private key in one is refused.

ES256  {"kty": "EC", "crv": "P-256", "x", "y"}      PS256  {"kty": "RSA", "n", "e"}, 2048 to 4096 bits
EdDSA  {"kty": "OKP", "crv": "Ed25519", "x"}
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
KINDS: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("EC", "P-256"): ("ES256", ("crv", "kty", "x", "y")),
    ("RSA", ""): ("PS256", ("e", "kty", "n")),
    ("OKP", "Ed25519"): ("EdDSA", ("crv", "kty", "x")),
}
RSA_BITS = range(2048, 4097)
KEYS_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class PublicKey:
    """`members` are those that RFC 7638 hashes and nothing else; `key_id` is the sender's own `kid`, or empty."""

    algorithm: str
    key: EllipticCurvePublicKey | RSAPublicKey | Ed25519PublicKey
    members: Mapping[str, str]
    key_id: str = ""

    @property
    def thumbprint(self) -> str:
        """RFC 7638 section 3: SHA-256 over the required members, sorted, without white space; base64url."""
        canonical = json.dumps(dict(self.members), sort_keys=True, separators=(",", ":"))
        return base64url(hashlib.sha256(canonical.encode()).digest())


def read_jwk(jwk: Any) -> PublicKey:
    """ValueError with a sentence for everything but a public key of one of the three kinds."""
    if not isinstance(jwk, Mapping):
        raise ValueError("a key must be a JSON object")
    if PRIVATE_MEMBERS & set(jwk):
        raise ValueError("a key holds private members: send the public key only, and replace this one")
    kind = (str(jwk.get("kty", "")), str(jwk.get("crv", "")))
    if kind not in KINDS:
        raise ValueError("a key must be EC P-256, RSA or OKP Ed25519")
    algorithm, names = KINDS[kind]
    if jwk.get("alg", algorithm) != algorithm or not all(isinstance(jwk.get(name), str) for name in names):
        raise ValueError(f"a key of this kind is for {algorithm} and needs {', '.join(names)}")
    members = {name: str(jwk[name]) for name in names}
    return PublicKey(algorithm, _open(members, algorithm), members, str(jwk.get("kid", "")))


def read_jwks(jwks: Mapping[str, Any]) -> tuple[PublicKey, ...]:
    """The keys of a set (RFC 7517 section 5); ValueError when one is unusable or there is none."""
    keys = jwks.get("keys")
    if not isinstance(keys, list) or not 0 < len(keys) <= KEYS_AT_MOST:
        raise ValueError(f"the key set must hold 1 to {KEYS_AT_MOST} keys under the member keys")
    return tuple(read_jwk(key) for key in keys)


def own_public_key(key: Ed25519PublicKey) -> PublicKey:
    """A key of ours, named by its thumbprint."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": base64url(key.public_bytes_raw())}
    return PublicKey("EdDSA", key, members, PublicKey("EdDSA", key, members).thumbprint)


def as_jwk(key: PublicKey) -> dict[str, str]:
    """As it is published."""
    return {**key.members, "alg": key.algorithm, "use": "sig", "kid": key.key_id}


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _open(members: dict[str, str], algorithm: str) -> EllipticCurvePublicKey | RSAPublicKey | Ed25519PublicKey:
    try:
        key = PyJWK(members, algorithm).key
    except (PyJWTError, ValueError):
        raise ValueError("a key's members do not make a key") from None
    if isinstance(key, RSAPublicKey) and key.key_size not in RSA_BITS:
        raise ValueError("an RSA key must have 2048 to 4096 bits")
    if not isinstance(key, EllipticCurvePublicKey | RSAPublicKey | Ed25519PublicKey):
        raise ValueError("a key must be a public key")
    return key
