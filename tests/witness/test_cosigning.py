"""What a witness answers (c2sp.org/tlog-witness), and that it never cosigns a fork or a smaller tree."""

import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import NOON
from tests.ledger.parts import ORIGIN, SIGNER, flip, leaves_of
from wallet.ledger.notes import Checkpoint, NoteSigner
from wallet.ledger.proofs import consistency_proof, over
from wallet.ledger.tree import EMPTY_ROOT, tree_root
from wallet.ledger.witnesses import request_body
from wallet.witness import folder
from wallet.witness.cosigning import SIZE, Reply, Witness

LEAVES = leaves_of(40)
FORKED = [*LEAVES[:5], LEAVES[0], *LEAVES[6:]]


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    folder.make(tmp_path / "w", "mau.test/w1")
    folder.trust(tmp_path / "w", SIGNER.verifier)
    opened = folder.open_folder(tmp_path / "w")
    return Witness(opened.cosigner, opened.logs, opened.memory, lambda: NOON)


def note(size: int, leaves: list[bytes] = LEAVES, signer: NoteSigner = SIGNER) -> str:
    return signer.sign(Checkpoint(signer.verifier.name, size, tree_root(leaves[:size])))


def show(witness: Witness, old: int, new: int, leaves: list[bytes] = LEAVES, proof: list[bytes] | None = None) -> Reply:
    given = consistency_proof(over(leaves[:new]), old, new) if proof is None else proof
    return witness.add_checkpoint(request_body(old, given, note(new, leaves)))


def test_it_cosigns_what_only_grows(witness: Witness) -> None:
    for old, new in ((0, 7), (7, 7), (7, 8), (8, 40)):
        reply = show(witness, old, new)
        assert reply.status == 200
        assert reply.content.startswith("— mau.test/w1 ")


def test_it_says_what_it_knows_when_it_is_shown_another_beginning(witness: Witness) -> None:
    show(witness, 0, 20)
    for old, new in ((0, 30), (19, 30), (7, 10), (0, 10)):
        reply = show(witness, old, new)
        assert (reply.status, reply.content, reply.media_type) == (409, "20\n", SIZE)


def test_it_never_cosigns_a_fork(witness: Witness) -> None:
    show(witness, 0, 20)
    assert show(witness, 20, 30, FORKED).status == 422
    assert show(witness, 20, 20, FORKED).status == 409
    assert show(witness, 20, 30, proof=consistency_proof(over(LEAVES[:30]), 20, 30)).status == 200
    assert show(witness, 30, 40, proof=[]).status == 422


@pytest.mark.parametrize(
    ("status", "request_text"),
    [
        (400, "new 0\n\n" + note(3)),
        (400, "old 00\n\n" + note(3)),
        (400, "old 0\n" + note(3)),
        (400, "old 0\nAAAA\n\n" + note(3)),
        (400, "old 9\n\n" + note(3)),
        (400, "old 0\n" + "A" * 43 + "=\n" * 64 + "\n" + note(3)),
        (404, "old 0\n\n" + note(3, signer=NoteSigner("other.test/log", Ed25519PrivateKey.generate()))),
        (403, "old 0\n\n" + note(3).replace("\n3\n", "\n4\n")),
        (403, "old 0\n\n" + note(3).replace(f"— {ORIGIN}", "— other.test/log")),
        (409, "old 0\n\n" + SIGNER.sign(Checkpoint(ORIGIN, 0, bytes(32)))),
    ],
)
def test_what_it_refuses(witness: Witness, status: int, request_text: str) -> None:
    reply = witness.add_checkpoint(request_text.encode())
    assert reply.status == status
    assert "—" not in reply.content


def test_an_empty_log_can_be_cosigned(witness: Witness) -> None:
    empty = SIGNER.sign(Checkpoint(ORIGIN, 0, EMPTY_ROOT))
    assert witness.add_checkpoint(request_body(0, [], empty)).status == 200


def test_no_flipped_bit_of_a_request_gets_a_cosignature_for_something_else(witness: Witness) -> None:
    show(witness, 0, 20)
    sent = request_body(20, consistency_proof(over(LEAVES[:30]), 20, 30), note(30))
    for bit in range(0, len(sent) * 8, 7):
        reply = witness.add_checkpoint(flip(sent, bit))
        assert reply.status != 200, bit
    assert witness.add_checkpoint(sent).status == 200


def test_of_many_at_once_each_step_is_cosigned_from_where_the_one_before_ended(witness: Witness) -> None:
    replies: list[tuple[int, Reply]] = []

    def submit(new: int) -> None:
        replies.append((new, show(witness, 0, new)))

    threads = [threading.Thread(target=submit, args=(new,)) for new in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reply.status for _, reply in replies].count(200) == 1
    (first,) = [new for new, reply in replies if reply.status == 200]
    assert {reply.content for _, reply in replies if reply.status == 409} == {f"{first}\n"}
