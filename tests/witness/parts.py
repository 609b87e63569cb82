"""Witnesses that tests run: each a process of its own behind HTTP, with a folder that outlives it."""

import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.servers import free_port
from tests.witness import serving
from tests.world import wait_until
from wallet.ledger.notes import VerifierKey
from wallet.witness.folder import make, trust

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.witness.serving"])


@dataclass
class WitnessProcess:
    """It may be killed and started again; `line`: its line for a policy."""

    label: str
    folder: Path
    vkey: str
    port: int
    process: BaseProcess | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def line(self) -> str:
        return f"witness {self.label} {self.vkey} {self.url}"

    def start(self) -> None:
        self.process = _processes.Process(target=serving.serve, args=(self.folder, self.port))
        self.process.start()
        wait_until(self._listens)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()

    def _listens(self) -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def running(folder: Path, label: str, *logs: VerifierKey) -> Iterator[WitnessProcess]:
    cosigner = make(folder / label, f"{label}.test/w1")
    for log in logs:
        trust(folder / label, log)
    witness = WitnessProcess(label, folder / label, str(cosigner.verifier), free_port())
    witness.start()
    try:
        yield witness
    finally:
        witness.kill()
