"""Contexts: what a sealed thing is bound to, so that it opens nowhere else.

Every field has a fixed length and every label its own, so no two contexts collide. Only ids that never change stand
here: no path, no name, no folder. Integers are big-endian and unsigned.

    object  "wallet.obj.v1\\0" + citizen 16 B + object 16 B + version 4 B
    DEK     "wallet.dek.v1\\0" + citizen 16 B + object 16 B + version 4 B + citizen-key version 4 B
    CK      "wallet.cky.v1\\0" + citizen 16 B + citizen-key version 4 B
    small   "wallet.fld.v1\\0" + citizen 16 B + object 16 B + version 4 B + field number 2 B
"""

from uuid import UUID

OBJECT_LABEL = b"wallet.obj.v1\0"
DEK_LABEL = b"wallet.dek.v1\0"
CITIZEN_KEY_LABEL = b"wallet.cky.v1\0"
SMALL_LABEL = b"wallet.fld.v1\0"


def object_context(citizen: UUID, object: UUID, version: int) -> bytes:  # noqa: A002  (the domain's word)
    """50 bytes."""
    return OBJECT_LABEL + citizen.bytes + object.bytes + version.to_bytes(4, "big")


def dek_context(citizen: UUID, object: UUID, version: int, citizen_key_version: int) -> bytes:  # noqa: A002  (as above)
    """54 bytes."""
    return (
        DEK_LABEL + citizen.bytes + object.bytes + version.to_bytes(4, "big") + citizen_key_version.to_bytes(4, "big")
    )


def citizen_key_context(citizen: UUID, version: int) -> bytes:
    """34 bytes."""
    return CITIZEN_KEY_LABEL + citizen.bytes + version.to_bytes(4, "big")


def small_context(citizen: UUID, object: UUID, version: int, field: int) -> bytes:  # noqa: A002  (as above)
    """52 bytes; `field` is the number that the owning room gave to this small message."""
    return SMALL_LABEL + citizen.bytes + object.bytes + version.to_bytes(4, "big") + field.to_bytes(2, "big")
