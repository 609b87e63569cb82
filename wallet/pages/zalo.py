"""Where a Zalo account is bound to a wallet: whoever comes with an arrival, shows who they are, and types the code that
their own mini app shows. And where it is unbound."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Query, Response

from wallet.identity.cookies import clear_cookie
from wallet.identity.dependencies import AccessLog, Keys, MaybeSignedIn, Myself, Person, Secrets
from wallet.identity.oidc.errors import LevelTooLowError
from wallet.identity.oidc.providers import Doors, Who
from wallet.identity.zalo import arriving, binding
from wallet.identity.zalo.connection import Connected
from wallet.notices import service as notices
from wallet.pages.rendering import render
from wallet.pages.visits import MyVisit, address_of, go
from wallet.settings import Settings
from wallet.web.dependencies import AppSettings, Call, Now, Reading, Transaction

Ticket = Annotated[str, Path(max_length=100)]

router = APIRouter()


@router.get("/zalo")
def show_binding(
    _zalo: Connected,
    session: Reading,
    visit: MyVisit,
    just: Annotated[Literal["", "noi", "bo"], Query(alias="vua")] = "",
) -> Response:
    return visit.page("zalo.html", binding=binding.of_citizen(session, visit.person.id), just=just)


@router.post("/zalo/bo")
def unbind(
    session: Transaction,
    _zalo: Connected,
    log: AccessLog,
    citizen: Myself,
    person: Person,
    settings: AppSettings,
    call: Call,
    now: Now,
) -> Response:
    """Whoever does it from within Zalo is out of the wallet then."""
    from_zalo = person.session.method == binding.METHOD
    binding.unbind(session, log, citizen, call, now=now)
    if not from_zalo:
        return go("/zalo?vua=bo")
    response = go("/")
    clear_cookie(response, settings)
    return response


@router.get("/zalo/noi/{ticket}")
def show_door(
    session: Reading,
    _zalo: Connected,
    settings: AppSettings,
    doors: Doors,
    person: MaybeSignedIn,
    now: Now,
    ticket: Ticket,
    just: Annotated[Literal["", "sai"], Query(alias="vua")] = "",
) -> Response:
    """TicketNotValidError. Looking spends nothing."""
    arriving.check(session, ticket, now=now)
    checked = person is not None and binding.may_bind(person, settings.oidc_least_level, anybody=_anybody(settings))
    return render(
        "zalo_door.html",
        settings,
        you=address_of(person),
        csrf=person.session.csrf if person else "",
        ticket=ticket,
        checked=checked,
        provider=Who.CITIZEN.value if doors.serve(Who.CITIZEN.kind) and person is None else "",
        stranger=person is not None and not checked,
        just=just,
    )


@router.post("/zalo/noi/{ticket}")
def bind(
    session: Transaction,
    zalo: Connected,
    log: AccessLog,
    keys: Keys,
    secrets: Secrets,
    settings: AppSettings,
    person: Person,
    call: Call,
    now: Now,
    ticket: Ticket,
    code: Annotated[str, Form(alias="ma", max_length=20)] = "",
) -> Response:
    """LevelTooLowError without an identity check; TicketNotValidError; ZaloTakenError."""
    if not binding.may_bind(person, settings.oidc_least_level, anybody=_anybody(settings)):
        raise LevelTooLowError
    stranger = arriving.spend(session, ticket, code, now=now)
    if stranger is None:
        return go(f"/zalo/noi/{ticket}?vua=sai")
    mark = binding.mark_of(secrets, zalo.agreement.app_id, stranger.user)
    bound = binding.bind(session, log, keys, person, call, mark, stranger.user, sensitive=stranger.sensitive, now=now)
    notices.tell_citizen(session, bound.citizen_id, "zalo.bound", {}, now=now)
    return go("/zalo?vua=noi")


def _anybody(settings: Settings) -> bool:
    return settings.development_sign_in and not settings.is_production
