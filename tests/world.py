"""A whole wallet behind a real HTTP server on loopback, and the people and machines that call it.

The server is uvicorn in a thread of the test's own process, so a test can also look behind the doors (`World.wallet`).
Everybody here is invented and visibly so: ID numbers begin with 000, a province code that does not exist.
"""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import jwskate
import requests
import uvicorn
from requests_oauth2client import OAuth2Client, OAuth2ClientCredentialsAuth, PrivateKeyJwt
from sqlmodel import col, func, select

from tests import headers
from tests.papers import PDF, own_catalogue, shared_inspector, shelf_for
from tests.servers import free_port
from wallet import wiring
from wallet.app import create_app
from wallet.clock import Clock, system_clock
from wallet.identity import citizens, services
from wallet.identity.models import Service
from wallet.intake.inspector import Inspector
from wallet.ledger.chain import OwnEntry
from wallet.ledger.models import LogSubject
from wallet.records.models import Record
from wallet.settings import Environment, Settings
from wallet.wiring import Wallet

MAI = "000161000017"
BINH = "000162000025"
PROCEDURE = "1.004222"
RESULT_TYPE = "thong_bao_cu_tru_ct08"
BIRTH = "giay_khai_sinh"
NAME = "NGUYỄN THỊ MẪU"
BIRTH_VALUES: dict[str, Any] = {"person.full_name": NAME, "person.dob": "1957-08-03", "person.sex": "Nữ"}
RESULT_VALUES: dict[str, Any] = {"person.full_name": NAME}
START_SECONDS = 30
CALL_SECONDS = 60

_numbers = itertools.count(100_001)  # further than the numbers of MAI and BINH
Kind = TypeVar("Kind", bound="Caller")


def fresh_number() -> str:
    """A number that differs from every other of this process, for references and Idempotency-Keys."""
    return f"{next(_numbers):06d}"


def fresh_id() -> str:
    """An ID number of nobody that differs from every other of this process."""
    return f"000162{fresh_number()}"


def child_of(parent: str, *, number: str = "", born: str = "2020-05-04") -> dict[str, Any]:
    """What the birth certificate of a child says whose mother has this number."""
    child = {"person.full_name": "NGUYỄN BÉ THỬ", "person.dob": born, "person.pid": number or fresh_id()}
    return {**child, "mother.full_name": NAME, "mother.pid": parent}


def record(id_number: str | None, **changes: Any) -> dict[str, Any]:
    """A birth record as a service deposits it; without an ID number as a citizen uploads it."""
    owner = {"id_number": id_number} if id_number is not None else {}
    return {**owner, "type": BIRTH, "values": BIRTH_VALUES, "as_of": "2026-01-15", **changes}


class Caller:
    """Somebody who calls the wallet over HTTP. Answers come back whatever their status; each holds the header rules."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.http.trust_env = False

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        answer = self.http.request(method, self.url + path, timeout=CALL_SECONDS, allow_redirects=False, **more)
        headers.check(answer)
        return answer

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.call("GET", path, **more)

    def post(self, path: str, **more: Any) -> requests.Response:
        return self.call("POST", path, **more)

    def close(self) -> None:
        self.http.close()


class Person(Caller):
    """Signed in with a development ticket; `csrf` goes along with every call, as a page of ours would send it."""

    def __init__(self, url: str, **who: str) -> None:
        super().__init__(url)
        ticket = answered(self.post("/v1/development/tickets", json=who), 201).json()["ticket"]
        signed_in = answered(self.post("/v1/sign-in", json={"ticket": ticket}), 200).json()
        self.csrf: str = signed_in["csrf"]
        self.http.headers["X-CSRF-Token"] = self.csrf


class ServiceClient(Caller):
    """A dossier service with a stock OAuth client: private_key_jwt at the token endpoint, DPoP on every call."""

    def __init__(self, url: str, client_id: str, key: jwskate.Jwk) -> None:
        super().__init__(url)
        self.client_id = client_id
        self.key = key
        client = OAuth2Client(
            url + "/oauth/token",
            PrivateKeyJwt(client_id, key, alg="ES256"),
            dpop_bound_access_tokens=True,
            testing=True,  # it would insist on https otherwise
        )
        client.session.trust_env = False
        self.http.auth = OAuth2ClientCredentialsAuth(client)

    def deposit(self, id_number: str, document: bytes = PDF, **changes: Any) -> str:
        """Deposit a record with its document; gives the record's id."""
        answer = self.send_record("/v1/records", record(id_number, **changes), document)
        return str(answered(answer, 201).json()["record"])

    def send_record(
        self, path: str, described: Mapping[str, Any], document: bytes | None, idempotency_key: str = "", **more: Any
    ) -> requests.Response:
        headers = {"Idempotency-Key": idempotency_key, **more.pop("headers", {})}
        if document is None:
            return self.post(path, json=dict(described), headers=headers, **more)
        return self.post(path, files=form(described, document), headers=headers, **more)

    def open_dossier(self, id_number: str, procedure: str = PROCEDURE) -> str:
        wanted = {"id_number": id_number, "procedure": procedure, "reference": f"MAU-{fresh_number()}"}
        return str(answered(self.post("/v1/dossiers", json=wanted), 201).json()["id"])

    def ask_consent(self, dossier: str, **changes: Any) -> str:
        """Ask for name and birth date, and for the birth certificate's document."""
        attributes = {"person.full_name": "required", "person.dob": "required"}
        wanted = {"attributes": attributes, "documents": {BIRTH: "required"}, "max_uses": 5, **changes}
        return str(answered(self.post(f"/v1/dossiers/{dossier}/consents", json=wanted), 201).json()["id"])


def form(described: Mapping[str, Any], document: bytes, media_type: str = "application/pdf") -> list[tuple[str, Any]]:
    """The parts of a multipart deposit, in the order that the wallet reads."""
    text = json.dumps(described)
    return [("record", (None, text)), ("document", ("giay.pdf", document, media_type))]


def answered(answer: requests.Response, status: int) -> requests.Response:
    assert answer.status_code == status, f"{answer.request.method} {answer.request.path_url}: {answer.text[:500]}"
    return answer


@dataclass(frozen=True)
class Mark:
    """A moment of a citizen's log: the last entry with a place, and those that waited for theirs."""

    n: int
    waiting: frozenset[UUID]


@dataclass
class World:
    """One running wallet."""

    url: str
    wallet: Wallet
    app: Any
    callers: list[Caller] = field(default_factory=list)

    def nobody(self) -> Caller:
        return self._known(Caller(self.url))

    def citizen(self, id_number: str) -> Person:
        return self._known(Person(self.url, kind="citizen", id_number=id_number))

    def staff(self, kind: str) -> Person:
        """`kind`: auditor or operator."""
        return self._known(Person(self.url, kind=kind, login=f"{kind}.mau"))

    def service(
        self, client_id: str = "cong-dich-vu-mau", organisation: str = "UBND xã Mẫu", *, rights: bool = True
    ) -> ServiceClient:
        """Registered for every procedure and every record type, or for none, with a key of its own."""
        key = jwskate.Jwk.generate(alg="ES256").with_kid_thumbprint()
        register(self.wallet, client_id, organisation, key, rights=rights)
        return self._known(ServiceClient(self.url, client_id, key))

    def returning(self, client: ServiceClient) -> ServiceClient:
        """A service that was registered when the wallet ran elsewhere."""
        return self._known(ServiceClient(self.url, client.client_id, client.key))

    def citizen_id(self, id_number: str) -> UUID:
        with self.wallet.database.reading() as session:
            return citizens.find_enrolled(session, self.wallet.secrets, id_number).id

    def history(self, id_number: str) -> list[OwnEntry]:
        """The citizen's log entries, oldest first, read behind the doors: this look leaves no entry."""
        citizen = self.citizen_id(id_number)
        with self.wallet.database.reading() as session:
            return self.wallet.log.history(session, citizen)

    def mark(self, id_number: str) -> Mark:
        """How far the citizen's log has come, for `since`."""
        citizen = self.citizen_id(id_number)
        with self.wallet.database.reading() as session:
            subject = session.get(LogSubject, citizen)
            n = subject.n if subject else 0
            return Mark(n, frozenset(entry.id for entry in self.wallet.log.history(session, citizen, after=n)))

    def since(self, id_number: str, mark: Mark) -> list[OwnEntry]:
        """The entries that came after the mark. As `history`, but the look is as short as what it sees."""
        citizen = self.citizen_id(id_number)
        with self.wallet.database.reading() as session:
            later = self.wallet.log.history(session, citizen, after=mark.n)
        return [entry for entry in later if entry.id not in mark.waiting]

    def records(self) -> int:
        with self.wallet.database.reading() as session:
            return session.exec(select(func.count(col(Record.id)))).one()

    def objects(self) -> set[str]:
        """Keys of the sealed objects in the store."""
        return set(self.wallet.objects.keys("objects/"))

    def agreed_dossier(self, service: ServiceClient, citizen: Person, id_number: str) -> tuple[str, str]:
        """Dossier and consent; the citizen holds a birth record already and agrees to everything."""
        dossier = service.open_dossier(id_number)
        consent = service.ask_consent(dossier)
        agree(citizen, consent)
        return dossier, consent

    def _known(self, caller: Kind) -> Kind:
        self.callers.append(caller)
        return caller


def agree(citizen: Person, consent: str) -> None:
    question = answered(citizen.get(f"/v1/me/consents/{consent}"), 200).json()
    chosen = [item["key"] for item in question["items"]]
    given = {"agree": True, "chosen": chosen, "confirmed": chosen, "notice_hash": question["notice_hash"]}
    answered(citizen.post(f"/v1/me/consents/{consent}/answer", json=given), 200)


def wish(**changes: Any) -> dict[str, Any]:
    """What a person hands to a helper: every paper, every act that can be handed over, until the end of the month."""
    last_day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    doings = ["look", "add", "answer", "fill"]
    return {"owner": "bà Mẫu", "delegate": "chị Thử", "doings": doings, "papers": None, "last_day": last_day, **changes}


def invite(giver: Person, **changes: Any) -> str:
    """The code that the giver says to a helper."""
    return str(answered(giver.post("/v1/mandates/invitations", json=wish(**changes)), 201).json()["code"])


def entrust(giver: Person, helper: Person, **changes: Any) -> str:
    """The id of a mandate that the helper has taken on."""
    said = {"code": invite(giver, **changes)}
    return str(answered(helper.post("/v1/mandates", json=said), 201).json()["id"])


def register(wallet: Wallet, client_id: str, organisation: str, key: jwskate.Jwk, *, rights: bool = True) -> Service:
    catalogue = own_catalogue()
    registration = services.RegisterService(
        client_id=client_id,
        name=f"Phần mềm một cửa, {organisation}",
        organisation=organisation,
        jwks={"keys": [dict(key.public_jwk())]},
        procedures=tuple(catalogue.procedures) if rights else (),
        deposits=tuple(catalogue.record_types) if rights else (),
    )
    with wallet.database.transaction() as session:
        return services.register(session, registration, now=wallet.clock())


def settings_for(data: Path, database_url: str = "", **changes: Any) -> Settings:
    """A development wallet on a free port, with a folder as its store."""
    return Settings(
        environment=Environment.DEVELOPMENT,
        development_sign_in=True,
        data_dir=data,
        database_url=database_url,
        **{"public_url": f"http://127.0.0.1:{free_port()}", **changes},
    )


@contextmanager
def open_world(
    data: Path,
    database_url: str = "",
    *,
    clock: Clock = system_clock,
    inspector: Inspector | None = None,
    **changes: Any,
) -> Iterator[World]:
    """Start the wallet in this process and stop it again; the database and the folder stay.

    `inspector`: one with roots or limits of its own.
    """
    settings = settings_for(data, database_url, **changes)
    built: list[Wallet] = []

    def build(chosen: Settings) -> Wallet:
        looking = inspector or shared_inspector()
        built.append(wiring.build(chosen, clock=clock, inspector=looking, shelf=shelf_for(chosen)))
        return built[-1]

    app = create_app(settings, build)
    port = int(settings.public_url.rpartition(":")[2])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run, name="wallet-under-test", daemon=True)
    thread.start()
    wait_until(lambda: server.started or not thread.is_alive())
    if not server.started:
        raise RuntimeError("the wallet did not start")
    world = World(settings.public_url, built[0], app)
    try:
        yield world
    finally:
        for caller in world.callers:
            caller.close()
        server.should_exit = True
        thread.join(START_SECONDS)


def wait_until(happened: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not happen within {seconds:.0f} s")
        time.sleep(0.01)
