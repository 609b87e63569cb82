"""Coverage and prefill of CT01 from a wallet of thirty records, beside nothing but opening the same sealed records.

CPU time of one thread, medians of interleaved rounds. Each release and each look at the coverage is whole: decided
record by record, its entry durable, values opened, commitments made, proof signed.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from scripts.measure.table import Row
from tests.house import LAN, House, open_house
from wallet.consents.gate import Refusal
from wallet.dossiers import service
from wallet.dossiers.models import Dossier
from wallet.dossiers.release import release
from wallet.dossiers.schemas import Necessity
from wallet.identity.actors import Caller
from wallet.ledger.entries import Entry, Operation, Outcome
from wallet.ledger.log import Receipt
from wallet.records import opening
from wallet.records.reading import Reader
from wallet.records.rows import current_data

RECORDS = 30
OF_USE = 6
"""So many of the thirty say something that CT01 asks for; a wallet is full of papers that it does not."""

USES = 20
CALLS = 5
ROUNDS = 9
NAMES = ("person.full_name", "person.dob", "person.sex", "person.pid", "household.head.full_name", "household.members")
IDENTITY: dict[str, Any] = {
    "person.full_name": "NGUYỄN THỊ MẪU",
    "person.dob": "1961-04-12",
    "person.sex": "Nữ",
    "person.pid": LAN,
}
OTHER_PAPER: dict[str, Any] = {"vehicle.plate": "29A1-000.01", "vehicle.colour": "Đỏ", "vehicle.frame_no": "MAU0001"}


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, open_house(f"sqlite:///{folder}/wallet.db", Path(folder)) as house:
        wallet = _Wallet(house)
        opened, covered, filled = _interleaved(wallet, [wallet.open_all, wallet.cover, wallet.prefill])
    baseline = f"opening {RECORDS} sealed records, alone"
    return [
        Row.against(name, seconds * 1000, "ms CPU", baseline=baseline, baseline_value=opened * 1000)
        for name, seconds in (
            (f"coverage of CT01 from {RECORDS} records", covered),
            (f"prefill of CT01 from {RECORDS} records ({OF_USE} of use)", filled),
        )
    ]


class _Wallet:
    """One citizen's thirty records and a service that may look at what CT01 asks for."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._owner: Reader = house.citizen()
        self._issuer = house.service("cap-giay-mau", deposits=("giay_khai_sinh", "dang_ky_xe_may"))
        self._office: Caller = house.service("mot-cua-mau")
        for number in range(RECORDS):
            kind, values = ("giay_khai_sinh", IDENTITY) if number < OF_USE else ("dang_ky_xe_may", OTHER_PAPER)
            day = date(2026, 11, 1) - timedelta(days=number)
            house.deposit(self._owner, self._issuer, values, record_type=kind, as_of=day)
        self._dossier: Dossier = house.dossier(self._owner, self._office)
        self.agree()
        self._receipt = self._looked()

    def _looked(self) -> Receipt:
        """One entry, the right to open; the wallet itself writes one for each call."""
        entry = Entry(
            citizen=self._owner.citizen.id,
            operation=Operation.RECORD_READ,
            outcome=Outcome.RELEASED,
            actor=self._owner.actor,
            at=self._house.now(),
        )
        vault = self._house.wallet.vault
        with vault.database.transaction() as session:
            pending = vault.log.append(session, entry)
        return pending.receipt()

    def open_all(self) -> None:
        vault = self._house.wallet.vault
        with vault.database.reading() as session:
            held = current_data(session, self._owner.citizen.id)
        keys = opening.keys_of(vault, (data for _record, data in held), self._receipt)
        for _record, data in held:
            opening.open_values(vault, data, self._receipt, keys)

    def cover(self) -> None:
        service.coverage(self._house.wallet.vault, self._owner, self._dossier.id, now=self._house.now())

    def agree(self) -> None:
        """Before each round, outside the measured time: a consent has at most twenty uses."""
        asked: dict[str, Necessity] = dict.fromkeys(NAMES, "required")
        self._consent = self._house.agreed(self._owner, self._office, self._dossier, asked, max_uses=USES)

    def prefill(self) -> None:
        vault, gate = self._house.wallet.vault, self._house.wallet.gate
        answer = release(vault, gate, self._office, self._dossier.id, self._consent.id, now=self._house.now())
        if isinstance(answer, Refusal) or not answer.fields:
            raise RuntimeError("the release that is measured was refused")


def _interleaved(wallet: _Wallet, acts: list[Callable[[], None]]) -> list[float]:
    """Median CPU seconds of one call of each; the first round warms up and is not counted."""
    seconds: list[list[float]] = [[] for _ in acts]
    for _ in range(ROUNDS + 1):
        wallet.agree()
        for act, taken in zip(acts, seconds, strict=True):
            before = time.process_time()
            for _ in range(CALLS):
                act()
            taken.append((time.process_time() - before) / CALLS)
    return [statistics.median(taken[1:]) for taken in seconds]
