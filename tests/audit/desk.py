"""Auditors at work in a house whose log is sequenced when a test says so."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.house import HOW, House
from wallet.audit.cases import Desk
from wallet.audit.searching import search
from wallet.audit.sightings import Filters, Found
from wallet.identity import staff
from wallet.identity.actors import staff_actor
from wallet.ledger.chain import OwnEntry
from wallet.ledger.entries import SYSTEM_SUBJECT
from wallet.ledger.notes import NoteSigner
from wallet.ledger.publisher import Publisher
from wallet.ledger.sequencer import Sequencer

Opener = Callable[..., Desk]


def desk_of(house: House, login: str = "kiem-tra-mau", case: str = "VU-1") -> Desk:
    with house.wallet.database.transaction() as session:
        auditor = staff.add(session, login, "auditor", f"Thanh tra, {login}", now=house.now())
    return Desk(house.wallet.vault, auditor.id, staff_actor(auditor), HOW, case)


def settle(house: House) -> None:
    """Everything written so far gets its number and is published."""
    wallet = house.wallet
    Sequencer(wallet.database, wallet.log.keys, wallet.log.origin).run_once()
    signer = NoteSigner(wallet.log.origin, wallet.secrets.signing_key("log-signing"))
    Publisher(wallet.database, wallet.objects, signer, wallet.log.origin, house.now).run_once()


def found(house: House, desk: Desk, filters: Filters | None = None, **more: Any) -> Found:
    settle(house)
    return search(desk, filters or Filters(), now=house.now(), **more)


def chain(house: House, citizen: UUID = SYSTEM_SUBJECT) -> list[OwnEntry]:
    with house.wallet.database.reading() as session:
        return house.wallet.log.history(session, citizen)
