"""A code to say at a counter or on the phone, in place of the ID number: the question then comes to this wallet."""

from fastapi import APIRouter, Response

from wallet.identity.dependencies import Secrets
from wallet.oauth import spoken
from wallet.pages.visits import CitizenVisit
from wallet.web.dependencies import Transaction

router = APIRouter()


@router.get("/doc-ma")
def show_use(visit: CitizenVisit) -> Response:
    return visit.page("spoken.html", code="", until=None)


@router.post("/doc-ma")
def make_code(session: Transaction, secrets: Secrets, visit: CitizenVisit) -> Response:
    """The code stands on the answer and nowhere else: it is said, not sent."""
    code, until = spoken.new_code(session, secrets, visit.citizen, now=visit.now)
    return visit.page("spoken.html", code=code, until=until)
