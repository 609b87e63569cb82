"""What a witness answers to a checkpoint that is shown to it.

1 the request is read; its origin must be one that is watched, the note signed by that log's key
2 memory: the proof must lead from the newest checkpoint that is known to this one; durable
3 only now the cosignature
"""

import re
from dataclasses import dataclass

from wallet.clock import Clock
from wallet.ledger.cosignatures import Cosigner
from wallet.ledger.errors import BadSignatureError, MalformedLogError
from wallet.ledger.notes import Checkpoint, VerifierKey, decoded
from wallet.ledger.tree import HASH_BYTES
from wallet.witness.memory import Forked, Memory, Stale

REQUEST_BYTES_LIMIT = 64 * 1024
PROOF_LINES_LIMIT = 63
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"
OK, BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT, UNPROCESSABLE = 200, 400, 403, 404, 409, 422

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    content: str = ""
    media_type: str = TEXT


@dataclass(frozen=True, slots=True)
class _Shown:
    old: int
    proof: list[bytes]
    note: str

    @property
    def origin(self) -> str:
        return self.note.partition("\n")[0]


class Witness:
    """Cosigns checkpoints of the logs it watches. Safe between threads."""

    def __init__(self, cosigner: Cosigner, logs: dict[str, VerifierKey], memory: Memory, clock: Clock) -> None:
        self._cosigner = cosigner
        self._logs = logs
        self._memory = memory
        self._clock = clock

    def add_checkpoint(self, request: bytes) -> Reply:
        """The statuses are those of c2sp.org/tlog-witness."""
        try:
            shown = _read(request)
        except (MalformedLogError, UnicodeDecodeError):
            return Reply(BAD_REQUEST)
        if (log := self._logs.get(shown.origin)) is None:
            return Reply(NOT_FOUND)
        try:
            checkpoint = log.open(shown.note)
        except BadSignatureError:
            return Reply(FORBIDDEN)
        except MalformedLogError:
            return Reply(BAD_REQUEST)
        return self._advance(shown, checkpoint)

    def _advance(self, shown: _Shown, checkpoint: Checkpoint) -> Reply:
        if shown.old > checkpoint.size:
            return Reply(BAD_REQUEST)
        match self._memory.advance(shown.old, checkpoint, shown.proof, shown.note):
            case Stale(known):
                return Reply(CONFLICT, f"{known}\n", SIZE)
            case Forked(known) if known == checkpoint.size:
                return Reply(CONFLICT, f"{known}\n", SIZE)
            case Forked():
                return Reply(UNPROCESSABLE)
        return Reply(OK, self._cosigner.cosign(checkpoint.body(), int(self._clock().timestamp())))


def _read(request: bytes) -> _Shown:
    head, gap, note = request.decode().partition("\n\n")
    first, *proof = head.split("\n")
    found = _OLD.fullmatch(first)
    if not gap or found is None or len(proof) > PROOF_LINES_LIMIT:
        raise MalformedLogError("not a request to add a checkpoint")
    hashes = [decoded(line) for line in proof]
    if any(len(one) != HASH_BYTES for one in hashes):
        raise MalformedLogError("a proof is made of hashes of 32 bytes")
    return _Shown(int(found[1]), hashes, note)
