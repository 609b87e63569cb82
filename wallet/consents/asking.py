"""A dossier service asks for consent. What its procedure does not need is refused before the citizen is bothered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from policies.assurance import Assurance
from policies.grounds import Ground
from policies.release import Deny
from wallet.consents import notice
from wallet.consents.errors import NothingAskedError
from wallet.consents.facts import registered_for
from wallet.consents.models import Consent
from wallet.consents.standing import answering as standing
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
    """Put the question before the citizen, or refuse it with the ground; either way an entry says so.

    Where a rule of the citizen's answers, the consent comes back answered.
    """
    if not question.attributes and not question.documents:
        raise NothingAskedError
    how = replace(how, policy_set=policy_set, decision=_weighed(vault, service, question))
    if refused := refusal_of(vault, service, question, policy_set):
        vault.log.append(session, _entry(question, actor, how, now, refused))
        return refused
    consent = _put(question, service, now)
    by_rule = standing.answer_of(session, vault, service, consent, now=now)
    if by_rule and by_rule.agree and by_rule.rule.until:
        consent.valid_until = min(consent.valid_until, by_rule.rule.until)
    consent.notice_hash = notice.keep(session, notice.write(vault.catalogue, consent, service))
    session.add(consent)
    session.flush()
    vault.log.append(session, _entry(question, actor, how, now, None, consent))
    if by_rule is not None:
        standing.apply(session, vault, service, consent, by_rule, now=now)
        return consent
    told = {"consent": str(consent.id), "organisation": service.organisation}
    notices.tell_citizen(session, question.citizen, "consent.asked", told, now=now)
    return consent


def _put(question: Question, service: Service, now: datetime) -> Consent:
    return Consent(
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


def refusal_of(vault: Vault, service: Service, question: Question, policy_set: str) -> Refused | None:
    """Why nobody will be asked this; None when somebody may be. Says nothing about any citizen."""
    weighed = _weighed(vault, service, question)
    ground = ground_of(weighed)
    if ground is None:
        return None
    too_much = sorted({*weighed["asked"]} - {*weighed["needed"]})
    names = (question.procedure,) if ground is Ground.SERVICE_NOT_REGISTERED else tuple(too_much)
    return Refused(Deny((ground,), policy_set), names)


def ground_of(weighed: Mapping[str, Any]) -> Ground | None:
    """Decides from what an entry keeps: `registered`, `asked` names, and those of them that the procedure `needed`."""
    if not weighed.get("registered"):
        return Ground.SERVICE_NOT_REGISTERED
    return None if set(weighed["asked"]) <= set(weighed.get("needed", ())) else Ground.OVER_ASKING


def _weighed(vault: Vault, service: Service, question: Question) -> dict[str, Any]:
    template = vault.catalogue.still_needs(question.procedure)
    needed = (question.attributes.keys() & template.attributes) | (question.documents.keys() & template.documents)
    return {
        "registered": question.procedure in registered_for(vault.catalogue, service),
        "asked": sorted({*question.attributes, *question.documents}),
        "needed": sorted(needed),
    }


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
        circumstances=how if refused is None else replace(how, rules=tuple(refused.deny.grounds)),
        at=now,
    )
