"""The wallet as a process of its own: where it lives, how it is started, asked from the shell, and stopped.

It runs on SQLite, a folder and a keyring file under the data folder, unless the environment already names another
database or object store. No process outlives the demo.
"""

import errno
import os
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from scripts.story.errors import CannotStartError, StoryStoppedError

HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 30
KEPT_SETTINGS = ("WALLET_DATABASE_URL", "WALLET_S3_")
LOG_ORIGIN = "wallet.localhost/2026h2"
DESCRIPTION = "/.well-known/oauth-authorization-server"


@dataclass(frozen=True, slots=True)
class Place:
    """Where this demo's wallet keeps its things and listens. `data` is absolute; `settings` are further variables.

    `site_port`: where the example site listens; 0: right after the wallet.
    """

    data: Path
    port: int
    settings: tuple[tuple[str, str], ...] = ()
    site_port: int = 0

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def site(self) -> int:
        return self.site_port or self.port + 1

    @property
    def log_address(self) -> str:
        return f"{self.address}/log/{LOG_ORIGIN}"

    @property
    def server_log(self) -> Path:
        return self.data / "server.log"

    @property
    def province(self) -> Path:
        """The province's folder over the nation's catalogue: empty until somebody puts a procedure into it."""
        return self.data / "tinh-mau"

    def check(self, *, with_site: bool = False) -> None:
        """Raises CannotStartError while it can still be said in a sentence. `with_site`: the example site comes too."""
        _check_folder(self.data)
        _check_port(self.port)
        if with_site:
            _check_port(self.site)

    def environment(self) -> dict[str, str]:
        """For every process of the wallet."""
        inherited = {name: value for name, value in os.environ.items() if name.startswith(KEPT_SETTINGS)}
        return (
            inherited
            | self.bare_environment()
            | {
                "WALLET_ENVIRONMENT": "development",
                "WALLET_DEVELOPMENT_SIGN_IN": "true",
                "WALLET_PUBLIC_URL": self.address,
                "WALLET_DATA_DIR": str(self.data),
                "WALLET_PROVINCE_DIR": str(self.province),
                "WALLET_LOG_ORIGIN": LOG_ORIGIN,
                **dict(self.settings),
            }
        )

    def bare_environment(self) -> dict[str, str]:
        """For a process that is not the wallet's: none of its settings. Loopback goes through no proxy."""
        direct = ",".join(filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), HOST)))
        others = {name: value for name, value in os.environ.items() if not name.startswith("WALLET_")}
        return others | {"NO_PROXY": direct, "no_proxy": direct}

    @property
    def keeps_log_in_folder(self) -> bool:
        return not os.environ.get("WALLET_S3_ENDPOINT")

    def wallet(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the wallet's own, as an operator or an auditor does."""
        self.province.mkdir(exist_ok=True)
        return subprocess.run(
            [_command(), *arguments], env=self.environment(), capture_output=True, encoding="utf-8", check=False
        )


@contextmanager
def serving(place: Place, command: Sequence[str] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """A running wallet that answers; it has stopped when the block is left, however it is left.

    `command`: another way to start one; by default `wallet serve`.
    """
    command = command or (_command(), "serve", "--host", HOST, "--port", str(place.port))
    place.province.mkdir(exist_ok=True)
    with place.server_log.open("wb") as log:
        # A session of its own: Ctrl-C in the terminal reaches the demo, which then stops the server in order.
        process = subprocess.Popen(
            command,
            env=place.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(place, process)
        yield process
    finally:
        stop(process)


def _command() -> str:
    return str(Path(sysconfig.get_path("scripts")) / "wallet")


def stop(process: subprocess.Popen[bytes]) -> None:
    """In order where it heeds us, by force where it does not."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _wait_until_it_answers(place: Place, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    with requests.Session() as session:
        session.trust_env = False
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise _failed_start(place)
            try:
                if session.get(place.address + DESCRIPTION, timeout=5).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)
    raise _failed_start(place)


def _failed_start(place: Place) -> StoryStoppedError:
    said = place.server_log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    last = said[-1] if said else ""
    return StoryStoppedError(
        f"Ví không khởi động được. Xem {place.server_log}.",
        f"The wallet did not start; its log is named above. Its last line: {last}",
    )


def _check_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStartError(
            f"Không ghi được vào thư mục {folder}. Xin chọn thư mục khác: scripts/demo --data THƯ_MỤC",
            f"The folder {folder} cannot be written ({error.strerror}). Name another one: scripts/demo --data DIR",
        ) from error


def _check_port(port: int) -> None:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            busy = error.errno == errno.EADDRINUSE
            raise CannotStartError(
                f"Cổng {port} {'đang có chương trình khác dùng' if busy else 'không mở được'}. "
                f"Xin chọn cổng khác: scripts/demo --port SỐ",
                f"Port {port} {'is busy' if busy else 'cannot be opened'}. Choose another one: scripts/demo --port N",
            ) from error
