"""`wallet keys`: keys of the wallet's own that change from time to time."""

from typing import Annotated

import typer

from wallet.identity.machine import token_keys
from wallet.terminal import opened_wallet, plain_errors

keys = typer.Typer(no_args_is_help=True, help="Keys of the wallet's own that change from time to time.")


@keys.command("rotate")
def rotate(
    at_once: Annotated[bool, typer.Option(help="sign with it now: the old one is not to be trusted any more")] = False,
) -> None:
    """Make a new key for access tokens: published now, signing in an hour; the old one verifies its last tokens."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.transaction() as session:
            made = token_keys.rotate(session, wallet.keys, at_once=at_once, now=wallet.clock())
        typer.echo(f"token key {made.number}: signs from {made.signs_from:%Y-%m-%d %H:%M}Z")
