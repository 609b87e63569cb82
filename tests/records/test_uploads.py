"""A paper that comes in pieces is the same paper: whatever breaks off, whoever goes on, and nobody else's business."""

import hashlib
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import requests
from sqlmodel import select

from tests import uploading
from tests.faults.crashing_app import HEADER
from tests.faults.scene import Scene, copied, doomed_server, prepare
from tests.faults.search import found_in
from tests.house import MovableClock
from tests.papers import PDF, agreement_hash, pdf
from tests.servers import S3Server
from tests.uploading import TUS, begin, keep, offset, piece_at, send, upload_of
from tests.world import MAI, Person, World, answered, fresh_id, open_world, wait_until
from wallet.housekeeping import Housekeeper
from wallet.records.sweeping import PATIENCE, Sweeper
from wallet.records.uploads import rows
from wallet.records.uploads.models import Upload, UploadPiece

MARKER = b"DAUVETTAILEN"
PAPER = pdf(MARKER * 200_000)
"""2.4 MB: more than two pieces, and easy to find."""
HALF = 1_200_000


@pytest.fixture(scope="module")
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="module")
def world(kept_database_url: str, clock: MovableClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("uploads"), kept_database_url, clock=clock) as opened:
        yield opened


@pytest.fixture
def number() -> str:
    return fresh_id()


@pytest.fixture
def citizen(world: World, number: str) -> Person:
    return world.citizen(number)


def document(citizen: Person, record: str) -> bytes:
    return answered(citizen.get(f"/v1/me/records/{record}/document"), 200).content


def pieces(world: World, address: str) -> list[UploadPiece]:
    with world.wallet.database.reading() as session:
        return list(rows.pieces_of(session, UUID(address.rpartition("/")[2])))


def test_a_paper_in_pieces_is_kept_byte_for_byte_after_two_entries_and_its_pieces_are_gone(
    world: World, citizen: Person, number: str
) -> None:
    before = world.objects()
    address = begin(citizen, PAPER)
    assert send(citizen, address, PAPER, 0, HALF) == HALF == offset(citizen, address)
    assert send(citizen, address, PAPER, HALF, len(PAPER)) == len(PAPER)
    known = world.mark(number)
    receipt = keep(citizen, address)
    assert document(citizen, receipt["record"]) == PAPER
    entries = [(entry.operation, entry.outcome) for entry in world.since(number, known)]
    assert entries[:2] == [("upload.open", "released"), ("record.deposit", "done")]
    assert pieces(world, address) == []
    assert len(world.objects() - before) == 4, "data, document and two pictures"


def test_kept_twice_it_is_one_paper(world: World, citizen: Person) -> None:
    address = begin(citizen, PDF)
    send(citizen, address, PDF, 0, len(PDF))
    first = keep(citizen, address)
    before = world.records()
    assert keep(citizen, address) == first
    assert world.records() == before
    assert answered(citizen.get(address), 200).json()["record"] == first["record"]


def test_of_two_calls_with_the_same_bytes_one_counts_and_of_two_that_keep_the_paper_both_get_it(
    world: World, citizen: Person, number: str
) -> None:
    address = begin(citizen, PAPER)
    callers = [citizen, world.citizen(number)]
    with ThreadPoolExecutor(2) as both:
        sent = both.map(lambda one: one.call("PATCH", address, headers=piece_at(0), data=PAPER).status_code, callers)
        assert sorted(sent) == [204, 409]
        assert offset(citizen, address) == len(PAPER)
        before = world.records()
        kept = {receipt["record"] for receipt in both.map(lambda one: keep(one, address), callers)}
    assert world.records() == before + 1
    assert document(citizen, kept.pop()) == PAPER
    assert kept == set()


def test_what_does_not_fit_is_refused_and_what_had_come_stays(citizen: Person) -> None:
    address = begin(citizen, PAPER)
    send(citizen, address, PAPER, 0, HALF)
    for start, body, status, code in [
        (0, PAPER[:HALF], 409, "upload-offset-mismatch"),
        (HALF + 1, PAPER[HALF + 1 :], 409, "upload-offset-mismatch"),
        (HALF, PAPER[HALF:] + b"!", 413, "body-too-large"),
    ]:
        refused = answered(citizen.call("PATCH", address, headers=piece_at(start), data=body), status)
        assert refused.json()["code"] == code
    at = offset(citizen, address)
    assert HALF <= at < len(PAPER), "whole pieces before the byte too many may have been taken"
    wanted = {"type": uploading.KIND, "as_of": "2026-01-15", "upload": address.rpartition("/")[2]}
    assert answered(citizen.post("/v1/me/records", json=wanted), 409).json()["code"] == "upload-unfinished"
    send(citizen, address, PAPER, at, len(PAPER))
    assert document(citizen, keep(citizen, address)["record"]) == PAPER


ANNOUNCEMENTS = {
    "too large": ({"Upload-Length": str(2**30)}, 413, "body-too-large"),
    "another protocol": ({"Tus-Resumable": "0.2.2"}, 412, "upload-protocol"),
    "no length": ({"Upload-Length": ""}, 422, "invalid-request"),
    "no type": ({"Upload-Metadata": "sha256 "}, 422, "invalid-request"),
    "not in base64": ({"Upload-Metadata": "type ???"}, 422, "invalid-request"),
    "half a digest": (upload_of(PDF, sha256="abcd"), 422, "invalid-request"),
    "no such paper": (upload_of(PDF, kind="khong_co"), 422, "unknown-record-type"),
    "no agreement": (upload_of(PDF, kind="can_cuoc"), 422, "agreement-required"),
}


def test_what_would_never_be_kept_is_refused_before_its_first_byte(citizen: Person) -> None:
    for case, (changed, status, code) in ANNOUNCEMENTS.items():
        refused = citizen.post("/v1/me/uploads", headers=upload_of(PDF) | changed)
        assert (case, refused.status_code, refused.json()["code"]) == (case, status, code)
        assert refused.headers["Tus-Resumable"] == "1.0.0"
    assert answered(citizen.get("/v1/me/uploads"), 200).json() == []


def test_a_sensitive_paper_comes_with_its_agreement(citizen: Person) -> None:
    agreed = agreement_hash("can_cuoc")
    address = begin(citizen, PDF, kind="can_cuoc", agreement=agreed)
    send(citizen, address, PDF, 0, len(PDF))
    assert document(citizen, keep(citizen, address, "can_cuoc", agreement=agreed)["record"]) == PDF


def test_another_file_than_was_announced_is_thrown_away(world: World, citizen: Person) -> None:
    other = PDF[:-7] + b"\n%%EOF\n"
    address = begin(citizen, PDF, sha256=hashlib.sha256(b"another").hexdigest())
    send(citizen, address, other, 0, len(PDF))
    before = world.records()
    wanted = {"type": uploading.KIND, "as_of": "2026-01-15", "upload": address.rpartition("/")[2]}
    assert answered(citizen.post("/v1/me/records", json=wanted), 422).json()["code"] == "upload-altered"
    assert world.records() == before
    answered(citizen.get(address), 404)


def test_the_same_intake_refuses_what_is_no_paper(citizen: Person) -> None:
    text = b"hello, this is no picture at all" * 100
    address = begin(citizen, text)
    send(citizen, address, text, 0, len(text))
    wanted = {"type": uploading.KIND, "as_of": "2026-01-15", "upload": address.rpartition("/")[2]}
    assert answered(citizen.post("/v1/me/records", json=wanted), 415).json()["code"] == "unsupported-media-type"
    answered(citizen.get(address), 404)


def test_the_same_file_is_known_again_by_its_owner_only(world: World, citizen: Person) -> None:
    address = begin(citizen, PAPER)
    send(citizen, address, PAPER, 0, HALF)
    asked = {"length": len(PAPER), "sha256": hashlib.sha256(PAPER).hexdigest()}
    (found,) = answered(citizen.post("/v1/me/uploads/search", json=asked), 200).json()
    assert (found["id"], found["received"]) == (address.rpartition("/")[2], HALF)
    stranger = world.citizen(fresh_id())
    assert answered(stranger.post("/v1/me/uploads/search", json=asked), 200).json() == []
    with world.wallet.database.reading() as session:
        row = session.get_one(Upload, UUID(found["id"]))
    assert hashlib.sha256(PAPER).digest() not in (row.mark or b""), "a bare digest would survive the document"


def test_what_came_before_the_network_broke_off_stays(world: World, citizen: Person) -> None:
    """A real connection that is cut in the middle of a piece."""
    address = begin(citizen, PAPER)
    (cookie,) = [f"{one.name}={one.value}" for one in citizen.http.cookies]
    told = {**piece_at(0), "Host": "x", "Cookie": cookie, "X-CSRF-Token": citizen.csrf, "Content-Length": len(PAPER)}
    head = f"PATCH {address} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items()) + "\r\n"
    place = urlsplit(world.url)
    with socket.create_connection((place.hostname, place.port)) as line:
        line.sendall(head.encode() + PAPER[: HALF + HALF // 2])
        wait_until(lambda: offset(citizen, address) > len(PAPER) // 3)

    def goes_on() -> bool:
        """The broken call may still be at the last of its pieces: then it is 409, and the sender asks again."""
        at = offset(citizen, address)
        rest = citizen.call("PATCH", address, headers=piece_at(at), data=PAPER[at:])
        return bool(rest.status_code == requests.codes.no_content)

    wait_until(goes_on)
    assert document(citizen, keep(citizen, address)["record"]) == PAPER


def test_of_many_papers_at_once_the_oldest_gives_way(world: World, citizen: Person) -> None:
    addresses = [begin(citizen, PDF + bytes([number])) for number in range(6)]
    waiting = {one["id"] for one in answered(citizen.get("/v1/me/uploads"), 200).json()}
    assert waiting == {address.rpartition("/")[2] for address in addresses[1:]}


def test_after_three_days_nothing_of_it_is_left(world: World, clock: MovableClock, citizen: Person) -> None:
    before = world.objects()
    address = begin(citizen, PAPER)
    send(citizen, address, PAPER, 0, HALF)
    wallet = world.wallet
    sweeper = Sweeper(wallet.database, wallet.objects)
    for moment in (clock(), clock() + PATIENCE):
        sweeper.run_once(now=moment)
    assert len(world.objects() - before) == 2, "what is on its way is nobody's orphan"
    clock.pass_by(days=3, seconds=1)
    Housekeeper(wallet.vault, wallet.objects, wallet.shelf, clock).run_once()
    with wallet.database.reading() as session:
        assert session.get(Upload, UUID(address.rpartition("/")[2])) is None
        assert session.exec(select(UploadPiece)).all() == []
    for moment in (clock(), clock() + PATIENCE):
        sweeper.run_once(now=moment)
    assert world.objects() <= before


def test_an_upload_whose_time_is_over_is_as_absent(world: World, clock: MovableClock, citizen: Person) -> None:
    address = begin(citizen, PAPER)
    with world.wallet.database.transaction() as session:
        session.get_one(Upload, UUID(address.rpartition("/")[2])).expires_at = clock()
    for method, headers in (("HEAD", TUS), ("PATCH", piece_at(0)), ("DELETE", TUS)):
        answered(citizen.call(method, address, headers=headers), 404)


def test_given_up_or_erased_its_pieces_are_gone(world: World, citizen: Person) -> None:
    before = world.objects()
    given_up, left = begin(citizen, PAPER), begin(citizen, PAPER)
    for address in (given_up, left):
        send(citizen, address, PAPER, 0, HALF)
    answered(citizen.call("DELETE", given_up, headers=TUS), 204)
    assert len(world.objects() - before) == 2
    answered(citizen.post("/v1/me/erasure", json={"word": "XÓA"}), 200)
    with world.wallet.database.reading() as session:
        assert session.get(Upload, UUID(left.rpartition("/")[2])) is None
    assert pieces(world, left) == []


def test_no_piece_lies_anywhere_in_the_clear(world: World, citizen: Person) -> None:
    address = begin(citizen, PAPER)
    send(citizen, address, PAPER, 0, HALF)
    assert found_in(world.wallet.settings.data_dir, (MARKER,)) == []
    keep_key = pieces(world, address)[0].store_key
    with world.wallet.objects.read(keep_key) as sealed:
        assert MARKER not in sealed.read()


TUS_CLIENT = Path(__file__).parent / "tus_client"


@pytest.mark.node
def test_a_client_that_nobody_here_wrote_breaks_off_and_goes_on(citizen: Person, tmp_path: Path) -> None:
    """tus-js-client, in two processes: the second knows the address and nothing else."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(PAPER)
    first = by_tus_client(citizen, path, most=900_000)
    assert first["sent"] == 900_000 == offset(citizen, first["address"])
    rest = by_tus_client(citizen, path, address=citizen.url + first["address"])
    assert rest == {"address": first["address"], "sent": len(PAPER) - 900_000}
    assert document(citizen, keep(citizen, first["address"])["record"]) == PAPER


def by_tus_client(citizen: Person, path: Path, *, most: int = 0, address: str = "") -> dict[str, Any]:
    """`most`: bytes after which it breaks off; 0: it sends all."""
    node = shutil.which("node")
    assert node is not None
    (cookie,) = [f"{one.name}={one.value}" for one in citizen.http.cookies]
    told = [citizen.url, cookie, citizen.csrf, str(path), uploading.KIND, str(most), address]
    run = subprocess.run(
        [node, str(TUS_CLIENT / "send.js"), *told], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    said: dict[str, Any] = json.loads(run.stdout)
    said["address"] = urlsplit(said["address"]).path
    return said


CRASHES = [
    ("in the middle of the body", "receive 1400000", 1024 * 1024),
    ("a piece is in the store", "put 1", 0),
    ("before the commit", "before commit of upload_piece", 0),
    ("after the commit", "after commit of upload_piece", 1024 * 1024),
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return prepare(tmp_path_factory.mktemp("scene"), "")


@pytest.mark.parametrize(("place", "kept"), [crash[1:] for crash in CRASHES], ids=[crash[0] for crash in CRASHES])
def test_a_server_that_dies_between_two_pieces_costs_one_piece(
    prepared: Scene, tmp_path: Path, place: str, kept: int
) -> None:
    with copied(prepared, tmp_path) as scene:
        with doomed_server(scene) as server:
            citizen = Person(server.url, kind="citizen", id_number=MAI)
            address = begin(citizen, PAPER)
            with pytest.raises(requests.ConnectionError):
                citizen.call("PATCH", address, headers={**piece_at(0), HEADER: place}, data=PAPER)
            assert server.exit_code() == -9
        with open_world(scene.data) as again:
            citizen = again.citizen(MAI)
            at = offset(citizen, address)
            assert at == kept
            send(citizen, address, PAPER, at, len(PAPER))
            assert document(citizen, keep(citizen, address)["record"]) == PAPER


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_another_worker_goes_on_and_the_pieces_lie_in_s3(database_url: str, s3: S3Server, tmp_path: Path) -> None:
    store: dict[str, Any] = {"s3_endpoint": s3.endpoint, "s3_access_key": s3.access_key}
    store |= {"s3_secret_key": s3.secret_key, "s3_secure": False, "s3_bucket": "tai-len"}
    with open_world(tmp_path, database_url, **store) as one, open_world(tmp_path, database_url, **store) as two:
        citizen = one.citizen(fresh_id())
        address = begin(citizen, PAPER)
        send(citizen, address, PAPER, 0, HALF)
        citizen.url = two.url
        send(citizen, address, PAPER, offset(citizen, address), len(PAPER))
        citizen.url = one.url
        assert document(citizen, keep(citizen, address)["record"]) == PAPER
        assert not (tmp_path / "objects").exists()
