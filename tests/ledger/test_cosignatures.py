"""Cosignatures of c2sp.org/tlog-cosignature: a fixed example, and a verifier that we did not write."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tlog_scales.signing import NoteSignature, Vkey
from tlog_scales.tlog import Checkpoint as ForeignCheckpoint

from tests.ledger.parts import ORIGIN, SIGNER, flip
from wallet.ledger.cosignatures import Cosigner, WitnessKey
from wallet.ledger.errors import BadSignatureError, MalformedLogError
from wallet.ledger.notes import Checkpoint, VerifierKey

EXAMPLE = (
    "audit.wallet.example/2026h2/s00\n3\nmpzdJEsprZSFb3srU803AV6qdfYdSJbacIqVySE4qDI=\n\n"
    "— audit.wallet.example/2026h2/s00 "
    "8AImby76aGdpx8YgV9RCUNOH2PfklvKEDdIJC1bmwGrihmwilJMIk78GOTH9zMDuIOa+omm09Ih/iZog8Ru3yoYSpAA=\n"
    "— regulator.example/w1 "
    "65zWUwAAAABq2OfKvmnI/v/MQZ0D06i66KyHg7GnXevLbdJeRhiqx3D282KJ1+NwoIxzkRBeREh093uZbEqqH6+xv6CGQabCGvw7DA==\n"
)
"""Made by another log and another witness than ours, with keys for tests."""
EXAMPLE_LOG = "audit.wallet.example/2026h2/s00+f002266f+AWlNgzTuO7A//+iBA1M3T17dvyz9QKYcUSP7rn3bjbir"
EXAMPLE_WITNESS = "regulator.example/w1+eb9cd653+BN+GARmBG3ZTJJSX8/UQnTezIZRqgCkLwWQCBUNSL47c"

COSIGNER = Cosigner("mau.test/w1", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
CHECKPOINT = Checkpoint(ORIGIN, 5, bytes(range(32)))
SECONDS = 1_792_600_000
COSIGNED = SIGNER.sign(CHECKPOINT) + COSIGNER.cosign(CHECKPOINT.body(), SECONDS)


def test_an_example_of_others_is_read() -> None:
    key = WitnessKey.parse(EXAMPLE_WITNESS)
    assert str(key) == EXAMPLE_WITNESS
    assert key.cosigned_at(EXAMPLE) == 1_792_600_010
    assert VerifierKey.parse(EXAMPLE_LOG).open(EXAMPLE).size == 3


def test_a_cosigned_note_is_still_the_logs() -> None:
    assert SIGNER.verifier.open(COSIGNED) == CHECKPOINT
    assert COSIGNER.verifier.cosigned_at(COSIGNED) == SECONDS
    assert COSIGNER.verifier.cosigned_at(SIGNER.sign(CHECKPOINT)) is None


def test_another_program_accepts_our_cosignature_and_refuses_it_for_another_checkpoint() -> None:
    vkey = Vkey.from_string(str(COSIGNER.verifier))
    line = NoteSignature.from_line(COSIGNED.splitlines()[-1])
    vkey.get_verifier().verify_note(line, ForeignCheckpoint(ORIGIN, 5, bytes(range(32)), []))
    with pytest.raises(InvalidSignature):
        vkey.get_verifier().verify_note(line, ForeignCheckpoint(ORIGIN, 6, bytes(range(32)), []))


def test_no_flipped_bit_of_a_cosignature_passes() -> None:
    stamped = COSIGNED.splitlines()[-1].split(" ")[2]
    for bit in range(0, len(stamped) * 8, 5):
        broken = flip(stamped.encode(), bit).decode(errors="replace")
        try:
            assert COSIGNER.verifier.cosigned_at(COSIGNED.replace(stamped, broken)) is None  # of another key
        except (BadSignatureError, MalformedLogError):
            continue


def test_a_key_of_a_log_is_no_key_of_a_witness() -> None:
    with pytest.raises(MalformedLogError):
        WitnessKey.parse(str(SIGNER.verifier))
    with pytest.raises(MalformedLogError):
        VerifierKey.parse(str(COSIGNER.verifier))
