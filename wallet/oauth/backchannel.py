"""The decoupled way (OpenID Connect CIBA Core 1.0): a service asks without a browser, the citizen answers in a wallet.

For a counter, and for who has a phone but no browser on the service's page. The hint is the citizen's ID number, or a
code of theirs that they have said aloud (`spoken`). The question itself, its gate and its log are those of every
other; nothing here lets a value out. Both sides show the same short message, so that a citizen can tell the question
from somebody else's. A hint that leads nowhere gets the same answer as one that does: it waits until it has expired.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from wallet.consents.models import Consent
from wallet.consents.states import WAITING
from wallet.dossiers.models import Dossier
from wallet.identity.actors import Caller
from wallet.identity.citizens import find_enrolled
from wallet.identity.errors import CitizenNotEnrolledError, InvalidIdNumberError
from wallet.identity.machine.tokens import SCOPE
from wallet.identity.models import Citizen
from wallet.oauth import pinging, spoken
from wallet.oauth.details import DossierDetails, read_details
from wallet.oauth.errors import InvalidBindingMessageError, InvalidDetailsError, InvalidScopeError, OAuthError
from wallet.oauth.forms import optional, required
from wallet.oauth.issuing import hash_of
from wallet.oauth.models import BackchannelRequest, PushedRequest
from wallet.oauth.pushing import check_asked
from wallet.oauth.putting import put
from wallet.records.vault import Vault

INTERVAL_SECONDS = 5
USUAL_SECONDS, LONGEST_SECONDS = 300, 3600
MESSAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,18}[A-Za-z0-9]")
OTHER_HINTS = ("login_hint_token", "id_token_hint", "user_code", "request")
ID_NUMBER = re.compile(r"\d{12}")


@dataclass(frozen=True, slots=True)
class Begun:
    """CIBA section 7.3; `binding_message` as well, since the wallet makes one up where the service sends none."""

    auth_req_id: str
    expires_in: int
    interval: int
    binding_message: str


def begin(
    vault: Vault, policy_set: str, issuer: str, caller: Caller, parameters: Mapping[str, str], *, now: datetime
) -> Begun | InvalidDetailsError:
    """Put the question, or say what is wrong with the request; asking for too much stands in the citizen's log."""
    request, seconds = _read(caller, parameters, now)
    message = _message(optional(parameters, "binding_message", 200))
    details = read_details(required(parameters, "authorization_details"), vault.catalogue, issuer)
    auth_req_id = secrets.token_urlsafe(32)
    request.hash = hash_of(auth_req_id)
    request.notification = pinging.notification(vault.secrets, caller.service, auth_req_id, parameters)
    with vault.database.transaction() as session:
        if refused := check_asked(session, vault, policy_set, caller, details, now=now):
            return refused
        citizen = _whose(session, vault, parameters["login_hint"], details, now)
        consent = (
            put(session, vault, policy_set, caller.service, details, citizen, caller.how, now=now) if citizen else None
        )
        if consent is not None:
            _wait(session, consent, request, message)
        session.add(request)
    return Begun(auth_req_id, seconds, INTERVAL_SECONDS, message)


def _read(caller: Caller, parameters: Mapping[str, str], now: datetime) -> tuple[BackchannelRequest, int]:
    if parameters.get("scope", SCOPE) != SCOPE:
        raise InvalidScopeError
    if any(name in parameters for name in OTHER_HINTS):
        raise OAuthError("name the citizen by login_hint, and send the parameters themselves")
    required(parameters, "login_hint")
    seconds = _seconds(parameters.get("requested_expiry", str(USUAL_SECONDS)))
    request = BackchannelRequest(
        hash=b"",
        service_id=caller.service.id,
        interval=INTERVAL_SECONDS,
        created_at=now,
        expires_at=now + timedelta(seconds=seconds),
    )
    return request, seconds


def _seconds(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text) or int(text) > LONGEST_SECONDS:
        raise OAuthError(f"requested_expiry must be 1 to {LONGEST_SECONDS} seconds")
    return int(text)


def _message(sent: str) -> str:
    if not sent:
        return f"{secrets.randbelow(10_000):04d}"
    if not MESSAGE.fullmatch(sent):
        raise InvalidBindingMessageError
    return sent


def _whose(session: Session, vault: Vault, hint: str, details: DossierDetails, now: datetime) -> Citizen | None:
    """The citizen; None where the hint is nobody's, or the dossier somebody else's."""
    citizen = _by_number(session, vault, hint) if ID_NUMBER.fullmatch(hint) else _by_code(session, vault, hint, now)
    dossier = session.get(Dossier, details.dossier) if details.dossier else None
    return citizen if dossier is None or (citizen and dossier.citizen_id == citizen.id) else None


def _by_number(session: Session, vault: Vault, hint: str) -> Citizen | None:
    try:
        return find_enrolled(session, vault.secrets, hint)
    except (CitizenNotEnrolledError, InvalidIdNumberError):
        return None


def _by_code(session: Session, vault: Vault, hint: str, now: datetime) -> Citizen | None:
    found = spoken.take(session, vault.secrets, hint, now=now)
    return session.get(Citizen, found) if found else None


def _wait(session: Session, consent: Consent, request: BackchannelRequest, message: str) -> None:
    """The question waits no longer than the service does; one that a rule of the citizen's has answered is answered."""
    request.consent_id, consent.binding_message = consent.id, message
    if consent.state in WAITING:
        consent.answer_until = min(consent.answer_until, request.expires_at)
    session.add(consent)


def forget_old(session: Session, *, now: datetime) -> None:
    """Requests of either way that came to nothing a day ago, and codes that nobody said; for the sweeper."""
    old = now - timedelta(days=1)
    for table in (BackchannelRequest, PushedRequest):
        nothing = (col(table.expires_at) <= old) & col(table.grant_id).is_(None)
        session.connection().execute(delete(table).where(nothing))
    spoken.forget_old(session, now=now)
