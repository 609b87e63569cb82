"""Who is calling, as handlers ask for it by type.

    SignedInCitizen, SignedInAuditor, SignedInOperator   from the cookie; a change also needs the session's CSRF token,
                                                         in the header `X-CSRF-Token` or the form field `csrf`. A
                                                         citizen is a `Party`: whose wallet it is about, and who acts
    Myself                                               the citizen at the keyboard, also while acting for somebody
    CitizenSendingForm, SessionSendingForm               the same for a multipart form, whose token only the handler can
                                                         read: it calls `sessions.check_csrf` before it stores anything
    Anybody                                              whoever is there, or nobody: for what a visitor may change too
    AuthenticatedService                                 from an access token of its own with its DPoP proof
    ServiceCaller                                        the same, with how its call reached us
    AuthenticatedMachine                                 also from a token that is for one consent only: for the few
                                                         doors that look at which (`wallet.consents.dependencies`)

The token is checked here and not by each handler, so that no handler can forget it. `dependencies=[Csrf]` says
it aloud and costs nothing more. Who was recognised is left on `request.state.actor`, for what has to be logged when the
handler refuses.
"""

from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from wallet.errors import CrossSiteRequestError, SignInRequiredError, WrongRoleError
from wallet.identity import sessions
from wallet.identity.acting import choosing
from wallet.identity.acting.errors import NotDelegatedError
from wallet.identity.acting.standing import Party, Standing
from wallet.identity.actors import Caller, circumstances, citizen_actor, service_actor, staff_actor
from wallet.identity.cookies import read_cookie
from wallet.identity.keys import CitizenKeys
from wallet.identity.machine import bearer
from wallet.identity.machine.bearer import Authenticated
from wallet.identity.machine.errors import MACHINE_REFUSALS, TokenOfConsentError, TooManyCallsError
from wallet.identity.machine.nonces import Nonces
from wallet.identity.models import Citizen, Service, SignInSession, Staff
from wallet.identity.secrets import InstanceSecrets, SecretName
from wallet.identity.sessions import SignedIn
from wallet.identity.signing_keys import KeyUse
from wallet.identity.staff import Role
from wallet.ledger.errors import NO_LOG
from wallet.ledger.log import Log
from wallet.settings import Settings
from wallet.web.dependencies import AppSettings, Call, Databases, Now
from wallet.web.refusals import refuses

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf"
URLENCODED = "application/x-www-form-urlencoded"


async def _secrets(request: Request) -> InstanceSecrets:
    instance_secrets: InstanceSecrets = request.app.state.secrets
    return instance_secrets


async def _citizen_keys(request: Request) -> CitizenKeys:
    keys: CitizenKeys = request.app.state.citizen_keys
    return keys


@refuses(*NO_LOG)
async def _log(request: Request) -> Log:
    log: Log = request.app.state.log
    return log


Secrets = Annotated[InstanceSecrets, Depends(_secrets)]
Keys = Annotated[CitizenKeys, Depends(_citizen_keys)]
AccessLog = Annotated[Log, Depends(_log)]


def _recognise(request: Request, database: Databases, settings: AppSettings, now: Now) -> SignedIn | None:
    secret = read_cookie(request, settings)
    if secret is None:
        return None
    with database.reading() as session:
        return sessions.recognise(session, secret, now=now)


MaybeSignedIn = Annotated[SignedIn | None, Depends(_recognise)]


@refuses(SignInRequiredError, CrossSiteRequestError)
async def _from_our_page(request: Request, signed_in: MaybeSignedIn, settings: AppSettings) -> SignedIn:
    if signed_in is None:
        raise SignInRequiredError
    if request.method not in SAFE_METHODS:
        refuse_other_sites(request, settings.public_url)
    return signed_in


FromOurPage = Annotated[SignedIn, Depends(_from_our_page)]


@refuses(CrossSiteRequestError)
async def _csrf(request: Request, signed_in: FromOurPage) -> SignedIn:
    if request.method not in SAFE_METHODS:
        sessions.check_csrf(signed_in.session, await _csrf_token(request))
    return signed_in


Person = Annotated[SignedIn, Depends(_csrf)]
Csrf = Depends(_csrf)


@refuses(CrossSiteRequestError)
async def _anybody(request: Request, signed_in: MaybeSignedIn, settings: AppSettings) -> SignedIn | None:
    if request.method not in SAFE_METHODS:
        refuse_other_sites(request, settings.public_url)
        if signed_in is not None:
            sessions.check_csrf(signed_in.session, await _csrf_token(request))
    return signed_in


async def _session(person: Person) -> SignInSession:
    return person.session


@refuses(NotDelegatedError)
async def _standing(
    request: Request, person: MaybeSignedIn, database: Databases, keys: Keys, now: Now
) -> Standing | None:
    if person is None or person.citizen is None:
        return None
    request.state.actor = citizen_actor(person.citizen)
    mandate = choosing.chosen(request, person.session)
    if mandate is None:
        return None
    return await run_in_threadpool(choosing.own_standing, database, keys, person.citizen, mandate, now)


MaybeStanding = Annotated[Standing | None, Depends(_standing)]
"""The mandate under which this call is made, whether it holds or not; None: in one's own name."""


@refuses(WrongRoleError)
async def _citizen(request: Request, person: Person, standing: MaybeStanding) -> Party:
    return _party(request, person, standing)


@refuses(WrongRoleError)
async def _myself(request: Request, person: Person) -> Citizen:
    return _only_citizen(request, person)


@refuses(WrongRoleError)
async def _auditor(request: Request, person: Person) -> Staff:
    return _only_staff(request, person, Role.AUDITOR)


@refuses(WrongRoleError)
async def _operator(request: Request, person: Person) -> Staff:
    return _only_staff(request, person, Role.OPERATOR)


@refuses(WrongRoleError)
async def _citizen_sending_form(request: Request, person: FromOurPage, standing: MaybeStanding) -> Party:
    return _party(request, person, standing)


async def _maybe_citizen(request: Request, person: MaybeSignedIn, standing: MaybeStanding) -> Party | None:
    return _party(request, person, standing) if person and person.citizen else None


async def _session_sending_form(person: FromOurPage) -> SignInSession:
    return person.session


@refuses(*MACHINE_REFUSALS)
def _machine(
    request: Request, database: Databases, settings: AppSettings, instance_secrets: Secrets, now: Now
) -> Authenticated:
    call = bearer.MachineCall(
        authorization=request.headers.getlist("authorization"),
        proofs=request.headers.getlist("dpop"),
        method=request.method,
        path=request.scope["path"],
    )
    keys = instance_secrets.signing.living(KeyUse.TOKENS, now)
    nonces = nonces_of(settings, instance_secrets)
    authenticated = bearer.authenticate(database, keys, issuer(settings.public_url), call, nonces=nonces, now=now)
    request.state.actor = service_actor(authenticated.service)
    if seconds := request.app.state.rates.wait(authenticated.service.id):
        raise TooManyCallsError(seconds)
    return authenticated


AuthenticatedMachine = Annotated[Authenticated, Depends(_machine)]


@refuses(TokenOfConsentError)
async def _service(machine: AuthenticatedMachine) -> Service:
    if machine.consent is not None:
        raise TokenOfConsentError
    return machine.service


Anybody = Annotated[SignedIn | None, Depends(_anybody)]
CurrentSession = Annotated[SignInSession, Depends(_session)]
SignedInCitizen = Annotated[Party, Depends(_citizen)]
MaybeCitizen = Annotated[Party | None, Depends(_maybe_citizen)]
Myself = Annotated[Citizen, Depends(_myself)]
SignedInAuditor = Annotated[Staff, Depends(_auditor)]
SignedInOperator = Annotated[Staff, Depends(_operator)]
CitizenSendingForm = Annotated[Party, Depends(_citizen_sending_form)]
SessionSendingForm = Annotated[SignInSession, Depends(_session_sending_form)]
AuthenticatedService = Annotated[Service, Depends(_service)]


async def _caller(service: AuthenticatedService, call: Call) -> Caller:
    return Caller(service, service_actor(service), circumstances(call))


ServiceCaller = Annotated[Caller, Depends(_caller)]


def nonces_of(settings: Settings, instance_secrets: InstanceSecrets) -> Nonces | None:
    """What proofs have to carry; None where the operator asks for no nonce (`WALLET_DPOP_NONCE`)."""
    return Nonces(instance_secrets.get(SecretName.DPOP_NONCE)) if settings.dpop_nonce else None


def issuer(public_url: str) -> str:
    """The issuer identifier and audience of this wallet (RFC 8414 section 2): the public URL without a final slash."""
    return public_url.rstrip("/")


def refuse_other_sites(request: Request, public_url: str) -> None:
    """Raises CrossSiteRequestError where the browser says that another site's page sent this.

    `Sec-Fetch-Site` is believed first. `Origin: null` says nothing: our own forms send it, because our pages ask for
    `Referrer-Policy: no-referrer` (Fetch standard, "append a request `Origin` header").
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise CrossSiteRequestError
        return
    origin = request.headers.get("origin", "null")
    if origin not in {"null", issuer(public_url)}:
        raise CrossSiteRequestError


async def _csrf_token(request: Request) -> str | None:
    token = request.headers.get(CSRF_HEADER)
    if token is None and request.headers.get("content-type", "").lower().startswith(URLENCODED):
        value = (await request.form()).get(CSRF_FIELD)
        token = value if isinstance(value, str) else None
    return token


def _party(request: Request, person: SignedIn, standing: Standing | None) -> Party:
    party = choosing.party(request, _only_citizen(request, person), standing)
    request.state.actor = party.actor
    return party


def _only_citizen(request: Request, person: SignedIn) -> Citizen:
    if person.citizen is None:
        raise WrongRoleError
    request.state.actor = citizen_actor(person.citizen)
    return person.citizen


def _only_staff(request: Request, person: SignedIn, role: Role) -> Staff:
    if person.staff is None or person.staff.role != role:
        raise WrongRoleError
    request.state.actor = staff_actor(person.staff)
    return person.staff
