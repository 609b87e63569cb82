"""The contract of `storage.objects.ObjectStore`, asked of every store."""

import io

import pytest

from storage.errors import InvalidKeyError, LengthMismatchError, ObjectNotFoundError
from storage.objects import ObjectStore
from tests.storage.bodies import BreakingBody, ConnectionLostError, DiskErrorBody, DrippingBody

KEY = "objects/3f/3fa85f64"
PART_BYTES = 8 * 1024 * 1024


def content_of(store: ObjectStore, key: str, start: int = 0, length: int | None = None) -> bytes:
    with store.read(key, start, length) as body:
        return body.read()


def is_absent(store: ObjectStore, key: str) -> bool:
    try:
        content_of(store, key)
    except ObjectNotFoundError:
        return key not in store.keys("")
    return False


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "unannounced"])
@pytest.mark.parametrize("length", [0, 1, 300_000, PART_BYTES + 1])
def test_what_is_put_is_read_back(store: ObjectStore, length: int, announced: bool) -> None:
    content = (bytes(range(251)) * (length // 251 + 1))[:length]
    store.put(KEY, io.BytesIO(content), length if announced else None)
    assert content_of(store, KEY) == content


def test_a_body_that_drips_is_stored_whole(store: ObjectStore) -> None:
    content = bytes(range(256)) * 40
    store.put(KEY, DrippingBody(content), len(content))
    assert content_of(store, KEY) == content


def test_a_key_may_look_like_a_tile_of_the_log(store: ObjectStore) -> None:
    store.put("log/tile/0/x001/067.p/5", io.BytesIO(b"partial"), 7)
    store.put("log/tile/0/x001/067", io.BytesIO(b"full"), 4)
    assert content_of(store, "log/tile/0/x001/067.p/5") == b"partial"


@pytest.mark.parametrize("stored", [0, 3, 5], ids=["an empty body", "too short", "too long"])
def test_a_body_of_another_length_than_announced_is_not_stored(store: ObjectStore, stored: int) -> None:
    with pytest.raises(LengthMismatchError):
        store.put(KEY, io.BytesIO(bytes(stored)), 4)
    assert is_absent(store, KEY)


def test_a_body_announced_as_empty_that_is_not_is_refused(store: ObjectStore) -> None:
    with pytest.raises(LengthMismatchError):
        store.put(KEY, io.BytesIO(b"x"), 0)
    assert is_absent(store, KEY)


@pytest.mark.parametrize("length", [10, PART_BYTES + 10], ids=["in the first part", "in the second part"])
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "unannounced"])
def test_a_put_whose_body_raises_midway_leaves_no_readable_object(
    store: ObjectStore, length: int, announced: bool
) -> None:
    with pytest.raises(ConnectionLostError):
        store.put(KEY, BreakingBody(bytes(length)), length + 1 if announced else None)
    assert is_absent(store, KEY)


def test_an_error_of_the_body_is_not_taken_for_one_of_the_store(store: ObjectStore) -> None:
    with pytest.raises(OSError, match="the body's own disk"):
        store.put(KEY, DiskErrorBody(b"x"), None)


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [(0, 1, b"0"), (3, 4, b"3456"), (9, 1, b"9"), (8, 100, b"89"), (4, None, b"456789"), (10, 5, b""), (99, None, b"")],
)
def test_a_range_is_read(store: ObjectStore, start: int, length: int | None, expected: bytes) -> None:
    store.put(KEY, io.BytesIO(b"0123456789"), 10)
    assert content_of(store, KEY, start, length) == expected


@pytest.mark.parametrize(("start", "length"), [(0, None), (3, 4), (10, 5)])
def test_the_length_of_the_whole_object_is_told_with_every_range(
    store: ObjectStore, start: int, length: int | None
) -> None:
    store.put(KEY, io.BytesIO(b"0123456789"), 10)
    with store.read(KEY, start, length) as body:
        assert body.total == 10


def test_a_reader_may_leave_early(store: ObjectStore) -> None:
    store.put(KEY, io.BytesIO(bytes(3_000_000)), 3_000_000)
    for _ in range(3):
        with store.read(KEY) as body:
            assert body.read(5) == bytes(5)
    assert len(content_of(store, KEY)) == 3_000_000


def test_nothing_is_found_under_a_key_never_put(store: ObjectStore) -> None:
    store.put("objects/aa", io.BytesIO(b""), 0)
    for absent in (KEY, "objects", "objects/aa/bb"):
        with pytest.raises(ObjectNotFoundError), store.read(absent):
            pass
        with pytest.raises(ObjectNotFoundError), store.read(absent, 2, 5):
            pass


def test_what_is_deleted_is_gone(store: ObjectStore) -> None:
    store.put(KEY, io.BytesIO(b"x"), 1)
    store.put(KEY + "0", io.BytesIO(b"its neighbour"), 13)
    store.delete(KEY)
    assert is_absent(store, KEY)
    assert content_of(store, KEY + "0") == b"its neighbour"


def test_deleting_what_is_absent_is_fine(store: ObjectStore) -> None:
    store.delete(KEY)


def test_replace_creates_and_overwrites(store: ObjectStore) -> None:
    store.replace("log/checkpoint", b"one, and longer")
    store.replace("log/checkpoint", b"two")
    assert content_of(store, "log/checkpoint") == b"two"


def test_keys_are_listed_by_prefix(store: ObjectStore) -> None:
    for key in ("objects/3f/one", "objects/3a/two", "objects/3f/deeper/three", "log/checkpoint"):
        store.put(key, io.BytesIO(b"x"), 1)
    assert set(store.keys("objects/3f/")) == {"objects/3f/one", "objects/3f/deeper/three"}
    assert set(store.keys("objects/3")) == {"objects/3f/one", "objects/3a/two", "objects/3f/deeper/three"}
    assert set(store.keys("nothing/here/")) == set()
    assert len(set(store.keys(""))) == 4


@pytest.mark.parametrize(
    "key", ["", "/", "a/", "/a", "a//b", "..", "a/../b", ".aside/x", "a/.b", "a b", "a\\b", "giấy", "a\n", "a" * 201]
)
def test_a_key_that_is_no_key_is_refused(store: ObjectStore, key: str) -> None:
    with pytest.raises(InvalidKeyError):
        store.put(key, io.BytesIO(b""), 0)
    with pytest.raises(InvalidKeyError):
        store.replace(key, b"")
    with pytest.raises(InvalidKeyError):
        store.delete(key)
    with pytest.raises(InvalidKeyError), store.read(key):
        pass
