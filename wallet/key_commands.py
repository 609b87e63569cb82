"""`wallet keys`: keys of the wallet's own that change from time to time."""

from typing import Annotated

import typer

from wallet.identity import rotating
from wallet.identity.signing_keys import KeyUse
from wallet.terminal import OPERATOR, opened_wallet, plain_errors

keys = typer.Typer(no_args_is_help=True, help="Keys of the wallet's own that change from time to time.")


@keys.command("rotate")
def rotate(
    use: Annotated[KeyUse, typer.Argument(help="what it signs")] = KeyUse.TOKENS,
    at_once: Annotated[bool, typer.Option(help="sign with it now: the old one is not to be trusted any more")] = False,
) -> None:
    """Make a new key: published now, signing in an hour. What the old one signed stays good."""
    with plain_errors(), opened_wallet() as wallet:
        signing, now = wallet.secrets.signing, wallet.clock()
        with wallet.database.transaction() as session:
            made = rotating.rotate(session, signing, wallet.log, use, OPERATOR, at_once=at_once, now=now)
        signing.look()
        kid = signing.spans(use, now)[made.number].kid
        typer.echo(f"{use} key {made.number} ({kid}): signs from {made.signs_from:%Y-%m-%d %H:%M}Z")


@keys.command("show")
def show() -> None:
    """Which keys sign, did and will; of events also the text that receivers configure."""
    with plain_errors(), opened_wallet() as wallet:
        now = wallet.clock()
        for use in KeyUse:
            for span in wallet.secrets.signing.spans(use, now):
                until = f"{span.until:%Y-%m-%d %H:%M}Z" if span.until else "now on"
                doubt = ", not to be trusted" if span.distrusted_at else ""
                typer.echo(f"{use} {span.number} {span.kid} {span.signs_from:%Y-%m-%d %H:%M}Z to {until}{doubt}")
