"""A wallet with a citizen's papers, a service and an agreed dossier, prepared once and copied for each crash."""

import multiprocessing
import shutil
import socket
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.databases import database_of, fresh_database
from tests.faults import crashing_app
from tests.papers import pdf
from tests.world import MAI, ServiceClient, open_world, settings_for, wait_until
from wallet.ledger.notes import VerifierKey
from wallet.ledger.verify import Report, verify
from wallet.settings import Settings

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.crashing_app", "tests.faults.paperless_app"])
CHI = "000163000033"
DOCUMENT = pdf(b"0123456789abcdef" * 40_000)
"""Larger than any one piece that the server reads or seals at once."""


@dataclass(frozen=True)
class Scene:
    """What stands on disk, and the ids in it. `database_url` is empty for SQLite; `onlooked` has no papers."""

    data: Path
    database_url: str
    service: ServiceClient
    dossier: str
    consent: str
    record: str
    onlooked: uuid.UUID


@dataclass(frozen=True)
class Doomed:
    """A server process that a call can end."""

    url: str
    process: "multiprocessing.process.BaseProcess"

    def exit_code(self) -> int | None:
        """Negative: the signal that ended it."""
        self.process.join(10)
        return self.process.exitcode


def prepare(data: Path, database_url: str) -> Scene:
    with open_world(data, database_url) as world:
        service, citizen = world.service(), world.citizen(MAI)
        record = service.deposit(MAI, DOCUMENT)
        dossier, consent = world.agreed_dossier(service, citizen, MAI)
        world.citizen(CHI)
        onlooked = world.citizen_id(CHI)
    return Scene(data, database_url, service, dossier, consent, record, onlooked)


@contextmanager
def copied(scene: Scene, folder: Path) -> Iterator[Scene]:
    """The same wallet at another place: a copy of its folder and, on PostgreSQL, of its database."""
    shutil.copytree(scene.data, folder / "data")
    if not scene.database_url:
        yield replace(scene, data=folder / "data")
        return
    with fresh_database(scene.database_url, database_of(scene.database_url)) as url:
        yield replace(scene, data=folder / "data", database_url=url)


@contextmanager
def doomed_server(scene: Scene, *, with_papers: bool = False) -> Iterator[Doomed]:
    """`with_papers`: it takes documents in, and starts as slowly as their parsers load."""
    settings = settings_for(scene.data, scene.database_url)
    changes = settings.model_dump(
        include={"environment", "development_sign_in", "data_dir", "database_url", "public_url"}
    )
    build = crashing_app.build if with_papers else crashing_app.build_without_papers
    process = processes.Process(target=crashing_app.serve, args=(changes, scene.data / "server.log", build))
    process.start()
    try:
        port = int(settings.public_url.rpartition(":")[2])
        wait_until(lambda: listens(port) or process.exitcode is not None)
        yield Doomed(settings.public_url, process)
    finally:
        process.kill()
        process.join()


def verified(scene: Scene) -> Report:
    """The verdict over the published log, from its files alone."""
    folder = log_folder(scene)
    return verify(folder, VerifierKey.parse((folder / "vkey").read_text().strip()))


def log_folder(scene: Scene) -> Path:
    folder: Path = scene.data / "objects" / "log" / Settings.model_fields["log_origin"].default
    return folder


def listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
