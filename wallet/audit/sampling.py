r"""A sample that nobody could foresee and everybody can draw again, from a published root and the auditor's nonce.

    h(i)  = SHA-256("wallet-audit/sample/v1\0" || root 32 B || u64be size
                    || u16be length of nonce || nonce UTF-8 || u64be i)
    x(i)  = the first eight bytes of h(i) as u64be; left out where x >= 2^64 - 2^64 mod size, so that none is likelier
    entry = x(i) mod size, for i = 0, 1, 2 ...; one that is drawn already is left out; until there are `count`

The operator fixed the root before the nonce was said, and the auditor cannot choose the root. An auditor who tries many
nonces until one suits shows it: each drawing at the desk is an entry of the log.
"""

import hashlib

from wallet.audit.errors import SampleNotPossibleError

LABEL = b"wallet-audit/sample/v1\0"
NONCE_LETTERS = 200
MOST = 1_000
_SPACE = 2**64


def sample(root: bytes, size: int, nonce: str, count: int) -> list[int]:
    """`count` different indexes below `size`, in the order in which they were drawn. SampleNotPossibleError."""
    if not 0 < count <= min(size, MOST):
        raise SampleNotPossibleError
    said = nonce.encode()
    start = LABEL + root + size.to_bytes(8, "big") + len(said).to_bytes(2, "big") + said
    fair = _SPACE - _SPACE % size
    drawn: dict[int, None] = {}
    turn = 0
    while len(drawn) < count:
        number = int.from_bytes(hashlib.sha256(start + turn.to_bytes(8, "big")).digest()[:8], "big")
        if number < fair:
            drawn.setdefault(number % size)
        turn += 1
    return list(drawn)
