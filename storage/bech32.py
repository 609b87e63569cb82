"""Reads Bech32 (BIP 173), the spelling of age's public keys."""

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LETTERS = 6
_BITS = 5


def decoded(prefix: str, text: str) -> bytes:
    """The bytes behind `text`. ValueError unless it is Bech32 with this prefix, in one case, and its checksum holds."""
    if text not in {text.lower(), text.upper()}:
        raise ValueError("Bech32 is written in one case")
    found, separator, rest = text.lower().rpartition("1")
    if (found, separator) != (prefix, "1") or len(rest) < _CHECKSUM_LETTERS or not set(rest) <= set(_LETTERS):
        raise ValueError(f"not Bech32 with the prefix {prefix}")
    values = [_LETTERS.index(letter) for letter in rest]
    spread = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    if _polymod(spread + values) != 1:
        raise ValueError("the checksum does not hold")
    return _bytes_of(values[:-_CHECKSUM_LETTERS])


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum


def _bytes_of(values: list[int]) -> bytes:
    """Five bits each; what is left over must be fewer than five zero bits."""
    number, bits = 0, len(values) * _BITS
    for value in values:
        number = number << _BITS | value
    spare = bits % 8
    if spare >= _BITS or number & ((1 << spare) - 1):
        raise ValueError("bits are left over")
    return (number >> spare).to_bytes(bits // 8, "big")
