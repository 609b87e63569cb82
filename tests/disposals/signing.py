"""A service that keeps a key of its own and signs receipts with it."""

import json
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from tests.house import House
from wallet.consents import answering
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.disposals import confirming
from wallet.disposals.models import Disposal
from wallet.disposals.viewing import DisposalLine, of_citizen
from wallet.dossiers.release import release
from wallet.dossiers.released import Released
from wallet.identity import services
from wallet.identity.actors import Caller
from wallet.records.reading import Reader

WALLET = "http://127.0.0.1:8420"
NAMES = ["person.dob", "person.full_name"]


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Errand:
    """One consent that was used once, by a service that can sign."""

    house: House
    owner: Reader
    caller: Caller
    consent: Consent
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)

    def revoke(self) -> Disposal:
        answering.change(self.house.wallet.vault, self.owner, self.consent.id, State.REVOKED, now=self.house.now())
        return next(line.disposal for line in self.lines() if line.disposal.consent_id == self.consent.id)

    def lines(self) -> list[DisposalLine]:
        with self.house.wallet.database.reading() as session:
            return list(of_citizen(session, self.owner.citizen.id, now=self.house.now()))

    def claims(self, disposal: Disposal) -> dict[str, Any]:
        seconds = int(self.house.now().timestamp())
        return {
            "iss": self.caller.service.client_id,
            "aud": WALLET,
            "iat": seconds,
            "disposal": str(disposal.id),
            "consent": str(disposal.consent_id),
            "artefact": disposal.artefact_hash,
            "deleted": list(disposal.owed),
            "deleted_at": seconds - 60,
            "deleted_by": "Bộ phận công nghệ thông tin",
        }

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        headers = {"typ": "disposal+jwt", "kid": "1"} | header
        return jwt.encode(claims, self.key, algorithm="ES256", headers=headers)

    def hand_in(self, disposal: Disposal, receipt: str, caller: Caller | None = None) -> Disposal:
        with self.house.wallet.database.transaction() as session:
            return confirming.confirm(
                session,
                self.house.wallet.log,
                caller or self.caller,
                disposal.id,
                receipt,
                wallet=WALLET,
                now=self.house.now(),
            )


def errand(house: House, *, uses: int = 1, client_id: str = "cong-an-mau", **limits: int) -> Errand:
    owner, caller, key = house.citizen(), house.service(client_id), new_key()
    jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key())) | {"kid": "1"}
    with house.wallet.database.transaction() as session:
        service = services.find(session, caller.service.id)
        assert service is not None
        service.jwks = {"keys": [jwk]}
        session.add(service)
    caller = Caller(service, caller.actor, caller.how)
    house.deposit(owner, caller)
    dossier = house.dossier(owner, caller, reference=f"H00-{client_id}")
    consent = house.agreed(owner, caller, dossier, dict.fromkeys(NAMES, "required"), max_uses=3, **limits)
    for _ in range(uses):
        answer = release(house.wallet.vault, house.wallet.gate, caller, dossier.id, consent.id, now=house.now())
        assert isinstance(answer, Released)
    return Errand(house, owner, caller, consent, key)
