"""What a run of kills did to the log: compared with what callers were told, and with every checkpoint that was seen."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from tests.faults.killing import Killed
from tests.faults.scene import log_folder, verified
from tests.papers import shared_inspector
from tests.world import BINH, MAI, settings_for
from wallet import wiring
from wallet.identity import citizens
from wallet.ledger.chain import OwnEntry
from wallet.ledger.completeness import chain_report
from wallet.ledger.models import CHECKPOINTS, ENTRIES
from wallet.ledger.notes import Checkpoint, NoteSigner, VerifierKey
from wallet.ledger.sources import FolderSource
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.unwraps import reconcile
from wallet.wiring import Wallet

SETTLE_SECONDS = 120


@dataclass(frozen=True)
class Found:
    """Counts, and what must be empty."""

    kills: int
    acknowledged: int
    entries: int
    checkpoints: int
    seconds: float
    lost: tuple[str, ...]
    released_without_entry: tuple[str, ...]
    forks: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        return self.lost + self.released_without_entry + self.forks + self.faults

    def __str__(self) -> str:
        return (
            f"{self.kills} kills in {self.seconds:.0f} s, {self.acknowledged} answers kept, {self.entries} entries, "
            f"{self.checkpoints} checkpoints seen: {len(self.lost)} acknowledged entries lost, "
            f"{len(self.forks)} forks, {len(self.released_without_entry)} releases without entry, "
            f"{len(self.faults)} other faults"
        )


def found_after(killed: Killed) -> Found:
    """Starts the wallet once more, lets everything be published, and looks."""
    scene, told = killed.scene, killed.told
    wallet = wiring.build(settings_for(scene.data, scene.database_url), inspector=shared_inspector())
    try:
        wallet.keeper.start()
        wallet.keeper.settle(SETTLE_SECONDS)
        entries = [entry for number in (MAI, BINH) for entry in _history(wallet, number)]
        ids = {str(entry.id) for entry in entries}
        requests = {(entry.groups["context"]["request"], entry.outcome) for entry in entries if entry.groups}
        kept = _ids(wallet)
        faults = [*_chain_faults(wallet), *_unwrap_faults(wallet)]
        roots = _recorded(wallet) | _seen(killed)
    finally:
        wallet.keeper.stop()
        wallet.database.close()
    report = verified(scene)
    return Found(
        kills=killed.kills,
        acknowledged=len(told) + len(killed.noted),
        entries=report.size,
        checkpoints=len(killed.checkpoints),
        seconds=killed.seconds,
        lost=tuple(
            [one for one in told.entries if one not in ids]
            + [one for one in told.refused if (one, "denied") not in requests]
            + [one.hex() for one in killed.noted - kept]
        ),
        released_without_entry=tuple(one for one in told.shown if (one, "released") not in requests),
        forks=tuple(_forks(killed, roots)),
        faults=(*faults, *(problem.reason for problem in report.problems)),
    )


def _ids(wallet: Wallet) -> set[bytes]:
    with wallet.database.reading() as session:
        return {found.bytes for found in session.connection().execute(select(ENTRIES.c.id)).scalars()}


def _history(wallet: Wallet, number: str) -> list[OwnEntry]:
    with wallet.database.reading() as session:
        return wallet.log.history(session, _citizen(wallet, number))


def _citizen(wallet: Wallet, number: str) -> UUID:
    with wallet.database.reading() as session:
        return citizens.find_enrolled(session, wallet.secrets, number).id


def _chain_faults(wallet: Wallet) -> list[str]:
    """n without a gap, every link, every entry included in the published tree."""
    verifier = NoteSigner(wallet.log.origin, wallet.secrets.signing_key("log-signing")).verifier
    found: list[str] = []
    for number in (MAI, BINH):
        citizen = _citizen(wallet, number)
        with wallet.database.reading() as session:
            found += chain_report(session, wallet.log, wallet.objects, verifier, citizen).faults
    return found


def _unwrap_faults(wallet: Wallet) -> list[str]:
    with wallet.database.reading() as session:
        excess = reconcile(session, wallet.log).excess
    return [f"opened without an entry: {excess}"] if excess else []


def _recorded(wallet: Wallet) -> set[Checkpoint]:
    query = select(CHECKPOINTS.c.origin, CHECKPOINTS.c.size, CHECKPOINTS.c.root)
    with wallet.database.reading() as session:
        return {Checkpoint(*row) for row in session.connection().execute(query)}


def _seen(killed: Killed) -> set[Checkpoint]:
    verifier = VerifierKey.parse((log_folder(killed.scene) / "vkey").read_text().strip())
    return {verifier.open(note) for note in killed.checkpoints}


def _forks(killed: Killed, roots: set[Checkpoint]) -> list[str]:
    """Checkpoints that are no beginning of the tree that the files show today."""
    source = FolderSource(log_folder(killed.scene))
    return [f"size {one.size}: {one.root.hex()}" for one in roots if TileTree(source, one.size).root() != one.root]
