"""`wallet service`: let a dossier service in, or keep it out, with the reason that the log keeps."""

from typing import Annotated

import typer

from wallet.ledger.entries import Circumstances
from wallet.operating import registry
from wallet.terminal import OPERATOR, opened_wallet, plain_errors

service = typer.Typer(no_args_is_help=True, help="Which services may call.")

ClientId = Annotated[str, typer.Argument(help="the service's client_id")]
Reason = Annotated[str, typer.Option(help="why, in 10 to 500 letters: it stands in the log")]


@service.command("active")
def let_in(client_id: ClientId, reason: Reason) -> None:
    """It may call from its next call on."""
    _switch(client_id, reason, active=True)


@service.command("inactive")
def keep_out(client_id: ClientId, reason: Reason) -> None:
    """Its tokens end with its next call; what citizens agreed to stays, and is not released."""
    _switch(client_id, reason, active=False)


def _switch(client_id: str, reason: str, *, active: bool) -> None:
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.transaction() as session:
            registry.switch(
                session,
                wallet.log,
                client_id,
                active=active,
                reason=reason,
                operator=OPERATOR,
                how=Circumstances(),
                now=wallet.clock(),
            )
        typer.echo(f"service {client_id}: {'active' if active else 'inactive'}")
