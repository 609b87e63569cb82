"""The thread by which a process follows the table: whichever process changed the catalogue, all are soon on the same.

What is to be followed is a version, not a file: a process whose folder says something else (another machine that the
new files have not reached yet) stays on what it has, says so, and looks again.
"""

import threading
import time

import structlog

from policies.catalogue import Catalogue, CatalogueError
from policies.errors import CatalogueMistake
from wallet.catalogue import changing
from wallet.catalogue.changing import Changer
from wallet.catalogue.models import CatalogueChange
from wallet.catalogue.shelf import Shelf
from wallet.clock import Clock
from wallet.database import Database
from wallet.ledger.log import Log

LOOK_EVERY_SECONDS = 1.0
REST_SECONDS = 15.0
"""Before a folder that is not what it should be is read again."""

_log = structlog.get_logger(__name__)


class Follower:
    """`start` once, `stop` once. `follow` does one look, for whoever does not want a thread."""

    def __init__(self, database: Database, shelf: Shelf, log: Log, clock: Clock) -> None:
        self._database = database
        self._shelf = shelf
        self._log = log
        self._clock = clock
        self._complained_of = ""
        self._told_of = 0
        self._rests_until = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="catalogue-follower", daemon=True)

    def start(self) -> None:
        """Say which catalogue this process has read, then follow."""
        changing.announce(self._database, self._shelf, Changer.process(self._log, "start"), now=self._clock())
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def follow(self) -> None:
        """Be on the version that the table names, if the folder here has it."""
        with self._database.reading() as session:
            wanted = changing.in_force(session)
            refused = changing.standing_refusal(session)
        self._tell(refused)
        if wanted in {"", self._shelf.catalogue.version} or time.monotonic() < self._rests_until:
            return
        found = self._read()
        if isinstance(found, Catalogue) and found.version == wanted:
            self._shelf.put(found)
            _log.info("catalogue in force", version=wanted)
            return
        self._rests_until = time.monotonic() + REST_SECONDS
        self._complain(wanted, found if isinstance(found, tuple) else (self._other_files(),))

    def _work(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            try:
                self.follow()
            except Exception as error:  # the database is away: what is on the shelf stays in force
                _log.warning("the catalogue could not be followed", cause=type(error).__name__)

    def _read(self) -> Catalogue | tuple[CatalogueMistake, ...]:
        try:
            return self._shelf.read_anew()
        except CatalogueError as error:
            return error.mistakes

    def _tell(self, refused: CatalogueChange | None) -> None:
        """In this process's log too, whichever process refused it; once."""
        if refused is not None and refused.number is not None and refused.number > self._told_of:
            self._told_of = refused.number
            told = [f"{each['file']}:{each['line']}: {each['vi']} / {each['en']}" for each in refused.mistakes]
            _log.warning("catalogue refused", mistakes=told)

    def _complain(self, wanted: str, mistakes: tuple[CatalogueMistake, ...]) -> None:
        """Once for each version."""
        if self._complained_of == wanted:
            return
        self._complained_of = wanted
        changing.refuse(self._database, Changer.process(self._log, "follower"), mistakes, now=self._clock())

    def _other_files(self) -> CatalogueMistake:
        folder = self._shelf.province.name if self._shelf.province else "policies/data"
        vi = "thư mục ở máy này chưa giống danh mục đã nhận: xin chép cho đủ; ví sẽ tự đọc lại"
        return CatalogueMistake(folder, 1, vi, "the folder on this machine is not yet the accepted one: copy it here")
