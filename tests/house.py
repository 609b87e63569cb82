"""A wallet without its HTTP front, and synthetic people and services to use it: for tests of the rooms' services."""

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from policies.release import Assurance
from tests.papers import agreement_hash, shared_inspector, shelf_for
from wallet import wiring
from wallet.consents import answering
from wallet.consents.asking import Refused
from wallet.consents.models import Consent
from wallet.dossiers import service as dossiers
from wallet.dossiers.models import Dossier, StandsAs
from wallet.dossiers.schemas import ConsentAsk, Necessity
from wallet.identity import citizens, services
from wallet.identity.actors import Caller, citizen_actor, service_actor
from wallet.identity.models import Service
from wallet.intake.inspector import Inspector
from wallet.ledger.chain import OwnEntry
from wallet.ledger.entries import Circumstances
from wallet.records.deposit import Sender, deposit
from wallet.records.new_record import NewRecord
from wallet.records.reading import Reader
from wallet.records.sealing import IncomingDocument
from wallet.settings import Environment, Settings

LAN, MINH = "000161000017", "000075000021"
"""ID numbers with a province code that does not exist: nobody's."""

RESIDENCE = "1.004222"
DEPOSITS = ("giay_khai_sinh", "xac_nhan_cu_tru_ct07", "xac_nhan_tthn")
HOW = Circumstances(request="test", route="/test")
BIRTH = {
    "person.full_name": "NGUYỄN THỊ MẪU",
    "person.dob": "1961-04-12",
    "person.sex": "Nữ",
    "person.pid": LAN,
}


@dataclass
class MovableClock:
    """Moves a second at each look, so that two acts never happen at the same moment."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 5, 0, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def pass_by(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class House:
    """`now()` moves the clock; everything else is the product's own."""

    wallet: wiring.Wallet
    now: MovableClock

    def citizen(self, id_number: str = LAN) -> Reader:
        with self.wallet.database.transaction() as session:
            vault = self.wallet.vault
            citizen = citizens.enrol(session, vault.citizen_keys, vault.secrets, id_number, now=self.now())
        return Reader(citizen, citizen_actor(citizen), HOW)

    def service(
        self,
        client_id: str = "cong-an-mau",
        procedures: tuple[str, ...] = (RESIDENCE,),
        *,
        deposits: tuple[str, ...] = DEPOSITS,
    ) -> Caller:
        public = ec.generate_private_key(ec.SECP256R1()).public_key()
        key = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(public)) | {"kid": "1", "alg": "ES256", "use": "sig"}
        wanted = services.RegisterService(
            client_id=client_id,
            name="Cổng thử",
            organisation="Công an xã Mẫu",
            jwks={"keys": [key]},
            procedures=procedures,
            deposits=deposits,
        )
        with self.wallet.database.transaction() as session:
            service = services.register(session, wanted, now=self.now())
        return Caller(service, service_actor(service), HOW)

    def deposit(
        self,
        owner: Reader,
        depositor: Caller | None,
        values: Mapping[str, Any] | None = None,
        *,
        record_type: str = "giay_khai_sinh",
        document: bytes | None = None,
        declared: str = "application/pdf",
        key: str = "",
        as_of: date = date(2026, 11, 1),
        replaces: UUID | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """`more`: other members of NewRecord."""
        service: Service | None = depositor.service if depositor else None
        new = NewRecord(
            citizen=owner.citizen.id,
            type=record_type,
            values=BIRTH if values is None else values,
            as_of=as_of,
            assurance=Assurance.ISSUER_ASSERTED if depositor else Assurance.SELF_DECLARED,
            depositor=service,
            replaces=replaces,
            agreement=agreement_hash(record_type) if service is None else "",
            **more,
        )
        sender = Sender(service.id if service else owner.citizen.id, (depositor or owner).actor, HOW, key)
        paper = IncomingDocument(io.BytesIO(document), declared) if document is not None else None
        return deposit(self.wallet.vault, new, paper, sender, now=self.now())

    def dossier(
        self,
        owner: Reader,
        caller: Caller,
        reference: str = "H00-1",
        procedure: str = RESIDENCE,
        stands_as: StandsAs = StandsAs.BOTH,
    ) -> Dossier:
        with self.wallet.database.transaction() as session:
            return dossiers.open_dossier(
                session,
                self.wallet.vault,
                caller.service,
                owner.citizen,
                procedure=procedure,
                reference=reference,
                stands_as=stands_as,
                actor=caller.actor,
                how=HOW,
                now=self.now(),
            )

    def ask(
        self,
        caller: Caller,
        dossier: Dossier,
        attributes: Mapping[str, Necessity],
        *,
        documents: Mapping[str, Necessity] | None = None,
        **limits: int,
    ) -> Consent | Refused:
        """`limits`: other members of ConsentAsk."""
        wanted = ConsentAsk(attributes=dict(attributes), documents=dict(documents or {}), **limits)
        with self.wallet.database.transaction() as session:
            return dossiers.ask_consent(
                session,
                self.wallet.vault,
                self.wallet.gate,
                caller.service,
                dossier.id,
                wanted,
                actor=caller.actor,
                how=HOW,
                now=self.now(),
            )

    def agreed(
        self,
        owner: Reader,
        caller: Caller,
        dossier: Dossier,
        attributes: Mapping[str, Necessity],
        **more: Any,
    ) -> Consent:
        """Asked and agreed to in full."""
        confirmed = more.pop("confirmed", ())
        consent = self.ask(caller, dossier, attributes, **more)
        assert isinstance(consent, Consent)
        chosen = [*attributes, *more.get("documents", {})]
        return answering.answer(
            self.wallet.vault,
            owner,
            consent.id,
            agree=True,
            chosen=chosen,
            confirmed=confirmed,
            notice_hash=consent.notice_hash,
            now=self.now(),
        )

    def log_of(self, owner: Reader) -> list[OwnEntry]:
        with self.wallet.database.reading() as session:
            return self.wallet.log.history(session, owner.citizen.id)


@contextmanager
def open_house(
    database_url: str, folder: Path, inspector: Inspector | None = None, *, province: Path | None = None
) -> Iterator[House]:
    """`inspector`: one with roots or limits of its own. `province`: a folder over the nation's catalogue."""
    clock = MovableClock()
    settings = Settings(
        environment=Environment.DEVELOPMENT, data_dir=folder, database_url=database_url, province_dir=province
    )
    looking = inspector or shared_inspector()
    wallet = wiring.build(settings, clock=clock, inspector=looking, shelf=shelf_for(settings))
    try:
        yield House(wallet, clock)
    finally:
        wallet.database.close()
