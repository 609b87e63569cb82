"""What people store never touches a disk in the clear: not in the data folder, not in the database, not in a
temporary file, not in a log, and not while an upload is still on its way."""

import base64
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwskate
import psycopg
import pytest
import requests
from sqlalchemy import make_url

from storage.folder import ASIDE
from tests.faults.search import found_in, found_open
from tests.papers import agreement_hash, pdf
from tests.uploading import begin, send
from tests.world import (
    PROCEDURE,
    Caller,
    Person,
    ServiceClient,
    agree,
    answered,
    form,
    record,
    register,
    settings_for,
    wait_until,
)
from wallet import wiring

MARKER = f"DAUVET{secrets.token_hex(12).upper()}"
ID_NUMBER = f"000{secrets.randbelow(10**9):09d}"
WORDS = (MARKER.encode(), ID_NUMBER.encode())
DOCUMENT = pdf(MARKER.encode() * 150_000)
VALUES: dict[str, Any] = {
    "person.full_name": f"MẪU {MARKER}",
    "person.pid": ID_NUMBER,
    "birth.registration_no": " ".join([MARKER] * 60),
}


@dataclass
class Disk:
    """Every place where the running server could leave something. `looks` counts those with a file open."""

    folders: tuple[Path, ...]
    process: int
    aside: Path
    looks: list[list[str]] = field(default_factory=list)

    def finds(self) -> list[str]:
        return [name for folder in self.folders for name in found_in(folder, WORDS)] + found_open(self.process, WORDS)

    def slowly(self, body: bytes) -> Iterator[bytes]:
        """The body in pieces; the disk is searched when the server has sealed half of it and waits for more."""
        size = 256 * 1024
        for start in range(0, len(body), size):
            if start >= len(body) * 3 // 4 and not self.looks:
                wait_until(lambda: self._sealed_so_far() > len(body) // 2)
                self.looks.append(self.finds())
            yield body[start : start + size]

    def _sealed_so_far(self) -> int:
        """Bytes of the put that is under way."""
        return max((path.stat().st_size for path in self.aside.glob("*.part")), default=0)


def test_the_search_finds_words_however_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"before " + DOCUMENT)
    (tmp_path / "hex").write_text(MARKER.encode().hex())
    (tmp_path / "base64").write_bytes(base64.b64encode(b"ab" + DOCUMENT))
    (tmp_path / "innocent").write_text("nothing")
    assert [Path(name).name for name in found_in(tmp_path, WORDS)] == ["base64", "hex", "plain"]
    with tempfile.TemporaryFile() as deleted:
        deleted.write(MARKER.encode())
        deleted.flush()
        assert len(found_open(os.getpid(), WORDS)) == 1


def test_no_value_and_no_id_number_is_ever_on_disk_in_the_clear(kept_database_url: str, tmp_path: Path) -> None:
    with _running(kept_database_url, tmp_path) as (url, service, disk):
        citizen = Person(url, kind="citizen", id_number=ID_NUMBER)
        deposited = _everything_is_stored(service, citizen, disk)
        assert disk.looks == [[], []]
        assert disk.finds() == []
        _everything_is_shown(service, citizen, deposited)
        _everything_goes_wrong(service, citizen, deposited)
        for caller in (service, citizen):
            caller.close()
        if kept_database_url:
            _write_out(kept_database_url)
        assert disk.finds() == []
    assert [name for folder in disk.folders for name in found_in(folder, WORDS)] == []
    printed = (tmp_path / "printed.log").read_text()
    assert "request" in printed, "the log was searched, so it has to hold something"


def _everything_is_stored(service: ServiceClient, citizen: Person, disk: Disk) -> str:
    """By a service with and without a document, by a citizen through the API and through the page."""
    looks = disk.looks
    described = record(ID_NUMBER, values=VALUES)
    own = record(None, values=VALUES, agreement=agreement_hash("giay_khai_sinh"))
    disk.looks = []
    deposited = answered(_send_slowly(service, "/v1/records", form(described, DOCUMENT), disk), 201).json()["record"]
    looks += disk.looks
    disk.looks = []
    answered(_send_slowly(citizen, "/v1/me/records", form(own, DOCUMENT), disk), 201)
    disk.looks = looks + disk.looks
    answered(service.post("/v1/records", json=described), 201)
    typed = {"csrf": citizen.csrf, "loai": "giay_khai_sinh", "ngay-cap": "15/01/2026", "lan": secrets.token_hex(8)}
    typed |= {"gia-tri.person.full_name": MARKER, "dong-y-giu-anh": agreement_hash("giay_khai_sinh")}
    paper = {"document": ("giay.pdf", DOCUMENT, "application/pdf")}
    _something_stays_half_done(citizen)
    answered(citizen.post("/them-giay", data=typed, files=paper), 303)
    return str(deposited)


def _something_stays_half_done(citizen: Person) -> None:
    """A paper of which the half has come, and a form half typed."""
    address = begin(citizen, DOCUMENT)
    send(citizen, address, DOCUMENT, 0, len(DOCUMENT) // 2)
    typed = {"form": "them-giay/gplx", "fields": [["gia-tri.person.full_name", MARKER], ["ngay-cap", ID_NUMBER]]}
    answered(citizen.call("PUT", "/v1/me/drafts", json=typed), 204)


def _everything_is_shown(service: ServiceClient, citizen: Person, deposited: str) -> None:
    dossier = service.open_dossier(ID_NUMBER, PROCEDURE)
    consent = service.ask_consent(dossier)
    agree(citizen, consent)
    released = answered(service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent}), 201)
    assert MARKER in released.text
    for document in released.json()["documents"]:
        assert MARKER.encode() in answered(service.get(document["href"]), 200).content
    for path in ("", "/document"):
        assert MARKER in answered(citizen.get(f"/v1/me/records/{deposited}{path}"), 200).text
    assert MARKER in answered(citizen.get(f"/giay-to/{deposited}"), 200).text
    for path in (f"/giay-to/{deposited}/tep", "/ai-da-xem", "/giay-to", "/", "/v1/me/access-log"):
        answered(citizen.get(path), 200)


def _everything_goes_wrong(service: ServiceClient, citizen: Person, deposited: str) -> None:
    """Input that is refused is not kept either, wherever it stands."""
    wrong = [
        service.post("/v1/records", json=record(ID_NUMBER, values={**VALUES, MARKER: MARKER})),
        service.post("/v1/records", json=record(ID_NUMBER, values={"person.dob": MARKER})),
        service.post("/v1/records", json={**record(ID_NUMBER), MARKER: MARKER}),
        service.post("/v1/records", data=f'{{"id_number": "{ID_NUMBER}", {MARKER}', headers=_json()),
        service.post("/v1/records", files=form(record(ID_NUMBER, values=VALUES), DOCUMENT[10:])),
        service.post("/v1/records", data=DOCUMENT, headers={"Content-Type": "multipart/form-data; boundary=x"}),
        service.post("/v1/dossiers", json={"id_number": ID_NUMBER, "procedure": MARKER, "reference": "1"}),
        citizen.get(f"/giay-to/{MARKER}"),
        citizen.get(f"/v1/me/records/{deposited}?version={MARKER}"),
        citizen.get(f"/{MARKER}?{MARKER}={ID_NUMBER}", headers={MARKER: MARKER, "Accept": "text/html"}),
        citizen.post("/v1/sign-in", json={"ticket": MARKER}),
    ]
    assert all(400 <= answer.status_code < 500 for answer in wrong), [answer.status_code for answer in wrong]
    assert not [answer.text for answer in wrong if MARKER in answer.text or ID_NUMBER in answer.text]


def _send_slowly(caller: Caller, path: str, parts: list[tuple[str, Any]], disk: Disk) -> requests.Response:
    whole = requests.Request("POST", caller.url + path, files=parts).prepare()
    assert isinstance(whole.body, bytes)
    return caller.post(path, data=disk.slowly(whole.body), headers={"Content-Type": whole.headers["Content-Type"]})


def _json() -> dict[str, str]:
    return {"Content-Type": "application/json"}


@contextmanager
def _running(database_url: str, folder: Path) -> Iterator[tuple[str, ServiceClient, Disk]]:
    """The wallet as an operator starts it, in a process of its own with an empty temporary folder of its own."""
    temporary = folder / "temporary"
    temporary.mkdir()
    settings = settings_for(folder / "data", database_url)
    key = jwskate.Jwk.generate(alg="ES256").with_kid_thumbprint()
    wallet = wiring.build(settings)
    register(wallet, "cong-dich-vu-mau", "UBND xã Mẫu", key)
    wallet.database.close()
    environment = {
        **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        "TMPDIR": str(temporary),
        "WALLET_ENVIRONMENT": "development",
        "WALLET_DEVELOPMENT_SIGN_IN": "true",
        "WALLET_DATA_DIR": str(settings.data_dir),
        "WALLET_DATABASE_URL": database_url,
        "WALLET_PUBLIC_URL": settings.public_url,
    }
    command = [str(Path(sys.executable).with_name("wallet")), "serve", "--port", settings.public_url.rpartition(":")[2]]
    with (folder / "printed.log").open("wb") as printed:
        process = subprocess.Popen(command, stdout=printed, stderr=printed, env=environment, cwd=folder)
    service = ServiceClient(settings.public_url, "cong-dich-vu-mau", key)
    try:
        wait_until(lambda: _answers(settings.public_url) or process.poll() is not None)
        folders = (folder, *_database_folder(database_url))
        yield settings.public_url, service, Disk(folders, process.pid, settings.data_dir / "objects" / ASIDE)
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).status_code > 0
    except requests.RequestException:
        return False


def _database_folder(database_url: str) -> list[Path]:
    if not database_url:
        return []
    with psycopg.connect(_plain(database_url)) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    return [Path(row[0])] if row else []


def _write_out(database_url: str) -> None:
    """So that what the database still holds in memory is searched too."""
    with psycopg.connect(_plain(database_url), autocommit=True) as connection:
        connection.execute("CHECKPOINT")


def _plain(database_url: str) -> str:
    return make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(autouse=True)
def _the_words_are_nowhere_before(tmp_path: Path) -> None:
    assert found_in(tmp_path, WORDS) == []
