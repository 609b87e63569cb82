"""Registering a service: once or again, never with a key that is private, weak or missing."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.conftest import NOON
from tests.oauth.machine import Key
from wallet.database import Database
from wallet.identity import services
from wallet.identity.errors import InvalidServiceError
from wallet.identity.machine.jwk import read_jwk
from wallet.identity.services import RegisterService

KEY = Key()
WEAK_BITS = 1024
GOOD = RegisterService(
    client_id="xa-mau", name="Một cửa", organisation="UBND xã Mẫu", jwks={"keys": [KEY.public_jwk]}, procedures=("1",)
)


def test_registering_again_brings_the_registration_up_to_date(database: Database) -> None:
    with database.transaction() as session:
        first = services.register(session, GOOD, now=NOON).id
        services.set_active(session, "xa-mau", active=False)
    with database.transaction() as session:
        again = services.register(session, replace(GOOD, name="Một cửa mới", deposits=("giay_khai_sinh",)), now=NOON)
    assert (again.id, again.name, again.deposits, again.active) == (first, "Một cửa mới", ["giay_khai_sinh"], False)


BAD: dict[str, dict[str, Any]] = {
    "no client id": {"client_id": ""},
    "a client id of other letters": {"client_id": "xã"},
    "no name": {"name": ""},
    "no organisation": {"organisation": ""},
    "no keys": {"jwks": {"keys": []}},
    "no key set": {"jwks": {}},
    "a private key": {"jwks": {"keys": [KEY.private_jwk]}},
    "a symmetric key": {"jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}},
    "a short RSA key": {"jwks": {"keys": [Key("PS256", rsa.generate_private_key(65537, WEAK_BITS)).public_jwk]}},
    "another curve": {"jwks": {"keys": [{"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}]}},
    "a key for another algorithm": {"jwks": {"keys": [KEY.public_jwk | {"alg": "ES512"}]}},
}


def test_a_service_that_cannot_be_trusted_is_not_registered(database: Database, subtests: pytest.Subtests) -> None:
    for name, changes in BAD.items():
        with subtests.test(name):
            with pytest.raises(InvalidServiceError), database.transaction() as session:
                services.register(session, replace(GOOD, **changes), now=NOON)
            with database.reading() as session:
                assert services.find_by_client_id(session, "xa-mau") is None


def test_the_thumbprint_is_that_of_rfc_7638() -> None:
    """The example key of RFC 7638, section 3.1, and the Ed25519 one of RFC 8037, appendix A.3."""
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3okn"
        "jhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qM"
        "QvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJz"
        "KnqDKgw"
    )
    rsa_key = read_jwk({"kty": "RSA", "n": modulus, "e": "AQAB", "kid": "2011-04-29"})
    assert rsa_key.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    okp_key = read_jwk({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    assert okp_key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
