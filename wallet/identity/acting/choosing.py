"""For whom a call is made: what the caller has chosen, and whether the mandate and the door allow it.

Programs name the mandate in the header `X-Acting-For`. Pages have it in the session, so that a link needs no more than
its path; choosing another makes the session's CSRF token anew, and a form that was drawn before can change nothing in
somebody else's wallet.
"""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col
from starlette.requests import Request

from wallet.database import Database
from wallet.identity.acting import standing as standings
from wallet.identity.acting.doors import DOORS
from wallet.identity.acting.errors import NotDelegatedError
from wallet.identity.acting.standing import Party, Standing
from wallet.identity.models import Citizen, SignInSession
from wallet.identity.sessions import SECRET_BYTES
from wallet.ledger.log import SubjectKeys
from wallet.web.calls import route_template

HEADER = "X-Acting-For"
PROGRAMS = "/v1/"


def chosen(request: Request, row: SignInSession) -> UUID | None:
    """The mandate that this call names; None: in one's own name. NotDelegatedError for what is no id."""
    if not request.url.path.startswith(PROGRAMS):
        return row.acting_under
    named = request.headers.get(HEADER)
    try:
        return None if named is None else UUID(named)
    except ValueError:
        raise NotDelegatedError from None


def own_standing(database: Database, keys: SubjectKeys, person: Citizen, mandate: UUID, now: datetime) -> Standing:
    """A mandate that this person holds, ended or not; NotDelegatedError for an absent one and anybody else's alike."""
    with database.reading() as session:
        found = standings.find(session, keys, mandate, now=now)
    if found is None or found.mandate.delegate_id != person.id:
        raise NotDelegatedError(owner=found.owner.id if found else None)
    return found


def party(request: Request, person: Citizen, standing: Standing | None) -> Party:
    """NotDelegatedError, which names the owner, where the mandate has ended or the door is not open to it."""
    if standing is None:
        return standings.oneself(person)
    request.state.actor = standing.actor
    method = "GET" if request.method == "HEAD" else request.method
    doing = DOORS.get(f"{method} {route_template(request.scope)}")
    if not standing.holds or doing is None or not standing.scope.allows(doing):
        raise NotDelegatedError(owner=standing.owner.id)
    return Party(standing.owner, person, standing.actor, standing.scope)


def act_under(session: Session, row: SignInSession, mandate: UUID | None) -> None:
    """From the commit on the pages of this session are about that person's wallet; None: one's own again."""
    values = {"acting_under": mandate, "csrf": secrets.token_urlsafe(SECRET_BYTES)}
    session.connection().execute(update(SignInSession).where(col(SignInSession.hash) == row.hash).values(values))
