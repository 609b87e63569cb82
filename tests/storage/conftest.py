"""Stores, a citizen who does not exist, and an object of theirs."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from minio import Minio

from storage.folder import FolderStore
from storage.memory import MemoryStore
from storage.objects import ObjectStore
from storage.s3 import S3Store
from storage.strongbox import Address, CitizenKey, Strongbox
from tests.servers import S3Server

CITIZEN = UUID("00000000-0000-4000-8000-00000000c171")
ADDRESS = Address(CITIZEN, UUID("00000000-0000-4000-8000-0000000000b1"), 3)
KEY = CitizenKey(CITIZEN, 7, bytes(range(32)))


def open_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@contextmanager
def bucket_of_its_own(server: S3Server) -> Iterator[S3Store]:
    """The bucket is removed afterwards, since each takes volumes of the small server."""
    name = f"test-{uuid.uuid4().hex}"
    store = S3Store(server.endpoint, name, server.access_key, server.secret_key, secure=False, region="us-east-1")
    yield store
    for key in list(store.keys("")):
        store.delete(key)
    store.close()
    Minio(server.endpoint, server.access_key, server.secret_key, secure=False, region="us-east-1").remove_bucket(name)


@pytest.fixture(params=["memory", "folder", pytest.param("s3", marks=pytest.mark.s3)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ObjectStore]:
    """Every store that there is, one after the other."""
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "folder":
        yield FolderStore(tmp_path / "objects")
    else:
        with bucket_of_its_own(request.getfixturevalue("s3")) as bucket:
            yield bucket


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def strongbox(memory: MemoryStore) -> Strongbox:
    return Strongbox(memory)
