"""`wallet erasures`: how far each erasure has come, and what still holds it up."""

import typer

from wallet.erasure import finishing
from wallet.erasure.progress import Progress, progress_of_all
from wallet.terminal import opened_wallet, plain_errors

erasures = typer.Typer(no_args_is_help=True, help="How far each erasure has come.")


@erasures.command("show")
def show() -> None:
    """One line for each erasure, oldest first: keys, objects and log, and master keys that old backups open with."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.reading() as session:
            found = progress_of_all(session, wallet.keys)
        for one in found:
            typer.echo(_line(one))
        final = sum(one.is_final for one in found)
        typer.echo(f"{len(found)} erasures, {final} final")


@erasures.command("finish")
def finish() -> None:
    """Delete now what erasures left behind, as housekeeping does every ten minutes."""
    with plain_errors(), opened_wallet() as wallet:
        typer.echo(f"{finishing.finish_all(wallet.vault, now=wallet.clock())} erasures worked on")


def _line(one: Progress) -> str:
    keys = "keys gone" if not one.keys_left else f"{one.keys_left} KEYS LEFT"
    objects = "objects gone" if not one.objects_left else f"{one.objects_left} objects left"
    log = "log named" if one.named else "log not yet named"
    if one.is_final:
        backups = "final"
    elif one.living_epochs:
        backups = f"backups open with {', '.join(one.living_epochs)}: rotate, rewrap, destroy"
    else:
        backups = "not finished"
    return f"{one.erasure.id} {one.erasure.erased_at:%Y-%m-%d %H:%M}Z  {keys} · {objects} · {log} · {backups}"
