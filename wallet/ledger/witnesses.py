"""Asks one witness to cosign a checkpoint (c2sp.org/tlog-witness, `add-checkpoint`).

    POST <prefix>/add-checkpoint
    old <size that the witness knows>\\n  <consistency proof, a base64 hash a line>\\n  \\n  <signed note>

    200  signature lines of the witness
    409  the size that it knows, when it is another than we thought: asked again from there
    422  (or 409 once more) what it knows is not the beginning of what we show

No redirect is followed, no proxy of the environment used, and no more than a few kilobytes of an answer are read.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import httpx2

from wallet.ledger.errors import DamagedLogError, MalformedLogError
from wallet.ledger.notes import Checkpoint
from wallet.ledger.policy import Witness
from wallet.ledger.proofs import consistency_proof
from wallet.ledger.tile_tree import TileTree

ANSWER_SECONDS = 5.0
ANSWER_BYTES_LIMIT = 16 * 1024
OK, CONFLICT, UNPROCESSABLE = 200, 409, 422
_DIGITS_LIMIT = 19


@dataclass(frozen=True, slots=True)
class Cosigned:
    """`line`: the witness's signature line, which was verified; `seconds`: when it signed."""

    line: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """It knows a larger tree, or one that ours does not begin with: one of the two was rolled back or forked."""

    reason: str


@dataclass(frozen=True, slots=True)
class Silence:
    """No cosignature, and nothing learned about the log: `cause` is a status or the kind of failure."""

    cause: str


Answer = Cosigned | Contradiction | Silence


class Post(Protocol):
    def __call__(self, url: str, body: bytes, /) -> tuple[int, bytes]:
        """Status and body of the answer. OSError when nobody answers, or too much."""


def post(url: str, body: bytes, /) -> tuple[int, bytes]:
    try:
        with (
            httpx2.Client(trust_env=False, timeout=ANSWER_SECONDS) as client,
            client.stream("POST", url, content=body, headers={"user-agent": "vi-giay-to"}) as answer,
        ):
            received = b""
            for piece in answer.iter_bytes():
                received += piece
                if len(received) > ANSWER_BYTES_LIMIT:
                    raise ConnectionError("the answer is too long")
            return answer.status_code, received
    except httpx2.HTTPError as error:
        raise ConnectionError(type(error).__name__) from error


class WitnessClient:
    """Remembers what each witness knew last, so that one question is enough. Safe between threads."""

    def __init__(self, send: Post = post) -> None:
        self._send = send
        self._known: dict[str, int] = {}

    def ask(self, witness: Witness, checkpoint: Checkpoint, note: str, tree: TileTree) -> Answer:
        """`note`: the checkpoint as the log signed it; `tree`: of its size. Never raises for what the witness does."""
        known = self._known.get(witness.label, 0)
        if known > checkpoint.size:
            known = 0  # it may know more than is asked about; a question from zero tells
        try:
            status, answer = self._submit(witness, known, checkpoint, note, tree)
            if status == CONFLICT:
                said = _size(answer)
                if said > checkpoint.size:
                    return Contradiction(f"it knows {said} entries, which is more than {checkpoint.size}")
                if said != known:
                    known = said
                    status, answer = self._submit(witness, known, checkpoint, note, tree)
            return self._read(witness, known, checkpoint, note, status, answer)
        except DamagedLogError as error:
            return Silence(f"no proof can be made: {error}")
        except (OSError, MalformedLogError) as error:
            return Silence(str(error) or type(error).__name__)

    def _submit(
        self, witness: Witness, known: int, checkpoint: Checkpoint, note: str, tree: TileTree
    ) -> tuple[int, bytes]:
        proof = consistency_proof(tree.hash_range, known, checkpoint.size)
        return self._send(f"{witness.url}/add-checkpoint", request_body(known, proof, note))

    def _read(
        self, witness: Witness, known: int, checkpoint: Checkpoint, note: str, status: int, answer: bytes
    ) -> Answer:
        if status in {CONFLICT, UNPROCESSABLE}:
            return Contradiction(f"its {known} entries are not the first {known} of these {checkpoint.size}")
        if status != OK:
            return Silence(f"it answered {status}")
        lines = answer.decode(errors="replace")
        seconds = witness.key.cosigned_at(note + lines)
        if seconds is None:
            return Silence("it answered without a cosignature by the key of the policy")
        self._known[witness.label] = checkpoint.size
        return Cosigned(own_line(witness, lines), seconds)


def own_line(witness: Witness, lines: str) -> str:
    """The first line of this witness's key, with its newline; others are not ours to publish."""
    for line in lines.splitlines(keepends=True):
        if line.startswith(f"— {witness.key.name} "):
            encoded = line.split(" ")[2]
            if base64.b64decode(encoded)[:4] == witness.key.id:
                return line
    raise MalformedLogError("no line of this witness")


def request_body(old: int, proof: Sequence[bytes], note: str) -> bytes:
    lines = [f"old {old}", *(base64.b64encode(node).decode() for node in proof)]
    return ("\n".join(lines) + "\n\n" + note).encode()


def _size(answer: bytes) -> int:
    text = answer.decode(errors="replace").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_LIMIT):
        raise MalformedLogError("it answered 409 without saying what it knows")
    return int(text)
