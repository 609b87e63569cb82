"""The private body: sealed to one citizen and one entry, its groups shown or withheld one by one."""

import hashlib
import hmac
from dataclasses import replace
from uuid import UUID

import orjson
import pytest

from storage.errors import TamperedError
from tests.ledger.parts import BINH, MAI, act, flip
from wallet.ledger import body

KEY = hashlib.sha256(b"a log key").digest()
SEED = hashlib.sha256(b"example entry seed").digest()
ENTRY = UUID(int=7)
BODY = body.body_of(act(), ENTRY, seed=SEED)


def test_a_sealed_body_opens_to_the_bytes_that_were_hashed() -> None:
    sealed = body.seal_body(KEY, MAI, ENTRY, BODY)
    assert body.open_body(KEY, MAI, ENTRY, sealed) == BODY


@pytest.mark.parametrize(("key", "citizen", "entry"), [(SEED, MAI, ENTRY), (KEY, BINH, ENTRY), (KEY, MAI, UUID(int=8))])
def test_it_opens_for_no_other_key_citizen_or_entry(key: bytes, citizen: UUID, entry: UUID) -> None:
    sealed = body.seal_body(KEY, MAI, ENTRY, BODY)
    with pytest.raises(TamperedError):
        body.open_body(key, citizen, entry, sealed)


def test_no_altered_bit_of_it_opens() -> None:
    sealed = body.seal_body(KEY, MAI, ENTRY, BODY)
    for position in range(len(sealed)):
        with pytest.raises(TamperedError):
            body.open_body(KEY, MAI, ENTRY, flip(sealed, position * 8 + position % 8))


def test_groups_hold_names_and_microseconds_and_leave_out_what_is_empty() -> None:
    groups = {name: orjson.loads(stored) for name, stored in BODY.groups.items()}
    assert groups["actor"] == {"kind": "service", "id": "commune-test", "organisation": "UBND xã Mẫu"}
    assert groups["context"]["microseconds"] == 123_456
    assert groups["object"]["records"][0]["attributes"] == ["person.full_name"]
    assert groups["purpose"] == {"code": "permanent-residence", "procedure": "1.004222", "dossier": "D-1"}


def test_the_commitment_is_the_formula_of_the_design() -> None:
    def digest(group: str, salt: bytes, stored: bytes) -> bytes:
        return hashlib.sha256(b"wallet-audit/group/v1\0" + group.encode() + b"\0" + salt + stored).digest()

    salts = {name: hmac.new(SEED, b"wallet-audit/salt/v1\0" + name.encode(), "sha256").digest() for name in BODY.groups}
    subject_salt = hmac.new(KEY, b"wallet-audit/salt/subject/v1\0" + (17).to_bytes(8, "big"), "sha256").digest()
    subject = digest("subject", subject_salt, body.subject_group(MAI, 17, bytes(32)))
    four = [digest(name, salts[name], BODY.groups[name]) for name in ("actor", "context", "object", "purpose")]
    expected = hashlib.sha256(b"wallet-audit/body/v1\0" + b"".join(four) + subject).digest()
    digests = BODY.digests()
    assert body.commitment(**digests, subject=body.subject_digest(KEY, MAI, 17, bytes(32))) == expected


def test_equal_acts_share_no_digest() -> None:
    one, other = (body.body_of(act(), ENTRY) for _ in range(2))
    assert not set(one.digests().values()) & set(other.digests().values())


def test_a_value_that_canonical_json_cannot_hold_is_refused_before_anything_is_sealed() -> None:
    broken = replace(act(), actor=replace(act().actor, id="\ud800"))
    with pytest.raises(ValueError, match="Unicode"):
        body.body_of(broken, ENTRY)
