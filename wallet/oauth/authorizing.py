"""A citizen comes with a request URI, is asked, answers, and goes back with a code (RFC 6749 section 4.1).

1 `look` the request is there, for anybody's eyes: who asks · 2 `take` a signed-in citizen takes it: it is spent, the
dossier is opened where none was named, and the question stands before them as every other · 3 they answer it by
`consents.answering` · 4 `way_back` the address that leads back: with a code, or with `error=access_denied`; always with
`state` and `iss` (RFC 9207). Handing out a code again replaces the one before, until one was redeemed.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from sqlmodel import Session, select

from wallet.consents.models import Consent
from wallet.consents.states import LIVING, WAITING, has_ended
from wallet.dossiers.models import Dossier
from wallet.identity.models import Service
from wallet.oauth.details import DossierDetails
from wallet.oauth.errors import RequestUriInvalidError
from wallet.oauth.models import PushedRequest
from wallet.oauth.putting import put
from wallet.records.reading import Reader
from wallet.records.vault import Vault

CODE_SECONDS = 60


def look(session: Session, client_id: str, request_uri: str, *, now: datetime) -> tuple[PushedRequest, Service]:
    """The request, not taken yet, and who pushed it. RequestUriInvalidError."""
    request_hash = hashlib.sha256(request_uri.encode()).digest()
    row = session.exec(select(PushedRequest).where(PushedRequest.hash == request_hash).with_for_update()).first()
    if row is None or row.citizen_id is not None or row.expires_at <= now:
        raise RequestUriInvalidError
    service = session.get_one(Service, row.service_id)
    if service.client_id != client_id or not service.active:
        raise RequestUriInvalidError
    return row, service


def take(
    vault: Vault, policy_set: str, issuer: str, reader: Reader, client_id: str, request_uri: str, *, now: datetime
) -> Consent | str:
    """The question for this citizen, or, where it cannot be asked after all, the address that tells the service so.

    Raises RequestUriInvalidError, also when the dossier is somebody else's: that is then an entry of theirs.
    """
    with vault.database.transaction() as session:
        row, service = look(session, client_id, request_uri, now=now)
        details = DossierDetails.model_validate(row.details, strict=False)  # JSON again: ids are strings
        _check_theirs(session, details, reader)
        row.citizen_id = reader.citizen.id
        session.add(row)
        consent = put(session, vault, policy_set, service, details, reader.citizen, reader.circumstances, now=now)
        if consent is None:
            return _back(row, issuer, {"error": "access_denied"})
        row.consent_id = consent.id
        session.flush()
        return consent


def waits_for_return(session: Session, consent_id: UUID) -> Service | None:
    """The service whose page the citizen came from to answer this, as long as no code was redeemed."""
    row = session.exec(select(PushedRequest).where(PushedRequest.consent_id == consent_id)).first()
    return session.get(Service, row.service_id) if row is not None and row.grant_id is None else None


def way_back(session: Session, issuer: str, reader: Reader, consent_id: UUID, *, now: datetime) -> str | None:
    """The address with a new code, or with the refusal; None while the question waits, and where no page waits.

    Another citizen's is like an absent one; `consents` has looked whose it is before this is called.
    """
    wanted = select(PushedRequest).where(
        PushedRequest.consent_id == consent_id, PushedRequest.citizen_id == reader.citizen.id
    )
    row = session.exec(wanted.with_for_update()).first()
    consent = session.get(Consent, consent_id)
    if row is None or consent is None or row.grant_id is not None or _still_waits(consent, now):
        return None
    if consent.state not in LIVING or has_ended(consent.state, consent.valid_until, now=now):
        return _back(row, issuer, {"error": "access_denied"})
    code = secrets.token_urlsafe(32)
    row.code_hash = hashlib.sha256(code.encode()).digest()
    row.code_expires_at = now + timedelta(seconds=CODE_SECONDS)
    session.add(row)
    session.flush()
    return _back(row, issuer, {"code": code})


def _check_theirs(session: Session, details: DossierDetails, reader: Reader) -> None:
    dossier = session.get(Dossier, details.dossier) if details.dossier else None
    if dossier is not None and dossier.citizen_id != reader.citizen.id:
        raise RequestUriInvalidError(owner=dossier.citizen_id)


def _still_waits(consent: Consent, now: datetime) -> bool:
    return consent.state in WAITING and now < consent.answer_until


def _back(row: PushedRequest, issuer: str, said: dict[str, str]) -> str:
    """RFC 6749 section 4.1.2 and 4.1.2.1; a query that the redirect URI has already is kept (section 3.1.2)."""
    parts = urlsplit(row.redirect_uri)
    query = parse_qsl(parts.query, keep_blank_values=True)
    query += [*said.items(), *([("state", row.state)] if row.state else []), ("iss", issuer)]
    return urlunsplit(parts._replace(query=urlencode(query)))
