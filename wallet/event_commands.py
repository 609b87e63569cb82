"""`wallet events`: where services want their events brought, and what is stuck on the way."""

from typing import Annotated

import typer

from wallet.identity.models import Service
from wallet.notices import endpoints, signing
from wallet.notices.models import Endpoint
from wallet.terminal import opened_wallet, plain_errors
from wallet.wiring import Wallet

events = typer.Typer(no_args_is_help=True, help="Where services get their events, and what is stuck.")

ClientId = Annotated[str, typer.Argument(help="the service's client_id")]


@events.command("endpoint")
def set_endpoint(
    client_id: ClientId, url: Annotated[str, typer.Argument(help="https address that takes the events")]
) -> None:
    """Bring a service's events to this address from now on; prints what its receiver needs to verify them."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.transaction() as session:
            https_only = wallet.settings.is_production
            endpoint = endpoints.register(session, client_id, url, https_only=https_only, now=wallet.clock())
        _show(wallet, endpoint)


@events.command("rotate")
def rotate_secret(client_id: ClientId) -> None:
    """Change the secret; for two days events are signed with the one before as well."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.transaction() as session:
            endpoint = endpoints.rotate(session, client_id, now=wallet.clock())
        _show(wallet, endpoint)


@events.command("off")
def switch_off(client_id: ClientId) -> None:
    """Bring nothing more; the service can still poll."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.transaction() as session:
            endpoints.switch_off(session, client_id)
        typer.echo(f"service {client_id}: gets no more events brought")


@events.command("stuck")
def show_stuck() -> None:
    """Events that were given up after three days. Others about the same consent wait behind them."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.reading() as session:
            stuck = endpoints.list_stuck(session)
        for one in stuck:
            since = f"{one.delivery.ended_at:%Y-%m-%d %H:%M}Z"
            typer.echo(f"{one.service.client_id} {one.delivery.position} {one.delivery.about} {since} {_why(one)}")
        typer.echo(f"{len(stuck)} stuck")


@events.command("again")
def send_again(client_id: ClientId) -> None:
    """Try what was given up once more."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.transaction() as session:
            count = endpoints.send_again(session, client_id, now=wallet.clock())
        typer.echo(f"service {client_id}: {count} events are tried again")


def _why(one: endpoints.Stuck) -> str:
    return f"after {one.delivery.attempts} attempts: {one.delivery.failure}"


def _show(wallet: Wallet, endpoint: Endpoint) -> None:
    with wallet.database.reading() as session:
        client_id = session.get_one(Service, endpoint.service_id).client_id
    typer.echo(f"service {client_id}: events go to {endpoint.url}")
    typer.echo(f"secret  {signing.secret_text(wallet.secrets, endpoint.service_id, endpoint.secret_version)}")
    for public in signing.public_texts(wallet.secrets, now=wallet.clock()):
        typer.echo(f"public  {public}")
