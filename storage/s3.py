"""Objects in a bucket of any S3 service, through minio's client."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import BinaryIO, cast

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from storage.errors import ObjectNotFoundError, StoreUnavailableError
from storage.objects import Body, ExactBody, StoredBody, check_key

PART_BYTES = 8 * 1024 * 1024
CONNECT_SECONDS = 5
READ_SECONDS = 30
RETRIES = 2
CONNECTIONS = 32
PASSING_FAILURES = (500, 502, 503, 504)
BUCKET_IS_THERE = ("BucketAlreadyOwnedByYou", "BucketAlreadyExists")


class S3Store:
    """Keeps the promise of `objects.ObjectStore`; one object serves all threads and keeps its connections open."""

    def __init__(
        self, endpoint: str, bucket: str, access_key: str, secret_key: str, *, secure: bool, region: str
    ) -> None:
        """`endpoint` is host:port. Creates the bucket where absent; StoreUnavailableError where that is refused."""
        self.bucket = bucket
        self._connections = urllib3.PoolManager(
            maxsize=CONNECTIONS,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            # Few and short: a caller waits behind each, and minio's own default hides five failures.
            retries=urllib3.Retry(total=RETRIES, backoff_factor=0.2, status_forcelist=PASSING_FAILURES),
        )
        self._client = Minio(
            endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=secure,
            region=region,
            http_client=self._connections,
        )
        with _translated():
            self._make_bucket(region)

    def close(self) -> None:
        """Close the idle connections; the store may still be used and then opens new ones."""
        self._connections.clear()

    def put(self, key: str, body: Body, length: int | None) -> None:
        check_key(key)
        exact = ExactBody(body, length)
        try:
            # One part at a time bounds the memory. An announced 0 is sent as unknown, or the body would not be asked.
            with _translated():
                self._client.put_object(
                    self.bucket,
                    key,
                    cast(BinaryIO, exact),
                    length or -1,
                    part_size=PART_BYTES,
                    num_parallel_uploads=1,
                )
        except Exception:
            if exact.error is not None:
                raise exact.error from None  # minio may have failed once more, while it cleared up
            raise

    def replace(self, key: str, content: bytes) -> None:
        with _translated():
            self._client.put_object(self.bucket, check_key(key), io.BytesIO(content), len(content))

    @contextmanager
    def read(self, key: str, start: int = 0, length: int | None = None) -> Iterator[StoredBody]:
        response = self._get(check_key(key), start, length)
        if response is None:
            with _translated():
                total = self._client.stat_object(self.bucket, key).size or 0
            yield StoredBody(lambda _: 0, total)
            return
        try:
            with StoredBody(_filler(response), _total(response)) as body:
                yield body
        finally:
            if response.length_remaining != 0:
                response.close()  # left early: the rest of the body must not meet the next request
            response.release_conn()

    def delete(self, key: str) -> None:
        check_key(key)
        with _translated():
            for version in self._client.list_objects(self.bucket, prefix=key, include_version=True):
                if version.object_name == key:
                    self._client.remove_object(self.bucket, key, version_id=version.version_id)

    def keys(self, prefix: str) -> Iterator[str]:
        with _translated():
            for found in self._client.list_objects(self.bucket, prefix=prefix, recursive=True):
                yield str(found.object_name)

    def _make_bucket(self, region: str) -> None:
        if self._client.bucket_exists(self.bucket):
            return
        try:
            self._client.make_bucket(self.bucket, location=region)
        except S3Error as error:
            if error.code not in BUCKET_IS_THERE:  # another worker was faster
                raise

    def _get(self, key: str, start: int, length: int | None) -> BaseHTTPResponse | None:
        """None: the object is there and ends before `start`."""
        try:
            with _translated():
                return self._client.get_object(self.bucket, key, offset=start, length=length or 0)
        except StoreUnavailableError as error:
            if isinstance(error.__cause__, S3Error) and error.__cause__.code == "InvalidRange":
                return None
            raise


def _total(response: BaseHTTPResponse) -> int:
    if response.status == HTTPStatus.PARTIAL_CONTENT:
        return int(response.headers["Content-Range"].rpartition("/")[2])
    return int(response.headers["Content-Length"])


def _filler(response: BaseHTTPResponse) -> Callable[[memoryview], int]:
    def fill(target: memoryview) -> int:
        with _translated():
            piece = response.read(len(target))
        target[: len(piece)] = piece
        return len(piece)

    return fill


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        if error.code == "NoSuchKey":
            raise ObjectNotFoundError(error.object_name) from None
        raise StoreUnavailableError(f"the object store answered {error.code}") from error
    except (MinioException, HTTPError) as error:
        raise StoreUnavailableError("the object store did not answer") from error
