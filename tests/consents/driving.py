"""One citizen, one office and one consent at a time, driven by words: what tables of scenarios and models are told in.

Every act goes through the real services. What the wallet refuses comes back as a word; nothing is raised but surprises.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlmodel import select

from tests.house import House
from tests.world import BIRTH_VALUES
from wallet.clock import day_of
from wallet.consents import answering, artefact, deleting, ending
from wallet.consents.asking import Refused
from wallet.consents.errors import ConsentStateError, RequiredItemsMissingError
from wallet.consents.gate import Refusal
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.disposals.models import Disposal
from wallet.dossiers import results
from wallet.dossiers.release import release
from wallet.dossiers.revoking import revoke as revoke_record
from wallet.dossiers.schemas import ConsentAsk
from wallet.dossiers.service import ask_consent
from wallet.errors import WalletError
from wallet.identity.actors import Caller
from wallet.notices.models import OutboxMessage
from wallet.records.revoking import RevocationReason

NAME, BORN = "person.full_name", "person.dob"
RELEASED, DONE = "released", "done"
_numbers = count(1)


class Driver:
    """The consent is that of the last question."""

    consent: UUID

    def __init__(self, house: House) -> None:
        number = next(_numbers)
        self.house, self.number = house, number
        self.owner = house.citizen(f"000197{number:06d}")
        self.office = house.service(f"mot-cua-mau-{number}")
        self.stranger = house.service(f"noi-khac-mau-{number}")
        self.record = self.deposit()
        self.dossier = house.dossier(self.owner, self.office, f"AA-{number}")

    def deposit(self) -> UUID:
        as_of = day_of(self.house.now()) - timedelta(days=20)
        return UUID(self.house.deposit(self.owner, self.office, BIRTH_VALUES, as_of=as_of)["record"])

    def ask(self, **limits: Any) -> str:
        wanted = ConsentAsk.model_validate({"attributes": {NAME: "required"}, **limits})
        wallet = self.house.wallet
        with wallet.database.transaction() as session:
            answer = ask_consent(session, wallet.vault, wallet.gate, self.office.service, self.dossier.id, wanted,
                                 actor=self.office.actor, how=self.office.how, now=self.house.now())  # fmt: skip
        if isinstance(answer, Refused):
            return str(answer.deny.grounds[0])
        self.consent = answer.id
        return DONE

    def answer(self, *, agree: bool, chosen: Iterable[str] = ()) -> str:
        consent = self.row()
        return self._did(
            lambda: answering.answer(
                self.house.wallet.vault, self.owner, consent.id, agree=agree, chosen=chosen,
                notice_hash=consent.notice_hash, now=self.house.now(),
            )
        )  # fmt: skip

    def defer(self) -> str:
        return self._did(
            lambda: answering.defer(self.house.wallet.vault, self.owner, self.consent, now=self.house.now())
        )

    def change(self, to: State) -> str:
        vault = self.house.wallet.vault
        return self._did(lambda: answering.change(vault, self.owner, self.consent, to, now=self.house.now()))

    def fetch(
        self, *names: str, by: Caller | None = None, key: str = "", at: House | None = None, consent: UUID | None = None
    ) -> str:
        """`at`: another worker on the same database. "released", the grounds, or an error's code."""
        wallet = (at or self.house).wallet
        try:
            answer = release(
                wallet.vault, wallet.gate, by or self.office, self.dossier.id, consent or self.consent,
                attributes=frozenset(names), idempotency_key=key, now=self.house.now(),
            )  # fmt: skip
        except WalletError as error:
            return error.code
        return " ".join(answer.deny.grounds) if isinstance(answer, Refusal) else RELEASED

    def fetch_in_another_dossier(self) -> str:
        self.dossier = self.house.dossier(self.owner, self.office, f"AA-{self.number}-2")
        return self.fetch()

    def close(self) -> None:
        wallet = self.house.wallet
        with wallet.database.transaction() as session:
            results.close(session, wallet.vault, self.office, self.dossier.id, now=self.house.now())

    def revoke_record(self) -> None:
        revoke_record(self.house.wallet.vault, self.office, self.record, reason=RevocationReason.REPLACED,
                      now=self.house.now())  # fmt: skip

    def delete_record(self) -> None:
        deleting.delete_record(self.house.wallet.vault, self.owner, self.record, now=self.house.now())

    def keep_house(self) -> None:
        ending.end_overdue(self.house.wallet.vault, now=self.house.now())

    def row(self) -> Consent:
        with self.house.wallet.database.reading() as session:
            return session.get_one(Consent, self.consent)

    def body(self) -> dict[str, Any]:
        """What the wallet signed last."""
        with self.house.wallet.database.reading() as session:
            return artefact.holding(session, self.house.wallet.secrets, session.get_one(Consent, self.consent)) or {}

    def told(self) -> list[str]:
        """Kinds of events that the office got about this consent, in order."""
        with self.house.wallet.database.reading() as session:
            mine = OutboxMessage.recipient_id == self.office.service.id
            wanted = select(OutboxMessage).where(mine, OutboxMessage.about == f"consent:{self.consent}")
            return [one.kind for one in session.exec(wanted.order_by("number"))]

    def owes(self) -> bool:
        """Whether the office has to prove that it deleted what this consent gave."""
        with self.house.wallet.database.reading() as session:
            return session.exec(select(Disposal.id).where(Disposal.consent_id == self.consent)).first() is not None

    def _did(self, act: Callable[[], object]) -> str:
        try:
            act()
        except (ConsentStateError, RequiredItemsMissingError) as error:
            return error.code
        return DONE
