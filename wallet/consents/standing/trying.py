"""A rule is tried before it is saved: which of the last questions would it have answered without asking?

Nothing is opened and nothing is decided; what the citizen then answered by hand stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from policies.catalogue import Catalogue
from wallet.consents.models import Consent, StandingPolicy
from wallet.consents.standing import statement
from wallet.consents.standing.drafting import Draft, drafted, private_of
from wallet.consents.standing.rule import Asked, Kind, Rule, answer_to, withheld_from
from wallet.consents.standing.wording import RuleText, write
from wallet.consents.states import Channel, State
from wallet.identity.models import Service
from wallet.identity.preferences import Language
from wallet.ledger.entries import Entry, Operation, Outcome
from wallet.records.reading import Reader
from wallet.records.vault import Vault

LAST_QUESTIONS = 20


class Effect(StrEnum):
    """What the rule would have done to a question."""

    AGREES = "agrees"
    REFUSES = "refuses"
    WITHHOLDS = "withholds"
    """The citizen is asked, without what is given to nobody."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Tried:
    """`by_hand`: what the citizen answered then; None while they have not, or where a rule did."""

    consent: Consent
    organisation: str
    effect: Effect
    by_hand: bool | None


@dataclass(frozen=True, slots=True)
class Trial:
    """The rule in words, and the last questions, newest first."""

    policy: StandingPolicy
    service: Service | None
    text: RuleText
    questions: tuple[Tried, ...]

    def count(self, effect: Effect) -> int:
        return sum(tried.effect is effect for tried in self.questions)

    @property
    def contrary(self) -> int:
        """How often the citizen had said the opposite by hand."""
        opposite = {Effect.AGREES: False, Effect.REFUSES: True}
        return sum(
            tried.by_hand is not None and opposite.get(tried.effect) is tried.by_hand for tried in self.questions
        )


def try_rule(
    vault: Vault, reader: Reader, draft: Draft, *, language: Language = Language.VIETNAMESE, now: datetime
) -> Trial:
    """Saves nothing. Raises PolicyUnfitError, ServiceOwesDisposalError."""
    with vault.database.reading() as session:
        policy, service = drafted(session, vault.catalogue, reader.citizen.id, draft, now=now)
        never = statement.refusing(session, vault.secrets, reader.citizen.id)
        questions = tuple(
            Tried(consent, asker.organisation, _effect(vault.catalogue, policy, never, consent), _by_hand(consent))
            for consent, asker in _last_questions(session, reader)
        )
        entry = Entry(
            citizen=reader.citizen.id,
            operation=Operation.POLICY_TRY,
            outcome=Outcome.DONE,
            actor=reader.actor,
            circumstances=reader.circumstances,
            at=now,
        )
        look = vault.log.sealed(session, entry)
    vault.log.note(vault.database, look)
    return Trial(policy, service, write(vault.catalogue, policy, service, language), questions)


def _last_questions(session: Session, reader: Reader) -> Sequence[tuple[Consent, Service]]:
    mine = (
        select(Consent, Service)
        .join(Service, col(Service.id) == col(Consent.service_id))
        .where(Consent.citizen_id == reader.citizen.id)
        .order_by(col(Consent.created_at).desc(), col(Consent.id))
    )
    return session.exec(mine.limit(LAST_QUESTIONS)).all()


def _effect(catalogue: Catalogue, policy: StandingPolicy, never: Sequence[Rule], consent: Consent) -> Effect:
    tried = Rule(
        kind=Kind(policy.kind),
        names=frozenset(policy.names),
        service=policy.service_id,
        procedure=policy.procedure,
        data_life_days=policy.data_life_days,
        until=policy.valid_until,
    )
    asked = Asked.of(consent.service_id, consent.procedure, consent.asked, consent.data_life_days)
    answer = answer_to(asked, [tried, *never], private=private_of(catalogue, asked.names))
    if tried.kind is Kind.ALLOW:
        return Effect.AGREES if answer is not None and answer.agree else Effect.NOTHING
    mine = answer_to(asked, [tried], private=frozenset())
    if mine is not None:
        return Effect.REFUSES
    return Effect.WITHHOLDS if withheld_from(asked, [tried]) else Effect.NOTHING


def _by_hand(consent: Consent) -> bool | None:
    if consent.channel != Channel.WALLET or consent.decided_at is None:
        return None
    return consent.state != State.REFUSED
