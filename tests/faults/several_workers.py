"""Several server processes behind one address, as a province runs them: one listening socket, one database."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from typing import Any

import uvicorn

from tests.faults.paperless_app import SHELF, NoPapers
from tests.faults.scene import processes
from tests.world import START_SECONDS
from wallet import wiring
from wallet.app import create_app
from wallet.settings import Settings
from wallet.wiring import Wallet

SET = {"environment", "development_sign_in", "data_dir", "database_url", "public_url"}


def serve(changes: dict[str, Any], listener: socket.socket, output: Path, ready: Semaphore) -> None:
    """Body of one worker."""
    printed = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(printed, stream)

    def build(chosen: Settings) -> Wallet:
        wallet = wiring.build(chosen, shelf=SHELF, inspector=NoPapers())
        ready.release()
        return wallet

    app = create_app(Settings(**changes), build)
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listener])


@contextmanager
def workers(settings: Settings, number: int) -> Iterator[list[Path]]:
    """Yields where each of them prints, as soon as all serve; they have ended when it is over."""
    host, _, port = settings.public_url.removeprefix("http://").partition(":")
    outputs = [settings.data_dir / f"worker-{which}.log" for which in range(number)]
    ready = processes.Semaphore(0)
    with closing(socket.create_server((host, int(port)), backlog=128)) as listener:
        given = settings.model_dump(include=SET)
        running = [processes.Process(target=serve, args=(given, listener, output, ready)) for output in outputs]
        try:
            for process in running:
                process.start()
            for _ in running:
                assert ready.acquire(timeout=START_SECONDS), "a worker did not start"
            yield outputs
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.join(START_SECONDS)
