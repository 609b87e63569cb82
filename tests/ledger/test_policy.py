"""The witness policy: the file format of c2sp.org/tlog-policy, and who makes a quorum."""

from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.parts import VKEY
from wallet.ledger.cosignatures import Cosigner
from wallet.ledger.errors import BadPolicyError
from wallet.ledger.policy import Policy, parse_policy

NAMES = ("X1", "X2", "X3", "Y1", "Y2")
KEYS = {
    name: str(Cosigner(f"{name.lower()}.test", Ed25519PrivateKey.from_private_bytes(bytes([i + 1]) * 32)).verifier)
    for i, name in enumerate(NAMES)
}
WITNESSES = "\n".join(f"witness {name} {key} https://{name.lower()}.test/" for name, key in KEYS.items())
NESTED = f"""
# as in the specification
log {VKEY} https://wallet.test/log
{WITNESSES}

group X-witnesses 2 X1 X2 X3
group\tY-witnesses  any  Y1 Y2
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def test_nested_groups_count_as_written() -> None:
    policy = parse_policy(NESTED)
    met = {"".join(some) for count in range(6) for some in combinations(NAMES, count) if policy.is_met_by(set(some))}
    assert met == {
        "".join(some)
        for count in range(6)
        for some in combinations(NAMES, count)
        if sum(name.startswith("X") for name in some) >= 2 and any(name.startswith("Y") for name in some)
    }
    assert policy.witnesses["X1"].url == "https://x1.test"


def test_one_witness_may_be_the_quorum_and_none_may_be_needed() -> None:
    assert not parse_policy(f"{WITNESSES}\nquorum X2").is_met_by({"X1"})
    assert parse_policy(f"{WITNESSES}\nquorum X2").is_met_by({"X2"})
    assert parse_policy("quorum none").is_met_by(set())
    assert Policy().is_met_by(set())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no line `quorum`"),
        ("quorum X1", "line 1 .* names X1"),
        ("quorum none\nquorum none", "line 2"),
        (f"{WITNESSES}\nwitness Z {KEYS['X1']}\nquorum none", "stands there twice"),
        (f"{WITNESSES}\nwitness X1 {VKEY}\nquorum none", "is taken"),
        (f"witness Z {VKEY}\nquorum none", "type 0x04"),
        (f"log {KEYS['X1']}\nquorum none", "type 0x01"),
        (f"{WITNESSES}\ngroup g 4 X1 X2 X3\nquorum g", "4 of 3"),
        (f"{WITNESSES}\ngroup g 0 X1 X2 X3\nquorum g", "0 of 3"),
        (f"{WITNESSES}\ngroup g some X1\nquorum g", "line 6"),
        (f"{WITNESSES}\ngroup g any X1\ngroup h any X1\nquorum h", "once"),
        (f"{WITNESSES}\ngroup g any none\nquorum g", "names none"),
        ("wtiness a b\nquorum none", "none of log"),
    ],
)
def test_a_policy_with_a_mistake_names_its_line(text: str, complaint: str) -> None:
    with pytest.raises(BadPolicyError, match=complaint):
        parse_policy(text)
