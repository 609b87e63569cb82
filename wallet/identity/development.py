"""Sign-in without any identity provider, for demos and tests. Anybody who reaches this door becomes anybody.

Included only where `WALLET_DEVELOPMENT_SIGN_IN` is on, which production settings refuse; and it asks again by itself.

    POST /v1/development/tickets {"kind": "citizen", "id_number": "000161000017"}  ->  {"ticket": …, "path": …}
    POST /v1/sign-in {"ticket": …}                                                 ->  cookie, {"kind", "csrf"}
"""

from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import Session

from wallet.errors import NotFoundError
from wallet.identity import citizens, sessions, staff
from wallet.identity.dependencies import Keys, Secrets
from wallet.identity.errors import InvalidIdNumberError, InvalidStaffError
from wallet.identity.keys import CitizenKeys
from wallet.identity.schemas import DevelopmentTicket, TicketRead
from wallet.identity.secrets import InstanceSecrets
from wallet.identity.sessions import PersonKind
from wallet.web.dependencies import AppSettings, Now, Transaction
from wallet.web.refusals import refuses

ORGANISATION = "(thử nghiệm)"
REUSABLE_LIFE = timedelta(days=30)

router = APIRouter(tags=["development"])


@router.post("/v1/development/tickets", status_code=201)
@refuses(InvalidIdNumberError, InvalidStaffError, NotFoundError)
def issue_ticket(
    session: Transaction,
    keys: Keys,
    secrets: Secrets,
    settings: AppSettings,
    now: Now,
    wanted: DevelopmentTicket,
) -> TicketRead:
    """A sign-in ticket for anybody, made up on the spot where needed."""
    if settings.is_production or not settings.development_sign_in:
        raise NotFoundError
    kind, person_id = _person(session, keys, secrets, wanted, now)
    life = REUSABLE_LIFE if wanted.reusable else sessions.TICKET_LIFE
    ticket = sessions.issue_ticket(session, kind, person_id, now=now, life=life, reusable=wanted.reusable)
    return TicketRead(ticket=ticket, path=f"/dang-nhap/{ticket}")


def _person(
    session: Session, keys: CitizenKeys, secrets: InstanceSecrets, wanted: DevelopmentTicket, now: datetime
) -> tuple[PersonKind, UUID]:
    if wanted.kind == "citizen":
        citizen = citizens.enrol(
            session, keys, secrets, wanted.id_number, form_of_address=wanted.form_of_address, now=now
        )
        return PersonKind.CITIZEN, citizen.id
    return PersonKind.STAFF, staff.add(session, wanted.login, wanted.kind, ORGANISATION, now=now).id
