"""Who looked: the citizen's own log in sentences, with the proof behind a fold."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from wallet.audit import service as audit
from wallet.consents import viewing
from wallet.identity.acting import standing as standings
from wallet.identity.acting.scope import OWNER
from wallet.ledger.notes import VerifierKey
from wallet.pages.history import Only, People, Storyteller
from wallet.pages.language import later
from wallet.pages.visits import CitizenVisit, Visit
from wallet.records.vault import OpenVault, Vault

ONLY = {
    Only.EVERYTHING: later("Tất cả"),
    Only.OTHERS: later("Người khác"),
    Only.REFUSED: later("Không được xem"),
}

router = APIRouter()


@router.get("/ai-da-xem")
def show_looks(
    vault: OpenVault, visit: CitizenVisit, only: Annotated[Only, Query(alias="loc")] = Only.EVERYTHING
) -> Response:
    """This look is an entry too, and stands in the list that it shows."""
    own = audit.own_log(vault, visit.reader, now=visit.now)
    with vault.database.reading() as session:
        consents = viewing.consents_of(session, visit.reader)
    partners = {str(line.consent.id): line.service.organisation for line in consents}
    teller = Storyteller(vault.catalogue, people(vault, visit), partners)
    return visit.page(
        "looks.html",
        days=teller.days(own.entries, visit.today, only),
        only=only,
        choices=ONLY,
        own=own,
        origin=vault.log.origin,
        mine=visit.reader.scope is OWNER,
    )


@router.get("/ai-da-xem/bang-chung")
def show_proof(vault: OpenVault, visit: CitizenVisit) -> Response:
    """Where a browser checks the list by itself, and gives it as a file; nothing of the list is on it."""
    public = vault.secrets.signing_key("log-signing").public_key().public_bytes_raw()
    return visit.page("proof.html", vkey=str(VerifierKey(vault.log.origin, public)))


def people(vault: Vault, visit: Visit) -> People:
    """Names of those who act for the person, from mandates that stand or have ended."""
    with vault.database.reading() as session:
        found = standings.concerning(session, vault.citizen_keys, visit.citizen, now=visit.now)
    terms = {one.mandate.id: one.terms for one in found if one.mandate.citizen_id == visit.citizen and one.terms}
    mine = terms.get(visit.reader.scope.mandate) if visit.reader.scope.mandate else None
    names = {str(mandate): one.delegate for mandate, one in terms.items()}
    return People(visit.person.id, visit.citizen, visit.you, mine.owner if mine else visit.you, names)
