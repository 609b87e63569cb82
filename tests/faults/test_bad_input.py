"""Input that is wrong: a clear answer each, nothing stored, one entry where a citizen's data was concerned.

`entries` says how many the citizen finds in their log afterwards: one where it was clear whose wallet it was about.
"""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
import requests
from sqlmodel import func, select

from tests.faults.machine import Machine
from tests.faults.problems import CANARY, check_problem
from tests.papers import PDF, PNG, agreement_hash, pdf
from tests.world import BINH, BIRTH, MAI, Person, ServiceClient, World, answered, form, record, wait_until
from wallet.consents.models import Consent
from wallet.dossiers.models import Dossier
from wallet.settings import MEBIBYTE

RECORDS = "/v1/records"
OWN = "/v1/me/records"
LIMIT = 20 * MEBIBYTE
USED_KEY = "key-of-a-deposit-for-somebody-else"
CRLF = "\r\n"


@dataclass(frozen=True)
class Office:
    """Who sends: a service with all rights, one with none, and the citizen; with what exists already."""

    world: World
    service: ServiceClient
    bystander: ServiceClient
    citizen: Person
    dossier: str
    consent: str


Attempt = Callable[[Office], requests.Response]


def _deposit(described: dict[str, Any], document: bytes | None = None, **more: Any) -> Attempt:
    return lambda office: office.service.send_record(RECORDS, described, document, **more)


def _upload(described: dict[str, Any], document: bytes, media_type: str = "application/pdf") -> Attempt:
    return lambda office: office.citizen.post(OWN, files=form(described, document, media_type))


def _raw(body: bytes | str, content_type: str = "application/json", path: str = RECORDS, **headers: str) -> Attempt:
    return lambda office: office.service.post(path, data=body, headers={"Content-Type": content_type, **headers})


def _parts(*parts: tuple[str, str], end: str = "--x--") -> Attempt:
    """A form by hand: (header lines, content) of each part."""
    body = "".join(f"--x{CRLF}{head}{CRLF}{CRLF}{content}{CRLF}" for head, content in parts) + end + CRLF
    return _raw(body.encode("latin-1"), "multipart/form-data; boundary=x")


def _named(name: str, more: str = "") -> str:
    return f'Content-Disposition: form-data; name="{name}"{more}'


def _endless(described: dict[str, Any]) -> Attempt:
    """More than the limit, with no length announced."""

    def attempt(office: Office) -> requests.Response:
        whole = requests.Request("POST", office.world.url, files=form(described, pdf(bytes(LIMIT)))).prepare()
        assert isinstance(whole.body, bytes)
        return office.service.post(
            RECORDS, data=iter([whole.body]), headers={"Content-Type": whole.headers["Content-Type"]}
        )

    return attempt


def _reused_key(other: dict[str, Any]) -> Attempt:
    return lambda office: office.service.send_record(RECORDS, other, PDF, USED_KEY)


AGREED = record(None, agreement=agreement_hash(BIRTH))
WHOLE = (_named("record"), json.dumps(record(MAI)))
BIG = (_named("document", '; filename="a.pdf"'), pdf(b"x" * MEBIBYTE).decode("latin-1"))
"""More than the server reads at once, so that what follows it comes later."""
DEPOSITS: list[tuple[str, Attempt, int, str, int]] = [
    ("no JSON", _raw("{" + CANARY), 400, "malformed-body", 0),
    ("JSON that is cut", _raw(json.dumps(record(MAI))[:-5]), 400, "malformed-body", 0),
    ("no UTF-8", _raw(b'{"type": "\xff\xfe"}'), 400, "malformed-body", 0),
    ("a list", _raw(f'["{CANARY}"]'), 422, "invalid-request", 0),
    ("an unknown member", _deposit({**record(MAI), CANARY: CANARY}), 422, "invalid-request", 0),
    ("no date", _deposit(record(MAI, as_of=CANARY)), 422, "invalid-request", 0),
    ("no ID number", _deposit(record(CANARY)), 422, "invalid-request", 0),
    ("digits of another script", _deposit(record("٠٠٠١٦١٠٠٠٠١٧")), 422, "invalid-id-number", 0),
    ("nobody's ID number", _deposit(record("000999999999")), 404, "citizen-not-enrolled", 0),
    ("JSON that is too long", _deposit(record(MAI, values={"a": "x" * 300_000})), 422, "invalid-request", 0),
    ("a key that is too long", _deposit(record(MAI), idempotency_key=CANARY * 20), 422, "invalid-request", 0),
    ("compressed", _raw(b"\x1f\x8b", **{"Content-Encoding": "gzip"}), 415, "unsupported-media-type", 0),
    ("a document that is too large", _endless(record(MAI)), 413, "body-too-large", 1),
    ("an unknown record type", _deposit(record(MAI, type=CANARY)), 422, "unknown-record-type", 1),
    ("no right", lambda o: o.bystander.send_record(RECORDS, record(MAI), PDF), 403, "deposit-not-allowed", 1),
    ("an unknown attribute", _deposit(record(MAI, values={CANARY: "1"})), 422, "record-values-invalid", 1),
    (
        "another paper's attribute",
        _deposit(record(MAI, values={"vehicle.plate": "1"})),
        422,
        "record-values-invalid",
        1,
    ),
    ("a wrong value", _deposit(record(MAI, values={"person.dob": CANARY})), 422, "record-values-invalid", 1),
    ("no such procedure", _deposit(record(MAI, bound_procedure=CANARY)), 422, "record-values-invalid", 1),
    ("no document", _deposit(record(MAI), CANARY.encode()), 415, "unsupported-media-type", 1),
    ("an empty document", _deposit(record(MAI), b""), 422, "document-refused", 1),
    ("a page before a PDF", _deposit(record(MAI), b"<html>" + PDF), 415, "unsupported-media-type", 1),
    ("a picture before a PDF", _deposit(record(MAI), b"GIF89a" + PDF), 415, "unsupported-media-type", 1),
    ("a program before a PDF", _deposit(record(MAI), b"MZ" + PDF), 415, "unsupported-media-type", 1),
    ("a PNG called PDF", _deposit(record(MAI), PNG), 415, "unsupported-media-type", 1),
    ("no boundary", _raw(PDF, "multipart/form-data"), 415, "unsupported-media-type", 0),
    ("another boundary", _raw(b"--y\r\n\r\n", "multipart/form-data; boundary=x"), 400, "malformed-body", 0),
    ("an empty form", _parts(), 422, "invalid-request", 0),
    ("the document first", _parts(BIG, WHOLE), 422, "invalid-request", 0),
    ("the record twice", _parts(WHOLE, WHOLE, BIG), 400, "malformed-body", 0),
    ("two documents", _parts(WHOLE, BIG, BIG), 400, "malformed-body", 1),
    ("a form that breaks off", _parts(WHOLE, BIG, end=""), 400, "malformed-body", 1),
    ("a broken part", _parts((CANARY, "1")), 400, "malformed-body", 0),
    ("the key of other values", _reused_key(record(MAI, as_of="2025-01-01")), 422, "idempotency-key-reused", 1),
    ("the key of another person", _reused_key(record(MAI)), 422, "idempotency-key-reused", 1),
    ("a citizen's unknown type", _upload(record(None, type=CANARY), PDF), 422, "unknown-record-type", 1),
    ("a citizen's text file", _upload(AGREED, CANARY.encode()), 415, "unsupported-media-type", 1),
    ("a citizen's mislabelled file", _upload(AGREED, PDF, "image/png"), 415, "unsupported-media-type", 1),
    (
        "a citizen without token",
        lambda o: o.citizen.post(OWN, files=form(record(None), PDF), headers={"X-CSRF-Token": CANARY}),
        403,
        "cross-site-request",
        0,
    ),
]


def _dossier(path: str, body: Any) -> Attempt:
    return lambda office: office.service.post(path.format(office=office), json=body)


ASKED = {"attributes": {"person.full_name": "required"}}
CONSENTS, RELEASES, RESULTS = (
    f"/v1/dossiers/{{office.dossier}}/{name}" for name in ("consents", "releases", "results")
)
OPENING = {"id_number": MAI, "procedure": "1.004222", "reference": CANARY}
DOSSIERS: list[tuple[str, Attempt, int, str, int]] = [
    ("an unknown procedure", _dossier("/v1/dossiers", {**OPENING, "procedure": CANARY}), 422, "unknown-procedure", 0),
    (
        "nobody's dossier",
        _dossier("/v1/dossiers", {**OPENING, "id_number": "000999999999"}),
        404,
        "citizen-not-enrolled",
        0,
    ),
    ("no reference", _dossier("/v1/dossiers", {**OPENING, "reference": ""}), 422, "invalid-request", 0),
    ("nothing asked", _dossier(CONSENTS, {}), 422, "nothing-asked", 0),
    ("too much asked", _dossier(CONSENTS, {"attributes": {"person.religion": "required"}}), 403, "release-refused", 1),
    ("a use too many", _dossier(CONSENTS, {**ASKED, "max_uses": 21}), 422, "invalid-request", 0),
    ("no necessity", _dossier(CONSENTS, {"attributes": {"person.full_name": CANARY}}), 422, "invalid-request", 0),
    ("no consent", _dossier(RELEASES, {"consent": str(uuid4())}), 403, "release-refused", 1),
    ("a consent that is no id", _dossier(RELEASES, {"consent": CANARY}), 422, "invalid-request", 0),
    (
        "more than was granted",
        lambda o: _dossier(RELEASES, {"consent": o.consent, "attributes": ["person.sex"]})(o),
        403,
        "release-refused",
        1,
    ),
    (
        "an attribute that no procedure knows",
        lambda o: _dossier(RELEASES, {"consent": o.consent, "attributes": ["person.religion"]})(o),
        403,
        "release-refused",
        1,
    ),
    (
        "another service's dossier",
        lambda o: o.bystander.post(RELEASES.format(office=o), json={"consent": o.consent}),
        404,
        "dossier-not-found",
        1,
    ),
    (
        "a result of another kind",
        _dossier(RESULTS, {"type": CANARY, "values": {}, "as_of": "2026-01-01"}),
        422,
        "result-type-mismatch",
        1,
    ),
    (
        "a wrong result",
        _dossier(RESULTS, {"type": "thong_bao_cu_tru_ct08", "values": {CANARY: 1}, "as_of": "2026-01-01"}),
        422,
        "record-values-invalid",
        1,
    ),
]
CASES = DEPOSITS + DOSSIERS


@pytest.fixture(scope="module")
def office(world: World) -> Office:
    service, citizen = world.service(), world.citizen(MAI)
    world.citizen(BINH)
    service.deposit(MAI)
    answered(service.send_record(RECORDS, record(BINH), PDF, USED_KEY), 201)
    dossier, consent = world.agreed_dossier(service, citizen, MAI)
    return Office(world, service, world.service("ngoai-cuoc", rights=False), citizen, dossier, consent)


@dataclass(frozen=True)
class Kept:
    """All that bad input must not change."""

    records: int
    objects: frozenset[str]
    dossiers: int
    consents: int
    uses: int

    @classmethod
    def of(cls, office: Office) -> "Kept":
        with office.world.wallet.database.reading() as session:
            dossiers, consents = (
                session.exec(select(func.count()).select_from(kind)).one() for kind in (Dossier, Consent)
            )
            uses = session.get_one(Consent, UUID(office.consent)).uses
        return cls(office.world.records(), frozenset(office.world.objects()), dossiers, consents, uses)


def test_a_character_that_postgresql_keeps_nowhere_is_refused(office: Office) -> None:
    """SQLite keeps it, and finds no such service."""
    draft = {"kind": "allow", "names": ["person.full_name"], "client_id": "\0", "procedure": "1.004222"}
    answer = office.citizen.post("/v1/me/policies", json={**draft, "until": "2027-01-01", "notice_hash": ""})
    assert answered(answer, 422).json()["code"] in {"invalid-request", "policy-unfit"}


@pytest.mark.parametrize(
    ("attempt", "status", "code", "entries"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_it_is_refused_by_name_and_leaves_nothing(
    office: Office, attempt: Attempt, status: int, code: str, entries: int
) -> None:
    before, known = Kept.of(office), len(office.world.history(MAI))
    answer = attempt(office)
    check_problem(answer, status, code)
    assert Kept.of(office) == before
    added = office.world.history(MAI)[known:]
    assert [entry.outcome in {"denied", "failed"} for entry in added] == [True] * entries
    assert not [entry for entry in added if CANARY in json.dumps(entry.groups["context"])]


@pytest.mark.parametrize("ends", [socket.SHUT_WR, socket.SHUT_RDWR], ids=["stops sending", "goes away"])
def test_an_upload_that_breaks_off_leaves_nothing_but_an_entry(office: Office, ends: int) -> None:
    before, known = Kept.of(office), len(office.world.history(MAI))
    whole = requests.Request("POST", office.world.url + RECORDS, files=form(record(MAI), PDF * 5000)).prepare()
    assert isinstance(whole.body, bytes)
    with _connected(office, whole) as connection:
        connection.sendall(whole.body[: len(whole.body) // 2])
        connection.shutdown(ends)
        if ends == socket.SHUT_WR:
            connection.recv(65536)
    wait_until(lambda: len(office.world.history(MAI)) > known)
    (entry,) = office.world.history(MAI)[known:]
    assert (entry.operation, entry.outcome) == ("record.deposit", "failed")
    assert entry.groups["context"]["detail"] == "truncated-body"
    assert Kept.of(office) == before


def test_a_body_announced_too_large_is_refused_before_it_is_sent(office: Office) -> None:
    before = Kept.of(office)
    whole = requests.Request("POST", office.world.url + RECORDS, files=form(record(MAI), PDF)).prepare()
    whole.headers["Content-Length"] = str(3 * LIMIT)
    with _connected(office, whole) as connection:
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"body-too-large"' in answer
    assert Kept.of(office) == before


def _connected(office: Office, whole: requests.PreparedRequest) -> socket.socket:
    """A connection on which the head of the request has been sent."""
    machine = Machine(office.world, office.service, office.service.key.cryptography_key)
    token = machine.token()
    place = urlsplit(office.world.url)
    lines = [
        f"POST {RECORDS} HTTP/1.1",
        f"Host: {place.netloc}",
        f"Authorization: DPoP {token}",
        f"DPoP: {machine.proof('POST', RECORDS, token)}",
        *(f"{name}: {whole.headers[name]}" for name in ("Content-Type", "Content-Length")),
    ]
    connection = socket.create_connection((place.hostname, place.port), timeout=20)
    connection.sendall("".join(line + CRLF for line in [*lines, ""]).encode())
    return connection
