"""Deposits, reads and releases over HTTP against a route that does nothing, on the same server in the same run.

Counted per second of the server's own processor time, since client and server share the machine. Each call is whole: a
token and a fresh DPoP proof for services, a cookie for citizens, and an entry durable before a byte leaves.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from socket import socket
from typing import Any

import psutil

from scripts.measure.table import Row
from scripts.story.cast import (
    BIRTH_RECORD,
    COMMUNE,
    DRIVING_LICENCE,
    ID_NUMBER,
    PERMANENT_RESIDENCE,
    PORTAL,
    RESIDENCE_CONFIRMATION,
)
from scripts.story.offices import register
from scripts.story.people import Caller, office_at_work, sign_in
from scripts.story.server import HOST, Place, serving

CLIENTS = 4
USES_OF_A_CONSENT = 20
BASELINE = "a bare JSON route"
UNIT = "calls per CPU-second"
ATTRIBUTES = (
    "person.full_name",
    "person.dob",
    "person.sex",
    "person.pid",
    "household.head.full_name",
    "household.head.pid",
    "household.relation_to_head",
    "household.members",
    "contact.phone",
    "contact.email",
)

CONTACT = {"contact.phone": "0900000000", "contact.email": "ba.mau@example.org"}
"""The third record: what a citizen says of themselves."""


def rows(*, calls: int = 400) -> list[Row]:
    """`calls`: of each kind."""
    with tempfile.TemporaryDirectory() as folder, _running(Path(folder)) as (server, citizen, commune, portal):
        bare = _rate(server, calls, lambda _number: citizen.get("/bare"))
        measured = {
            "read one record": _rate(server, calls, _read(citizen)),
            "release (10 attributes from 3 records)": _rate(server, calls, _release(citizen, portal, calls)),
            "deposit (data and a 57 kB document)": _rate(server, calls, _deposit(commune)),  # last: it adds records
        }
    return [
        Row.against(f"HTTP: {name}", value, UNIT, baseline=BASELINE, baseline_value=bare)
        for name, value in measured.items()
    ]


Call = Callable[[int], object]


def _rate(server: psutil.Process, calls: int, call: Call) -> float:
    call(-1)
    before = _processor_seconds(server)
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _ in pool.map(call, range(calls)):
            pass
    return calls / (_processor_seconds(server) - before)


def _deposit(commune: Caller) -> Call:
    return lambda number: commune.send_paper(
        "/v1/records", BIRTH_RECORD, occasion=f"bench {number}", id_number=ID_NUMBER
    )


def _read(citizen: Caller) -> Call:
    record = citizen.get("/v1/me/records")[0]["id"]
    return lambda _number: citizen.get(f"/v1/me/records/{record}")


def _release(citizen: Caller, portal: Caller, calls: int) -> Call:
    """Agreed beforehand, as often as it takes: a consent has at most twenty uses."""
    agreed = [_agreed(citizen, portal, number) for number in range((calls + 1) // USES_OF_A_CONSENT + 1)]
    turn = count()

    def release(_number: int) -> Any:
        dossier, consent = agreed[next(turn) // USES_OF_A_CONSENT]
        return portal.post(f"/v1/dossiers/{dossier}/releases", {"consent": consent})

    return release


def _agreed(citizen: Caller, portal: Caller, number: int) -> tuple[str, str]:
    opened = {"id_number": ID_NUMBER, "procedure": PERMANENT_RESIDENCE, "reference": f"BENCH-{number}"}
    dossier = portal.post("/v1/dossiers", opened)["id"]
    asked = {"attributes": dict.fromkeys(ATTRIBUTES, "required"), "max_uses": USES_OF_A_CONSENT}
    consent = portal.post(f"/v1/dossiers/{dossier}/consents", asked)["id"]
    question = citizen.get(f"/v1/me/consents/{consent}")
    answer = {"agree": True, "confirmed": list(ATTRIBUTES), "notice_hash": question["notice_hash"]}
    citizen.post(f"/v1/me/consents/{consent}/answer", answer, expected=200)
    return dossier, consent


@contextmanager
def _running(folder: Path) -> Iterator[tuple[psutil.Process, Caller, Caller, Caller]]:
    with closing(socket()) as probe:
        probe.bind((HOST, 0))
        place = Place(folder, probe.getsockname()[1])
    keys = register(place, (COMMUNE, PORTAL))
    command = [sys.executable, "-m", "uvicorn", "--factory", "scripts.measure.bare:application", "--no-access-log"]
    with serving(place, [*command, "--host", HOST, "--port", str(place.port)]) as process:
        citizen = sign_in(place, {"kind": "citizen", "id_number": ID_NUMBER, "form_of_address": "bà"})
        commune, portal = (office_at_work(place, *one) for one in zip((COMMUNE, PORTAL), keys, strict=True))
        for paper in (RESIDENCE_CONFIRMATION, BIRTH_RECORD):
            commune.send_paper("/v1/records", paper, id_number=ID_NUMBER)
        citizen.send_paper("/v1/me/records", DRIVING_LICENCE)
        citizen.post("/v1/me/records", {"type": "tu_khai", "values": CONTACT, "as_of": "2026-03-15"})
        yield psutil.Process(process.pid), citizen, commune, portal


def _processor_seconds(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)
