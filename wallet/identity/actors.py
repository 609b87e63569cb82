"""How people and services are named in the access log: by id, role and organisation, never by a person's name."""

from dataclasses import dataclass
from uuid import UUID

from wallet.identity.acting.standing import Party
from wallet.identity.machine.errors import TokenOfConsentError
from wallet.identity.models import Citizen, Service, Staff
from wallet.identity.staff import Role
from wallet.ledger.entries import Actor, ActorKind, Circumstances
from wallet.web.calls import Call


@dataclass(frozen=True, slots=True)
class Caller:
    """The service as it authenticated, and how its call reached us; `consent`: the only one its token is for."""

    service: Service
    actor: Actor
    how: Circumstances
    consent: UUID | None = None

    def check_consent(self, consent_id: UUID) -> None:
        """Raises TokenOfConsentError when the token is for another consent."""
        if self.consent not in {None, consent_id}:
            raise TokenOfConsentError


def citizen_actor(citizen: Citizen | Party) -> Actor:
    """Of a party: whoever acts, the citizen or their delegate."""
    return citizen.actor if isinstance(citizen, Party) else Actor(kind=ActorKind.CITIZEN, id=str(citizen.id))


def service_actor(service: Service) -> Actor:
    return Actor(
        kind=ActorKind.SERVICE,
        id=service.client_id,
        organisation=service.organisation,
        authentication="private_key_jwt+dpop",
    )


def staff_actor(staff: Staff) -> Actor:
    kind = ActorKind.AUDITOR if staff.role == Role.AUDITOR else ActorKind.STAFF
    return Actor(kind=kind, id=str(staff.id), organisation=staff.organisation, role=staff.role)


def circumstances(call: Call, *, policy_set: str = "", rules: tuple[str, ...] = (), detail: str = "") -> Circumstances:
    """How a call reached us; `detail` is a word of the trade, never a value."""
    return Circumstances(
        request=call.request_id,
        route=call.route,
        address=call.address,
        policy_set=policy_set,
        rules=rules,
        detail=detail,
    )
