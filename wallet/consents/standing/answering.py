"""A question comes and a rule of the citizen's answers it: a signed consent like every other, and nobody was asked.

It is logged and told as what it is: the wallet answered, for the citizen, by that rule. Whatever is doubtful is asked:
an answer that would hold back something old or missing, a service that is late to delete, a ward without a guardian, a
person for whom the law wants extra care.
"""

from datetime import datetime

from sqlmodel import Session

from wallet.clock import day_of
from wallet.consents import artefact, granting
from wallet.consents.facts import guardian_required
from wallet.consents.holdings import holdings_of, is_old
from wallet.consents.models import Consent
from wallet.consents.standing import statement
from wallet.consents.standing.drafting import private_of
from wallet.consents.standing.rule import Answer, Asked, answer_to
from wallet.consents.states import WALLET, Channel, State, move
from wallet.disposals.owing import has_overdue_disposal
from wallet.identity.models import Citizen, Service
from wallet.ledger.entries import Actor, ActorKind, Circumstances, Entry, Operation, Outcome, Purpose
from wallet.notices import service as notices
from wallet.records import rows
from wallet.records.vault import Vault
from wallet.restrictions import standing as restrictions


def answer_of(session: Session, vault: Vault, service: Service, consent: Consent, *, now: datetime) -> Answer | None:
    """What the citizen's rules say to this question, which has just come; None: ask them."""
    asked = Asked.of(service.id, consent.procedure, consent.asked, consent.data_life_days)
    allowing = statement.allowing(session, vault.secrets, consent.citizen_id, service.id, consent.procedure, now=now)
    rules = [*allowing, *statement.refusing(session, vault.secrets, consent.citizen_id)]
    found = answer_to(asked, rules, private=private_of(vault.catalogue, asked.names))
    if found is None or not found.agree:
        return found
    if has_overdue_disposal(session, service.id, now) or _is_kept_back(session, service, consent):
        return None
    citizen = session.get_one(Citizen, consent.citizen_id)
    if citizen.assisted or guardian_required(session, vault.citizen_keys, citizen.id, None, now=now):
        return None
    return found if _holds_all(session, vault, consent, asked.required or found.chosen, now) else None


def _is_kept_back(session: Session, service: Service, consent: Consent) -> bool:
    """The citizen objects to this service, or had everything restricted: no rule of theirs speaks for them then."""
    found = restrictions.holding(session, consent.citizen_id)
    return found.whole or service.id in found.services


def apply(session: Session, vault: Vault, service: Service, consent: Consent, answer: Answer, *, now: datetime) -> None:
    """Sign it, write it down, tell both, in the transaction in which the question came."""
    consent.channel, consent.rule, consent.decided_at = Channel.STANDING_POLICY, answer.rule.statement, now
    if answer.agree:
        granting.grant(session, consent, answer.chosen, frozenset(), now=now)
    else:
        consent.state, consent.ended_at = move(consent.state, State.REFUSED), now
    artefact.write(session, vault.secrets, vault.catalogue, consent, service, now=now)
    vault.log.append(session, _entry(consent, answer, now))
    told = {"consent": str(consent.id), "dossier": str(consent.dossier_id), "state": consent.state}
    notices.tell_service(session, service.id, "consent.answered", told, now=now)
    about = {"consent": str(consent.id), "organisation": service.organisation, "state": consent.state}
    notices.tell_citizen(session, consent.citizen_id, "consent.answered-by-rule", about, now=now)


def _holds_all(session: Session, vault: Vault, consent: Consent, needed: frozenset[str], now: datetime) -> bool:
    """Whether a paper has each of these, and freshly enough that nobody has to look at it again."""
    held, today = holdings_of(session, consent), day_of(now)
    return all(
        any(
            record.type == name
            or (name in rows.readable(record, data) and not is_old(vault.catalogue, consent, name, record, today))
            for record, data in held
        )
        for name in needed
    )


def _entry(consent: Consent, answer: Answer, now: datetime) -> Entry:
    return Entry(
        citizen=consent.citizen_id,
        operation=Operation.CONSENT_GIVE if answer.agree else Operation.CONSENT_REFUSE,
        outcome=Outcome.DONE,
        actor=Actor(
            kind=ActorKind.SYSTEM, id=WALLET, role=Channel.STANDING_POLICY, on_behalf_of=str(consent.citizen_id)
        ),
        touched=granting.granted(consent),
        purpose=Purpose(
            code=consent.purpose,
            procedure=consent.procedure,
            dossier=str(consent.dossier_id),
            consent=str(consent.id),
            artefact=consent.artefact_hash,
        ),
        circumstances=Circumstances(detail=answer.rule.statement),
        at=now,
    )
