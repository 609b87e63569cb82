"""A long document passes through in bounded memory, whatever its length."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.servers import S3Server
from tests.storage.conftest import bucket_of_its_own

PROJECT = Path(__file__).parents[2]
MEBIBYTE = 1024 * 1024
DOCUMENT_BYTES = 64 * MEBIBYTE
BOUND_MIB = 64

MEASURE = textwrap.dedent("""
    import pathlib, sys
    from storage.folder import FolderStore
    from storage.s3 import S3Store
    from storage.strongbox import Strongbox
    from tests.storage.bodies import EndlessBody
    from tests.storage.conftest import ADDRESS, KEY

    def peak_kib():
        # Not ru_maxrss: it outlives the exec and would count the memory of the test's own process.
        lines = pathlib.Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))

    length, *where = sys.argv[1:]
    if len(where) == 1:
        store = FolderStore(pathlib.Path(where[0]))
    else:
        store = S3Store(*where, secure=False, region="us-east-1")
    strongbox = Strongbox(store)

    def pass_through(length, announced):
        sealed = strongbox.seal(KEY, ADDRESS, EndlessBody(length), announced)
        opened = sum(len(piece) for piece in strongbox.open(KEY, sealed))
        ranged = sum(len(piece) for piece in strongbox.open_range(KEY, sealed, 0, length))
        assert opened == ranged == length

    pass_through(1000, 1000)
    before = peak_kib()
    pass_through(int(length), int(length))
    pass_through(int(length), None)
    print(peak_kib() - before)
""")


def grown_mib(*where: str) -> float:
    """Growth of the peak resident memory of a process that seals, opens and ranges over a long document."""
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(DOCUMENT_BYTES), *where],
        check=True,
        capture_output=True,
        text=True,
        cwd=PROJECT,
    )
    return int(measured.stdout) / 1024


def test_through_a_folder_memory_hardly_grows(tmp_path: Path) -> None:
    assert grown_mib(str(tmp_path / "objects")) < 8


@pytest.mark.s3
def test_through_a_bucket_memory_grows_by_a_few_parts(s3: S3Server) -> None:
    with bucket_of_its_own(s3) as store:
        assert grown_mib(s3.endpoint, store.bucket, s3.access_key, s3.secret_key) < BOUND_MIB
