"""Dossier services: machines of offices that ask for papers or bring them, registered by the operator."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from wallet.identity.errors import InvalidServiceError
from wallet.identity.machine.jwk import PublicKey, read_jwks
from wallet.identity.models import Service

CLIENT_ID_LETTERS = 100
URI_LETTERS = 500
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterService:
    """`jwks`: the service's public keys (RFC 7517), or `jwks_uri`: where it publishes them; `procedures`: codes it may
    ask for; `deposits`: record types that it may bring outside a dossier; `redirect_uris`: pages of the service that a
    citizen may be sent back to, compared letter by letter; `notification_endpoint`: where it is told that a
    back-channel request was answered, empty: it polls."""

    client_id: str
    name: str
    organisation: str
    jwks: Mapping[str, Any] = field(default_factory=dict)
    jwks_uri: str = ""
    procedures: tuple[str, ...] = ()
    deposits: tuple[str, ...] = ()
    contact: str = ""
    redirect_uris: tuple[str, ...] = ()
    notification_endpoint: str = ""


def register(session: Session, registration: RegisterService, *, now: datetime) -> Service:
    """Register, or bring the registration of the same `client_id` up to date; whether it is active stays as it was.

    InvalidServiceError for an unusable id, a key set without a usable public key, or one with a private key in it.
    """
    _check(registration)
    service = find_by_client_id(session, registration.client_id)
    if service is None:
        service = Service(
            client_id=registration.client_id,
            name="",
            organisation="",
            jwks={},
            procedures=[],
            deposits=[],
            created_at=now,
        )
    service.name = registration.name
    service.organisation = registration.organisation
    service.contact = registration.contact
    if (service.jwks_uri, registration.jwks_uri) == ("", "") or service.jwks_uri != registration.jwks_uri:
        service.jwks, service.jwks_fetched_at = dict(registration.jwks), None
    service.jwks_uri = registration.jwks_uri
    service.procedures = list(registration.procedures)
    service.deposits = list(registration.deposits)
    service.redirect_uris = list(registration.redirect_uris)
    service.notification_endpoint = registration.notification_endpoint
    session.add(service)
    session.flush()
    return service


def set_active(session: Session, client_id: str, *, active: bool) -> Service:
    """Let a service in or keep it out; its tokens end with the next call. InvalidServiceError for an unknown id."""
    service = find_by_client_id(session, client_id)
    if service is None:
        raise InvalidServiceError("no service has this client_id")
    service.active = active
    session.add(service)
    session.flush()
    return service


def find_by_client_id(session: Session, client_id: str) -> Service | None:
    return session.exec(_BY_CLIENT_ID, params={"client_id": client_id}).first()


_BY_CLIENT_ID = select(Service).where(col(Service.client_id) == bindparam("client_id"))


def find(session: Session, service_id: UUID) -> Service | None:
    return session.get(Service, service_id)


def keys_of(service: Service) -> tuple[PublicKey, ...]:
    """Those that are known now: none yet where they have to be fetched first."""
    return read_jwks(service.jwks) if service.jwks.get("keys") else ()


def _check(registration: RegisterService) -> None:
    client_id = registration.client_id
    if not (client_id.isascii() and client_id.isprintable() and 0 < len(client_id) <= CLIENT_ID_LETTERS):
        raise InvalidServiceError(f"client_id must be 1 to {CLIENT_ID_LETTERS} printable ASCII letters")
    if not registration.name or not registration.organisation:
        raise InvalidServiceError("name and organisation must not be empty: citizens read them")
    for uri in registration.redirect_uris:
        _check_address(uri, "a redirect URI")
    if registration.notification_endpoint:
        _check_address(registration.notification_endpoint, "the notification endpoint")
    _check_keys(registration)


def _check_keys(registration: RegisterService) -> None:
    if registration.jwks_uri and not registration.jwks:
        _check_address(registration.jwks_uri, "the JWKS URI")
        return
    if registration.jwks_uri:
        raise InvalidServiceError("either jwks or jwks_uri: two sources of keys would contradict each other")
    try:
        read_jwks(registration.jwks)
    except ValueError as error:
        raise InvalidServiceError(str(error)) from None


def _check_address(uri: str, name: str) -> None:
    """FAPI 2.0 section 5.3.2.2: https, except to the machine itself (RFC 8252 section 7.3); no fragment (RFC 6749)."""
    parts = urlsplit(uri)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    whole = is_safe and parts.hostname and not parts.fragment and "#" not in uri and not parts.username
    if not whole or not uri.isascii() or not uri.isprintable() or " " in uri or len(uri) > URI_LETTERS:
        raise InvalidServiceError(f"{name} must be https (or http to loopback), whole, and without a fragment")
