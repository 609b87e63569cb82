"""A form that was filled from an issuer's record and comes back: the parts that its tests share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.house import House
from wallet.consents.models import Consent
from wallet.corrections.models import Correction
from wallet.dossiers.models import Dossier
from wallet.dossiers.release import release
from wallet.dossiers.released import Released
from wallet.dossiers.verifying import Finding, Submitted, Verification, verify
from wallet.identity.actors import Caller
from wallet.notices import service as notices
from wallet.records.reading import Reader

NAME, BORN, PHONE = "person.full_name", "person.dob", "contact.phone"
TYPED = "TRẦN THỊ MẪU"
"""What the citizen writes instead of the name on the paper."""


@dataclass
class Submission:
    """`issuer` deposited the record, `office` runs the dossier; names map to the form's field ids."""

    house: House
    owner: Reader
    issuer: Caller
    office: Caller
    dossier: Dossier
    consent: Consent
    record: UUID
    released: Released

    @property
    def ids(self) -> dict[str, str]:
        return {field.attribute: field.id for field in self.released.fields}

    def fields(self, edits: Mapping[str, Any] | None = None) -> list[Submitted]:
        """The released form, one field for each attribute, with these values written over."""
        edits = edits or {}
        firsts = {field.attribute: field for field in reversed(self.released.fields)}
        return [
            Submitted(field.id, edits.get(name, field.chosen.value), field.chosen.salt)
            for name, field in firsts.items()
        ]

    def verify(self, edits: Mapping[str, Any] | None = None, *, proof: str = "") -> Verification:
        return verify(
            self.house.wallet.vault,
            self.office,
            self.dossier.id,
            proof or self.released.proof,
            self.fields(edits),
            now=self.house.now(),
        )

    def found(self, edits: Mapping[str, Any] | None = None) -> dict[str, Finding]:
        """Attribute name to what the wallet answers."""
        by_id = {finding.id: finding for finding in self.verify(edits).findings}
        return {name: by_id[id_] for name, id_ in self.ids.items() if id_ in by_id}

    def correction(self, value: Any = TYPED, attribute: str = NAME) -> UUID:
        """The citizen's form says something else: the correction that this opens."""
        correction = self.found({attribute: value})[attribute].correction
        assert correction is not None
        return correction

    def row(self, correction: UUID) -> Correction:
        with self.house.wallet.database.reading() as session:
            return session.get_one(Correction, correction)


def submitted(house: House, attributes: tuple[str, ...] = (NAME, BORN), *, max_uses: int = 3) -> Submission:
    """A form filled from the birth record of one service for another one."""
    owner, issuer = house.citizen(), house.service("ubnd-mau")
    office = house.service("mot-cua-mau")
    record = UUID(house.deposit(owner, issuer)["record"])
    dossier = house.dossier(owner, office)
    consent = house.agreed(owner, office, dossier, dict.fromkeys(attributes, "required"), max_uses=max_uses)
    return Submission(house, owner, issuer, office, dossier, consent, record, fetched(house, office, dossier, consent))


def fetched(house: House, office: Caller, dossier: Dossier, consent: Consent) -> Released:
    answer = release(house.wallet.vault, house.wallet.gate, office, dossier.id, consent.id, now=house.now())
    assert isinstance(answer, Released)
    return answer


def events_of(house: House, caller: Caller, kind: str) -> list[dict[str, Any]]:
    events = notices.for_service(house.wallet.database, caller.service.id, now=house.now())
    return [one.payload for one in events if one.kind == kind]


def messages_of(house: House, owner: Reader, kind: str) -> list[dict[str, Any]]:
    with house.wallet.database.reading() as session:
        return [one.payload for one in notices.for_citizen(session, owner.citizen.id) if one.kind == kind]
