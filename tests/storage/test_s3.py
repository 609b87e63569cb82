"""What only a bucket can get wrong: a server that is away, keys that are refused, versions, connections."""

import io
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from minio import Minio
from minio.versioningconfig import VersioningConfig

from storage.errors import ObjectNotFoundError, StoreUnavailableError
from storage.s3 import S3Store
from tests.servers import S3Server, free_port
from tests.storage.conftest import bucket_of_its_own

pytestmark = pytest.mark.s3


def test_a_server_that_is_away_is_reported_as_unavailable() -> None:
    with pytest.raises(StoreUnavailableError):
        S3Store(f"127.0.0.1:{free_port()}", "wallet", "access", "secret", secure=False, region="us-east-1")


def test_refused_credentials_are_reported_as_unavailable(s3: S3Server) -> None:
    with pytest.raises(StoreUnavailableError):
        S3Store(s3.endpoint, "wallet", s3.access_key, "another secret", secure=False, region="us-east-1")


def test_a_bucket_that_is_there_already_is_used(s3: S3Server) -> None:
    with bucket_of_its_own(s3) as first:
        first.put("objects/a", io.BytesIO(b"x"), 1)
        second = S3Store(s3.endpoint, first.bucket, s3.access_key, s3.secret_key, secure=False, region="us-east-1")
        assert list(second.keys("objects/")) == ["objects/a"]
        second.close()


def test_delete_removes_every_version_of_a_versioned_bucket(s3: S3Server) -> None:
    with bucket_of_its_own(s3) as store:
        client = Minio(s3.endpoint, s3.access_key, s3.secret_key, secure=False, region="us-east-1")
        client.set_bucket_versioning(store.bucket, VersioningConfig("Enabled"))
        store.replace("log/checkpoint", b"one")
        store.replace("log/checkpoint", b"two")
        assert len(list(client.list_objects(store.bucket, recursive=True, include_version=True))) == 2
        store.delete("log/checkpoint")
        assert list(client.list_objects(store.bucket, recursive=True, include_version=True)) == []
        with pytest.raises(ObjectNotFoundError), store.read("log/checkpoint"):
            pass


def test_a_put_that_broke_off_leaves_no_parts_behind(s3: S3Server) -> None:
    with bucket_of_its_own(s3) as store:
        client = Minio(s3.endpoint, s3.access_key, s3.secret_key, secure=False, region="us-east-1")
        with pytest.raises(RuntimeError):
            store.put("objects/a", _BreaksAfterTwoParts(), None)
        assert client._list_multipart_uploads(store.bucket).uploads == []


class _FailingHandler(BaseHTTPRequestHandler):
    """A server that knows the bucket and then lets every download down, each in another way."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_GET(self) -> None:
        broken = self.path.endswith("/broken")
        self.send_response(200 if broken else 503)
        self.send_header("Content-Length", "100" if broken else "0")
        self.end_headers()
        self.wfile.write(b"ten bytes." if broken else b"")
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (named so by the base)
        """Says nothing."""


@pytest.fixture
def failing() -> Iterator[S3Store]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _FailingHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        store = S3Store(f"127.0.0.1:{server.server_port}", "wallet", "access", "secret", secure=False, region="r")
        yield store
        store.close()
        server.shutdown()
        thread.join()


def test_a_download_that_breaks_off_is_unavailable_and_never_merely_short(failing: S3Store) -> None:
    with failing.read("objects/broken") as body, pytest.raises(StoreUnavailableError):
        body.read()


def test_a_server_that_keeps_failing_is_unavailable_after_few_tries(failing: S3Store) -> None:
    started = time.monotonic()
    with pytest.raises(StoreUnavailableError), failing.read("objects/busy"):
        pass
    with pytest.raises(StoreUnavailableError):
        list(failing.keys(""))
    assert time.monotonic() - started < 10


class _BreaksAfterTwoParts(io.BytesIO):
    def __init__(self) -> None:
        super().__init__(bytes(17 * 1024 * 1024))

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if not piece:
            raise RuntimeError("gone")
        return piece
