"""Server processes that end by SIGKILL at random moments under load, and what is found out afterwards.

Each process is the wallet's whole server, with its own sequencer and publisher; on PostgreSQL two run at once on one
database, of which one leads. A third of the kills come while a process begins, the others while it serves.
`found` says what was lost, `__main__` runs many.
"""

import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from uuid import UUID

from tests.faults import paperless_app
from tests.faults.loading import Bringing, Reading, Releasing, Told, working
from tests.faults.scene import Scene, listens, log_folder, processes
from tests.servers import free_port
from tests.world import BINH, MAI, Kind, Person, ServiceClient, settings_for, wait_until
from wallet.settings import Settings

BEGINNING_SECONDS = 0.8
SERVING_SECONDS = 0.8
LOOK_SECONDS = 0.01


@dataclass
class Server:
    """One process at a time on one port; it begins anew after each kill."""

    settings: Settings
    port: int
    looked_at: UUID
    noted: set[bytes]
    process: BaseProcess | None = None
    reader: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        members = {"environment", "development_sign_in", "data_dir", "database_url", "public_url"}
        ours, theirs = processes.Pipe(duplex=False)
        given = (self.settings.model_dump(include=members), self.port, self.settings.data_dir / "server.log")
        self.process = processes.Process(target=paperless_app.serve, args=(*given, self.looked_at, theirs))
        self.process.start()
        theirs.close()
        self.reader = threading.Thread(target=self._read, args=(ours,), daemon=True)
        self.reader.start()

    def wait(self) -> None:
        wait_until(lambda: listens(self.port) or self.process is None or self.process.exitcode is not None)
        assert self.process is not None
        assert self.process.exitcode is None, "the server did not start again"

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.join()
        assert self.process.exitcode == -signal.SIGKILL, f"it had ended before: {self.process.exitcode}"
        assert self.reader is not None
        self.reader.join()

    def _read(self, ours: Connection) -> None:
        with ours, suppress(EOFError):
            while True:
                self.noted.add(ours.recv_bytes())


@dataclass
class Killed:
    """What a run leaves behind.

    `noted`: ids of looks that were durable; `checkpoints`: every signed note that was seen.
    """

    scene: Scene
    kills: int = 0
    told: Told = field(default_factory=Told)
    noted: set[bytes] = field(default_factory=set)
    checkpoints: list[str] = field(default_factory=list)
    seconds: float = 0.0


def kill_at_random(scene: Scene, kills: int, chance: random.Random) -> Killed:
    """Runs the load and kills; every process has ended when this returns."""
    settings = settings_for(scene.data, scene.database_url)
    ports = [int(settings.public_url.rpartition(":")[2])] + ([free_port()] if scene.database_url else [])
    killed, started = Killed(scene), time.monotonic()
    servers = [Server(settings, port, scene.onlooked, killed.noted) for port in ports]
    with ExitStack() as stack:
        for server in servers:
            server.start()
            stack.callback(server.kill)
        for server in servers:
            server.wait()
        jobs = _load(killed, servers, stack)
        stack.enter_context(_watching(scene, killed.checkpoints))
        stack.enter_context(working(jobs))
        for _ in range(kills):
            _kill_one(chance.choice(servers), chance)
            killed.kills += 1
        for server in servers:
            server.wait()
        time.sleep(SERVING_SECONDS)
    killed.seconds = time.monotonic() - started
    return killed


def _kill_one(server: Server, chance: random.Random) -> None:
    if chance.random() < 1 / 3:
        time.sleep(chance.uniform(0, BEGINNING_SECONDS))
    else:
        server.wait()
        time.sleep(chance.uniform(0, SERVING_SECONDS))
    server.kill()
    server.start()


def _load(killed: Killed, servers: list[Server], stack: ExitStack) -> list[Callable[[], object]]:
    """Readers at every server, one who brings papers, and a service at the first, whose address its proofs name."""
    scene, told, first = killed.scene, killed.told, servers[0].url
    mai, binh = (_closing(Person(first, kind="citizen", id_number=number), stack) for number in (MAI, BINH))
    service = _closing(ServiceClient(first, scene.service.client_id, scene.service.key), stack)
    readers = []
    for server in (servers[0], servers[-1]):
        reader = _closing(Person(server.url, kind="citizen", id_number=MAI), stack)
        readers.append(Reading(told, reader, scene.record))
    return [*readers, Bringing(told, binh), Releasing(told, service, mai, MAI)]


def _closing(caller: Kind, stack: ExitStack) -> Kind:
    stack.callback(caller.close)
    return caller


@contextmanager
def _watching(scene: Scene, seen: list[str]) -> Iterator[None]:
    """Keeps each checkpoint that the folder shows."""
    ended = threading.Event()
    path = log_folder(scene) / "checkpoint"

    def look() -> None:
        while not ended.wait(LOOK_SECONDS):
            note = path.read_text(encoding="utf-8")
            if not seen or note != seen[-1]:
                seen.append(note)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
