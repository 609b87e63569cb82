"""Who looked: the citizen's own log in sentences, with the proof behind a fold."""

from fastapi import APIRouter, Response

from wallet.audit import service as audit
from wallet.consents import viewing
from wallet.pages.history import Storyteller
from wallet.pages.visits import CitizenVisit
from wallet.records.vault import OpenVault

router = APIRouter()


@router.get("/ai-da-xem")
def show_looks(vault: OpenVault, visit: CitizenVisit) -> Response:
    """This look is an entry too, and stands in the list that it shows."""
    own = audit.own_log(vault, visit.reader, now=visit.now)
    with vault.database.reading() as session:
        consents = viewing.consents_of(session, visit.citizen)
    partners = {str(line.consent.id): line.service.organisation for line in consents}
    teller = Storyteller(vault.catalogue, visit.citizen, visit.you, partners)
    return visit.page("looks.html", days=teller.days(own.entries, visit.today), own=own, origin=vault.log.origin)
