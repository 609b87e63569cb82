"""A dossier service asks for consent. What its procedure does not need is refused before the citizen is bothered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from policies.assurance import Assurance
from policies.grounds import Ground
from policies.release import Deny
from wallet.consents import notice
from wallet.consents.errors import NothingAskedError
from wallet.consents.facts import registered_for
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.identity.models import Service
from wallet.ledger.entries import Actor, Circumstances, Entry, Operation, Outcome, Purpose, Touched
from wallet.notices import service as notices
from wallet.records.vault import Vault

ANSWER_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a service asks for one dossier. Names map to "required" or "optional".

    `max_age_days`: older values have to be confirmed; `interval_hours`: the least time between two uses.
    """

    citizen: UUID
    dossier: UUID
    procedure: str
    purpose: str
    attributes: Mapping[str, str]
    documents: Mapping[str, str]
    valid_days: int
    max_uses: int
    data_life_days: int
    min_assurance: Assurance = Assurance.SELF_DECLARED
    max_age_days: int | None = None
    interval_hours: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody was asked; `names`: what was too much."""

    deny: Deny
    names: tuple[str, ...]


def ask(
    session: Session,
    vault: Vault,
    service: Service,
    question: Question,
    actor: Actor,
    how: Circumstances,
    *,
    policy_set: str,
    now: datetime,
) -> Consent | Refused:
    """Put the question before the citizen, or refuse it with the ground; either way an entry says so."""
    if not question.attributes and not question.documents:
        raise NothingAskedError
    if refused := refusal_of(vault, service, question, policy_set):
        vault.log.append(session, _entry(question, actor, how, now, refused))
        return refused
    consent = Consent(
        citizen_id=question.citizen,
        service_id=service.id,
        dossier_id=question.dossier,
        procedure=question.procedure,
        purpose=question.purpose,
        asked=_items(question),
        granted=[],
        state=State.REQUESTED,
        valid_until=now + timedelta(days=question.valid_days),
        answer_until=now + timedelta(days=ANSWER_DAYS),
        data_life_days=question.data_life_days,
        min_assurance=question.min_assurance,
        max_age_days=question.max_age_days,
        interval_hours=question.interval_hours,
        max_uses=question.max_uses,
        created_at=now,
    )
    consent.notice_hash = notice.keep(session, notice.write(vault.catalogue, consent, service))
    session.add(consent)
    session.flush()
    vault.log.append(session, _entry(question, actor, how, now, None, consent))
    told = {"consent": str(consent.id), "organisation": service.organisation}
    notices.tell_citizen(session, question.citizen, "consent.asked", told, now=now)
    return consent


def refusal_of(vault: Vault, service: Service, question: Question, policy_set: str) -> Refused | None:
    """Why nobody will be asked this; None when somebody may be. Says nothing about any citizen."""
    if question.procedure not in registered_for(vault.catalogue, service):
        return Refused(Deny((Ground.SERVICE_NOT_REGISTERED,), policy_set), (question.procedure,))
    template = vault.catalogue.template(question.procedure)
    too_much = (set(question.attributes) - template.attributes) | (set(question.documents) - template.documents)
    return Refused(Deny((Ground.OVER_ASKING,), policy_set), tuple(sorted(too_much))) if too_much else None


def _items(question: Question) -> list[dict[str, str]]:
    """Required items first, each group in the order it was asked."""
    items: list[dict[str, str]] = [
        {"attribute": name, "necessity": necessity} for name, necessity in question.attributes.items()
    ]
    items += [{"document": name, "necessity": necessity} for name, necessity in question.documents.items()]
    return sorted(items, key=lambda item: item["necessity"] != "required")


def _entry(
    question: Question,
    actor: Actor,
    how: Circumstances,
    now: datetime,
    refused: Refused | None,
    consent: Consent | None = None,
) -> Entry:
    names: Sequence[str] = refused.names if refused else [*question.attributes, *question.documents]
    return Entry(
        citizen=question.citizen,
        operation=Operation.CONSENT_ASK,
        outcome=Outcome.DENIED if refused else Outcome.DONE,
        actor=actor,
        touched=(Touched(record="", type="", version=0, attributes=tuple(sorted(names))),),
        purpose=Purpose(
            code=question.purpose,
            procedure=question.procedure,
            dossier=str(question.dossier),
            consent=str(consent.id) if consent else "",
        ),
        circumstances=how if refused is None else _with_grounds(how, refused.deny),
        at=now,
    )


def _with_grounds(how: Circumstances, deny: Deny) -> Circumstances:
    return Circumstances(
        request=how.request,
        route=how.route,
        address=how.address,
        policy_set=deny.policy_set,
        rules=tuple(deny.grounds),
    )
