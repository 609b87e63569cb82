"""The small world of auditors' and operators' desks: something on every page, also what is late, stuck, or odd."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from tests.servers import free_port
from tests.world import MAI, Person, World, agree, answered, fresh_id, open_world, wait_until
from wallet.audit.anomalies import Limits
from wallet.clock import system_clock
from wallet.notices import endpoints
from wallet.notices.models import Delivery

OFFICE = "cong-an-mau"
ORGANISATION = "Công an xã Mẫu <b>"
BUSY = "cong-dong-mau"
"""It looked so often in one hour that the auditors' desk says so."""
CASE = "VU-1"
REASON = "Đơn khiếu nại mẫu số 12"
LATER = timedelta(days=16)
"""Later than the law waits, and within the five weeks that the desk counts."""


@dataclass
class Calendar:
    """The wallet's clock: it runs as all clocks do, from the day that it is set to."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return system_clock() + self.ahead


@contextmanager
def open_desks(folder: Path) -> Iterator[World]:
    """Services can call no more once it is open: their clocks have stayed behind."""
    calendar = Calendar()
    with open_world(folder, clock=calendar) as world:
        owner, office = world.citizen(MAI), world.service(OFFICE, ORGANISATION)
        _unreachable(world, OFFICE)
        office.deposit(MAI)
        dossier, consent = world.agreed_dossier(office, owner, MAI)
        office.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent})
        office.post(f"/v1/dossiers/{dossier}/consents", json={"attributes": {"person.religion": "required"}})
        _busy(world, owner)
        ask_to_see(owner)
        erased = world.citizen(fresh_id())
        answered(erased.post("/v1/me/erasure", json={"word": "XÓA"}), 200)
        wait_until(lambda: _deliveries(world, "waiting", tried=True) > 0)
        calendar.ahead = LATER
        wait_until(lambda: _deliveries(world, "parked") > 0)
        world.wallet.keeper.settle()
        yield world


def ask_to_see(person: Person) -> str:
    """The id of a request by right, to be answered by the operator."""
    return str(answered(person.post("/v1/me/requests", json={"kind": "access"}), 201).json()["id"])


def _busy(world: World, owner: Person) -> None:
    """So many looks of one service that an hour is full of them, also where it ends meanwhile; and what it owes."""
    service = world.service(BUSY, "Phòng Tư pháp huyện Mẫu")
    for _ in range(2):
        dossier = service.open_dossier(MAI)
        consent = service.ask_consent(dossier, max_uses=Limits().spike_floor)
        agree(owner, consent)
        for _ in range(Limits().spike_floor):
            answered(service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent}), 201)
        answered(owner.post(f"/v1/me/consents/{consent}/revoke"), 200)


def _unreachable(world: World, client_id: str) -> None:
    """Its events are to be brought to where nobody listens."""
    with world.wallet.database.transaction() as session:
        url = f"http://127.0.0.1:{free_port()}/events"
        endpoints.register(session, client_id, url, https_only=False, now=world.wallet.clock())


def _deliveries(world: World, state: str, *, tried: bool = False) -> int:
    wanted = select(Delivery).where(Delivery.state == state, *([col(Delivery.attempts) > 0] if tried else []))
    with world.wallet.database.reading() as session:
        return len(session.exec(wanted).all())
