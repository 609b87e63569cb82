"""Who is looking at a page, in one hand: the person, their session's token, the settings and the hour."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from fastapi.responses import HTMLResponse, RedirectResponse

from wallet.identity.acting.standing import oneself
from wallet.identity.dependencies import (
    CitizenSendingForm,
    CurrentSession,
    MaybeCitizen,
    MaybeSignedIn,
    Myself,
    SessionSendingForm,
    SignedInCitizen,
)
from wallet.identity.models import Citizen
from wallet.identity.sessions import SignedIn
from wallet.pages import words
from wallet.pages.rendering import render
from wallet.records.reading import Reader
from wallet.records.routes import reader_of
from wallet.settings import Settings
from wallet.web.dependencies import AppSettings, Call, Now

SEE_OTHER = 303
A_PAGE_OF_OURS = re.compile(r"/(?![/\\])[^\s\\]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in citizen at a page: `person` looks at it, and `reader` says whose papers are on it."""

    reader: Reader
    csrf: str
    settings: Settings
    now: datetime
    person: Citizen

    @property
    def citizen(self) -> UUID:
        """Whose papers are on the page."""
        return self.reader.citizen.id

    @property
    def you(self) -> str:
        return words.address(self.person.form_of_address)

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return words.vietnam(self.now).date()

    def page(self, template: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
        """`ones_own`, `may_do`: whether the papers are the visitor's own, and what may be done with them; `mandate`:
        under which one, else empty. `assisted`: the law wants extra care for the visitor."""
        scope = self.reader.scope
        shown |= {"ones_own": scope.mandate is None, "may_do": {doing.value for doing in scope.doings}}
        shown["mandate"] = scope.mandate or ""
        shown["assisted"] = self.person.assisted
        return render(template, self.settings, status=status, you=self.you, csrf=self.csrf, **shown)


async def _visit(
    citizen: SignedInCitizen, session: CurrentSession, settings: AppSettings, call: Call, now: Now
) -> Visit:
    return Visit(reader_of(citizen, call), session.csrf, settings, now, citizen.person)


async def _visit_sending_form(
    citizen: CitizenSendingForm, session: SessionSendingForm, settings: AppSettings, call: Call, now: Now
) -> Visit:
    return Visit(reader_of(citizen, call), session.csrf, settings, now, citizen.person)


async def _visit_as_myself(
    citizen: Myself, session: CurrentSession, settings: AppSettings, call: Call, now: Now
) -> Visit:
    return Visit(reader_of(oneself(citizen), call), session.csrf, settings, now, citizen)


async def _visit_if_citizen(
    party: MaybeCitizen, signed_in: MaybeSignedIn, settings: AppSettings, call: Call, now: Now
) -> Visit | None:
    if party is None or signed_in is None:
        return None
    return Visit(reader_of(party, call), signed_in.session.csrf, settings, now, party.person)


def address_of(person: SignedIn | None) -> str:
    """How to speak to whoever is there; empty when nobody is."""
    return words.address(person.citizen.form_of_address) if person and person.citizen else ""


CitizenVisit = Annotated[Visit, Depends(_visit)]
"""A change also carried the session's CSRF token."""

MyVisit = Annotated[Visit, Depends(_visit_as_myself)]
"""In one's own name, also while acting for somebody: for the pages on which that begins and ends."""

MaybeVisit = Annotated[Visit | None, Depends(_visit_if_citizen)]
"""None: nobody is signed in, or no citizen. For pages that change nothing."""

VisitSendingForm = Annotated[Visit, Depends(_visit_sending_form)]
"""A multipart form whose token has not been read yet: the handler calls `sessions.check_csrf`."""


def is_our_page(path: str) -> bool:
    """Whether a browser that is sent there stays with us."""
    return A_PAGE_OF_OURS.fullmatch(path) is not None


def go(path: str) -> RedirectResponse:
    """After a change: look at the result, so that loading again changes nothing."""
    return RedirectResponse(path, SEE_OTHER)
