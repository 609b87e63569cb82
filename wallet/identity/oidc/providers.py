"""The identity providers of this wallet: one for citizens, one for staff, where the operator has set them up."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Request

from wallet.identity.oidc.errors import ProviderAbsentError
from wallet.identity.oidc.provider import Provider
from wallet.identity.oidc.registration import Registration
from wallet.identity.sessions import PersonKind
from wallet.settings import Settings


class Who(StrEnum):
    """Which door, as its address says it."""

    CITIZEN = "nguoi-dan"
    STAFF = "can-bo"

    @property
    def kind(self) -> PersonKind:
        return PersonKind.STAFF if self is Who.STAFF else PersonKind.CITIZEN

    def returns_to(self, public_url: str) -> str:
        """The redirect URI to register with the provider."""
        return f"{public_url.rstrip('/')}/vao/{self.value}/xong"


@dataclass(frozen=True, slots=True)
class Providers:
    citizens: Provider | None
    staff: Provider | None

    def of(self, kind: PersonKind) -> Provider:
        """ProviderAbsentError where there is none."""
        found = self.staff if kind is PersonKind.STAFF else self.citizens
        if found is None:
            raise ProviderAbsentError
        return found

    def serve(self, kind: PersonKind) -> bool:
        return (self.staff if kind is PersonKind.STAFF else self.citizens) is not None

    def close(self) -> None:
        for one in (self.citizens, self.staff):
            if one is not None:
                one.close()


def from_settings(settings: Settings) -> Providers:
    return Providers(_provider(settings, _citizens(settings)), _provider(settings, _staff(settings)))


def _citizens(settings: Settings) -> Registration:
    return Registration(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        redirect_uri=Who.CITIZEN.returns_to(settings.public_url),
        person_claim=settings.oidc_id_number_claim,
        scope=settings.oidc_scope,
        levels=settings.resolved_oidc_levels,
        least_level=settings.oidc_least_level,
    )


def _staff(settings: Settings) -> Registration:
    return Registration(
        issuer=settings.staff_oidc_issuer,
        client_id=settings.staff_oidc_client_id,
        client_secret=settings.staff_oidc_client_secret.get_secret_value(),
        redirect_uri=Who.STAFF.returns_to(settings.public_url),
        person_claim=settings.staff_oidc_login_claim,
        scope=settings.staff_oidc_scope,
    )


def _provider(settings: Settings, registration: Registration) -> Provider | None:
    return Provider(registration, https_only=settings.is_production) if registration.issuer else None


async def _providers(request: Request) -> Providers:
    providers: Providers = request.app.state.providers
    return providers


Doors = Annotated[Providers, Depends(_providers)]
