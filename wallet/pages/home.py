"""The first page: what waits for an answer, the doors, what is new. Without a session: how to get in."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Response

from wallet.consents import viewing
from wallet.consents.states import State
from wallet.consents.viewing import ConsentLine
from wallet.dossiers import uses
from wallet.identity.dependencies import MaybeSignedIn
from wallet.identity.staff import Role
from wallet.pages import news, words
from wallet.pages.rendering import render
from wallet.pages.visits import Visit, go
from wallet.records import reading
from wallet.records.routes import reader_of
from wallet.records.vault import OpenVault
from wallet.web.dependencies import AppSettings, Call, Now

NEWS_AT_MOST = 3

router = APIRouter()


@router.get("/")
def show_home(vault: OpenVault, person: MaybeSignedIn, settings: AppSettings, call: Call, now: Now) -> Response:
    """Looking at one's own list of papers is an entry, also here."""
    if person is None:
        return render("welcome.html", settings)
    if person.citizen is None:
        return go("/kiem-tra" if person.kind == Role.AUDITOR else "/van-hanh")
    visit = Visit(reader_of(person.citizen, call), person.session.csrf, settings, now)
    with vault.database.reading() as session:
        consents = viewing.consents_of(session, visit.citizen)
        told = news.tell(session, vault.catalogue, visit.citizen)
        dossiers = uses.open_dossiers_of(session, visit.citizen)
    papers = reading.list_records(vault, visit.reader, now=now)
    soon = [line for line in papers if line.expires_on and visit.today <= line.expires_on <= visit.today + words.SOON]
    return visit.page(
        "home.html",
        questions=waiting(consents, now),
        catalogue=vault.catalogue,
        procedure=words.procedure,
        papers=len(papers),
        soon=len(soon),
        living=sum(1 for line in consents if words.consent_state(line.consent, now) is State.ACTIVE),
        news=told[:NEWS_AT_MOST],
        older=told[NEWS_AT_MOST:],
        dossiers=dossiers,
    )


def waiting(consents: Sequence[ConsentLine], now: datetime) -> list[ConsentLine]:
    """Questions that can still be answered, the longest waiting first."""
    open_states = {State.REQUESTED, State.DEFERRED}
    return [line for line in reversed(consents) if words.consent_state(line.consent, now) in open_states]
