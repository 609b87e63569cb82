"""From published to witnessed: the newest checkpoint is shown to every witness of the policy, again and again.

    1 take the newest checkpoint row, sign it as the publisher does (the same bytes)
    2 ask all witnesses at once, each with a proof from what it knew last
    3 enough cosignatures: keep the cosigned note in `log_witnessed`, show it as the file `witnessed`

The publisher puts the cosignatures into `checkpoint` too, as long as that is the same size. A witness that is silent
costs nothing but its cosignature: entries go on being durable, sequenced and published. A witness that contradicts us
stops the next start, not the running log (docs/decisions/0013).
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.objects import ObjectStore
from wallet.clock import Clock
from wallet.database import Database
from wallet.ledger.errors import RolledBackError
from wallet.ledger.models import CHECKPOINTS, WITNESSED
from wallet.ledger.notes import Checkpoint, NoteSigner
from wallet.ledger.policy import Policy
from wallet.ledger.sources import StoreSource
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.tree import EMPTY_ROOT
from wallet.ledger.witnesses import Answer, Contradiction, Cosigned, Silence, WitnessClient

LOOKS_AT_START = 3

COSIGNED = Gauge("wallet_log_cosigned", "Entries under the last checkpoint that this witness cosigned.", ("witness",))
UNCOSIGNED = Counter("wallet_log_uncosigned", "Checkpoints that a witness did not cosign.", ("witness", "cause"))

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What the witnesses answered about one checkpoint, by their labels; `is_met`: enough have cosigned."""

    checkpoint: Checkpoint
    answers: Mapping[str, Answer]
    is_met: bool

    @property
    def contradictions(self) -> dict[str, str]:
        return {label: one.reason for label, one in self.answers.items() if isinstance(one, Contradiction)}


class Witnessing:
    """Stateless but for what witnesses knew last; one at a time for each log is enough, two do no harm."""

    def __init__(
        self, database: Database, objects: ObjectStore, signer: NoteSigner, policy: Policy, client: WitnessClient,
        clock: Clock,
    ) -> None:  # fmt: skip
        self.policy = policy
        self._database = database
        self._objects = objects
        self._signer = signer
        self._client = client
        self._clock = clock
        self._source = StoreSource(objects, signer.verifier.name)
        self._last_met = 0

    @property
    def has_witnesses(self) -> bool:
        return any(witness.url for witness in self.policy.witnesses.values())

    def check_start(self) -> None:
        """RolledBackError when a witness knows more than this database, or something else; a silent one is no reason.

        Asked again before it is believed: another worker may have published between our look and the question.
        """
        found: dict[str, str] = {}
        for _ in range(LOOKS_AT_START):
            found = self.run_once().contradictions if self.has_witnesses else {}
            if not found:
                return
        said = "; ".join(f"witness {label}: {reason}" for label, reason in found.items())
        raise RolledBackError(f'{said}. See "Restore" in docs/operations.md')

    def run_if_new(self) -> Round | None:
        """As `run_once`, unless nothing is published or the newest checkpoint is cosigned already."""
        newest = self._newest()
        return None if newest.size in {0, self._last_met} else self.run_once()

    def run_once(self) -> Round:
        """Ask about the newest checkpoint. Database and store errors pass; what witnesses do is in the answers."""
        checkpoint = self._newest()
        note = self._signer.sign(checkpoint)
        answers = self._ask_all(checkpoint, note)
        cosignatures = {label: one.line for label, one in sorted(answers.items()) if isinstance(one, Cosigned)}
        is_met = self.policy.is_met_by(cosignatures.keys())
        if cosignatures and is_met and checkpoint.size:
            self._keep(checkpoint, note + "".join(cosignatures.values()))
            self._last_met = checkpoint.size
        return Round(checkpoint, answers, is_met)

    def tree_of(self, checkpoint: Checkpoint) -> TileTree:
        """From the published tiles: what a proof for this checkpoint is made of."""
        return TileTree(self._source, checkpoint.size)

    def _newest(self) -> Checkpoint:
        origin = self._signer.verifier.name
        query = select(CHECKPOINTS.c.size, CHECKPOINTS.c.root).where(CHECKPOINTS.c.origin == origin)
        with self._database.reading() as session:
            row = session.connection().execute(query.order_by(CHECKPOINTS.c.size.desc()).limit(1)).one_or_none()
        return Checkpoint(origin, 0, EMPTY_ROOT) if row is None else Checkpoint(origin, *row)

    def _ask_all(self, checkpoint: Checkpoint, note: str) -> dict[str, Answer]:
        """At once, each with tiles of its own: who is slow holds up nobody."""
        asked = [witness for witness in self.policy.witnesses.values() if witness.url]
        if not asked:
            return {}
        with ThreadPoolExecutor(len(asked), thread_name_prefix="witness") as threads:
            answers = threads.map(lambda one: self._client.ask(one, checkpoint, note, self.tree_of(checkpoint)), asked)
            found = {witness.label: answer for witness, answer in zip(asked, answers, strict=True)}
        for label, answer in found.items():
            _count(label, checkpoint.size, answer)
        return found

    def _keep(self, checkpoint: Checkpoint, note: str) -> None:
        row = {"origin": checkpoint.origin, "size": checkpoint.size, "note": note, "witnessed_at": self._clock()}
        try:
            with self._database.transaction() as session:
                session.connection().execute(insert(WITNESSED), row)
        except IntegrityError:
            return  # another round was first, and its note is as good
        self._objects.replace(self._source.key("witnessed"), note.encode())


def _count(label: str, size: int, answer: Answer) -> None:
    match answer:
        case Cosigned():
            COSIGNED.labels(label).set(size)
        case Contradiction(reason):
            UNCOSIGNED.labels(label, "contradiction").inc()
            _log.error("a witness contradicts this log", witness=label, reason=reason)
        case Silence(cause):
            UNCOSIGNED.labels(label, "silence").inc()
            _log.warning("a witness did not cosign", witness=label, cause=cause)
