"""`wallet witness …`: watch somebody's access log from outside and cosign what only grows. No wallet beside it."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from wallet.ledger.errors import MalformedLogError
from wallet.ledger.notes import VerifierKey
from wallet.terminal import EXIT_NO_VERDICT, fail, file_or_text, plain_errors
from wallet.witness import app, folder

witness = typer.Typer(no_args_is_help=True, help="Watch a wallet's access log from outside: a witness (C2SP).")

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="the witness's own; never bring it back from a backup")]
LogKeys = Annotated[list[str], typer.Option("--log", help="verifier key of a log to watch, or its file; repeatable")]


@witness.command("init")
def init(
    place: Folder,
    name: Annotated[str, typer.Option(help="for ever; an address without a scheme, such as thanh-tra.example.vn/w1")],
    log: LogKeys = [],  # noqa: B006  (typer reads it, nobody changes it)
) -> None:
    """Make a witness: its key and an empty memory. Prints the verifier key for the policies of those it serves."""
    with plain_errors():
        keys = [_log_key(text) for text in log]
        cosigner = folder.make(place, name)
        for key in keys:
            folder.trust(place, key)
        typer.echo(str(cosigner.verifier))


@witness.command("trust")
def trust(place: Folder, log: LogKeys) -> None:
    """Watch another log too, such as the next half-year's; takes effect when `serve` starts again."""
    with plain_errors():
        for text in log:
            folder.trust(place, _log_key(text))


@witness.command("serve")
def serve(
    place: Folder,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8421,
) -> None:
    """Answer logs that ask for a cosignature. Put a TLS proxy in front."""
    with plain_errors():
        front = app.create_app(place)
    uvicorn.run(front, host=host, port=port, access_log=False, server_header=False)


def _log_key(text: str) -> VerifierKey:
    try:
        return VerifierKey.parse(file_or_text(text))
    except MalformedLogError as error:
        fail(f"--log: {error}", EXIT_NO_VERDICT)
