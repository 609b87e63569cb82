"""The question that a pushed or a back-channel request stands for, put before the citizen it has found."""

from datetime import datetime

from sqlmodel import Session

from wallet.consents.asking import Refused, ask
from wallet.consents.models import Consent
from wallet.dossiers.errors import DossierExistsError
from wallet.dossiers.service import open_dossier, open_dossier_of
from wallet.identity.actors import service_actor
from wallet.identity.models import Citizen, Service
from wallet.ledger.entries import Circumstances
from wallet.oauth.details import DossierDetails
from wallet.oauth.pushing import question_of
from wallet.records.vault import Vault


def put(
    session: Session,
    vault: Vault,
    policy_set: str,
    service: Service,
    details: DossierDetails,
    citizen: Citizen,
    how: Circumstances,
    *,
    now: datetime,
) -> Consent | None:
    """None where the rules have changed since the push, or the service's reference belongs to another citizen."""
    actor = service_actor(service)
    if details.dossier is not None:
        dossier = open_dossier_of(session, service, details.dossier)
    else:
        try:
            dossier = open_dossier(
                session,
                vault,
                service,
                citizen,
                procedure=details.procedure,
                reference=details.reference,
                actor=actor,
                how=how,
                now=now,
            )
        except DossierExistsError:
            return None
    asked = ask(
        session, vault, service, question_of(vault, details, dossier), actor, how, policy_set=policy_set, now=now
    )
    return None if isinstance(asked, Refused) else asked
