"""Pushed authorization requests (RFC 9126): everything is checked before a citizen hears of it.

Required as FAPI 2.0 section 5.3.2.2 wants: `response_type=code`, a registered `redirect_uri`, PKCE with S256, and one
element of `authorization_details`. The answer is a request URI, good once, for REQUEST_SECONDS.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from policies.grounds import Ground
from wallet.consents.asking import Question, ask, refusal_of
from wallet.dossiers.errors import DossierClosedError, DossierNotFoundError
from wallet.dossiers.models import Dossier
from wallet.dossiers.service import open_dossier_of
from wallet.identity.actors import Caller
from wallet.identity.machine.tokens import SCOPE
from wallet.identity.models import Service
from wallet.ledger.entries import SYSTEM_SUBJECT
from wallet.oauth.details import DossierDetails, read_details
from wallet.oauth.errors import InvalidDetailsError, InvalidScopeError, OAuthError
from wallet.oauth.forms import optional, required
from wallet.oauth.models import PushedRequest
from wallet.records.vault import Vault

REQUEST_SECONDS = 300
"""Long enough to sign in on the way."""

URI_PREFIX = "urn:ietf:params:oauth:request_uri:"
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
FIXED = {"response_type": "code", "code_challenge_method": "S256"}


@dataclass(frozen=True, slots=True)
class Pushed:
    """RFC 9126 section 2.2."""

    request_uri: str
    expires_in: int = REQUEST_SECONDS


def push(
    vault: Vault,
    policy_set: str,
    issuer: str,
    caller: Caller,
    parameters: Mapping[str, str],
    thumbprint: str,
    *,
    now: datetime,
) -> Pushed | InvalidDetailsError:
    """Keep the request, or say what is wrong with it; asking for too much stands in the log of whom it was about.

    `thumbprint`: of the key that signed the DPoP proof, or empty (RFC 9449 section 10.1). Raises an OAuthError.
    """
    row = _row(caller.service, parameters, thumbprint, now)
    details = read_details(required(parameters, "authorization_details"), vault.catalogue, issuer)
    row.details = details.model_dump(mode="json")
    uri = URI_PREFIX + secrets.token_urlsafe(32)
    row.hash = hashlib.sha256(uri.encode()).digest()
    with vault.database.transaction() as session:
        if refused := check_asked(session, vault, policy_set, caller, details, now=now):
            return refused
        session.add(row)
    return Pushed(uri)


def check_asked(
    session: Session, vault: Vault, policy_set: str, caller: Caller, details: DossierDetails, *, now: datetime
) -> InvalidDetailsError | None:
    """Why this may not be asked of anybody. Where the dossier names a citizen, the refusal becomes their entry."""
    dossier = _dossier(session, vault, caller.service, details)
    question = question_of(vault, details, dossier)
    refused = refusal_of(vault, caller.service, question, policy_set)
    if refused is None:
        return None
    if dossier is not None:
        ask(session, vault, caller.service, question, caller.actor, caller.how, policy_set=policy_set, now=now)
    ground: Ground = refused.deny.grounds[0]
    return InvalidDetailsError(ground.label_en, reason=ground.value, names=refused.names)


def question_of(vault: Vault, details: DossierDetails, dossier: Dossier | None) -> Question:
    """Without a dossier it can be weighed, but not asked: it is nobody's."""
    code = vault.catalogue.code(details.procedure)
    return Question(
        citizen=dossier.citizen_id if dossier else SYSTEM_SUBJECT,
        dossier=dossier.id if dossier else SYSTEM_SUBJECT,
        procedure=code,
        purpose=f"procedure:{code}",
        attributes=details.attributes(),
        documents=details.documents(),
        valid_days=details.valid_days,
        max_uses=details.max_uses,
        data_life_days=details.data_life_days,
    )


def _row(service: Service, parameters: Mapping[str, str], thumbprint: str, now: datetime) -> PushedRequest:
    if "request" in parameters or "request_uri" in parameters:
        raise OAuthError("send the parameters themselves, neither request nor request_uri")
    for name, word in FIXED.items():
        if required(parameters, name) != word:
            raise OAuthError(f"{name} must be {word}")
    if parameters.get("response_mode", "query") != "query":
        raise OAuthError("response_mode must be query")
    if parameters.get("scope", SCOPE) != SCOPE:
        raise InvalidScopeError
    if required(parameters, "redirect_uri") not in service.redirect_uris:
        raise OAuthError("redirect_uri must be, letter by letter, one that is registered")
    if not CHALLENGE.fullmatch(required(parameters, "code_challenge")):
        raise OAuthError("code_challenge must be 43 letters of base64url")
    return PushedRequest(
        hash=b"",
        service_id=service.id,
        redirect_uri=parameters["redirect_uri"],
        state=optional(parameters, "state", 500),
        code_challenge=parameters["code_challenge"],
        thumbprint=_thumbprint(optional(parameters, "dpop_jkt", 43), thumbprint),
        details={},
        created_at=now,
        expires_at=now + timedelta(seconds=REQUEST_SECONDS),
    )


def _thumbprint(named: str, proven: str) -> str:
    if named and proven and named != proven:
        raise OAuthError("dpop_jkt is not the key of the DPoP proof")
    return named or proven


def _dossier(session: Session, vault: Vault, service: Service, details: DossierDetails) -> Dossier | None:
    """The one that is named; None where one is to be opened for whoever answers."""
    if details.dossier is None:
        return None
    try:
        dossier = open_dossier_of(session, service, details.dossier)
    except DossierNotFoundError as error:
        raise InvalidDetailsError("no such dossier", reason="dossier-not-found", owner=error.owner) from None
    except DossierClosedError:
        raise InvalidDetailsError("the dossier is closed", reason="dossier-closed") from None
    if dossier.procedure != vault.catalogue.code(details.procedure):
        raise InvalidDetailsError("the dossier is under another procedure", reason="purpose-mismatch")
    return dossier
