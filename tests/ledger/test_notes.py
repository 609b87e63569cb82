"""Checkpoints as signed notes: a known one opens, an altered one does not."""

import pytest

from tests.ledger.parts import ORIGIN, SIGNER, VKEY, flip
from wallet.ledger.errors import BadSignatureError, MalformedLogError
from wallet.ledger.notes import Checkpoint, VerifierKey

# Made by another program with test keys, accepted by several independent verifiers; the second line is a witness's.
KNOWN_VKEY = "audit.wallet.example/2026h2/s00+f002266f+AWlNgzTuO7A//+iBA1M3T17dvyz9QKYcUSP7rn3bjbir"
KNOWN_NOTE = (
    "audit.wallet.example/2026h2/s00\n3\nmpzdJEsprZSFb3srU803AV6qdfYdSJbacIqVySE4qDI=\n\n"
    "— audit.wallet.example/2026h2/s00 8AImby76aGdpx8YgV9RCUNOH2PfklvKEDdIJC1bmwGrihmwilJMIk78GOTH9zMDuIOa+omm09Ih/"
    "iZog8Ru3yoYSpAA=\n"
    "— regulator.example/w1 65zWUwAAAABq2OfKvmnI/v/MQZ0D06i66KyHg7GnXevLbdJeRhiqx3D282KJ1+NwoIxzkRBeREh093uZbEqqH6+"
    "xv6CGQabCGvw7DA==\n"
)
CHECKPOINT = Checkpoint(ORIGIN, 17, bytes(range(32)))


def test_a_known_note_opens_beside_a_witness_line() -> None:
    checkpoint = VerifierKey.parse(KNOWN_VKEY).open(KNOWN_NOTE)
    assert (checkpoint.origin, checkpoint.size) == ("audit.wallet.example/2026h2/s00", 3)
    assert str(VerifierKey.parse(KNOWN_VKEY)) == KNOWN_VKEY


def test_what_was_signed_opens_and_signing_again_gives_the_same_bytes() -> None:
    note = SIGNER.sign(CHECKPOINT)
    assert VerifierKey.parse(VKEY).open(note) == CHECKPOINT
    assert SIGNER.sign(CHECKPOINT) == note


def test_no_altered_bit_of_a_checkpoint_is_accepted() -> None:
    note = SIGNER.sign(CHECKPOINT).encode()
    for bit in range(len(note) * 8):
        with pytest.raises(ValueError):  # noqa: PT011  (MalformedLogError, or no UTF-8 at all)
            SIGNER.verifier.open(flip(note, bit).decode())


def test_another_key_or_another_origin_is_refused() -> None:
    with pytest.raises(BadSignatureError):
        VerifierKey.parse(KNOWN_VKEY).open(SIGNER.sign(CHECKPOINT))
    with pytest.raises(ValueError, match="another origin"):
        SIGNER.sign(Checkpoint("elsewhere.test", 1, bytes(32)))


def test_extension_lines_are_refused() -> None:
    body = f"{ORIGIN}\n1\n{'A' * 43}=\nextension\n"
    signed = SIGNER.sign(CHECKPOINT)
    with pytest.raises(MalformedLogError):
        SIGNER.verifier.open(body + signed.partition("\n\n")[2])


@pytest.mark.parametrize("vkey", ["", "a+b+c", KNOWN_VKEY.replace("f002", "f003"), KNOWN_VKEY.replace("AWlN", "BWlN")])
def test_a_mangled_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(MalformedLogError):
        VerifierKey.parse(vkey)
