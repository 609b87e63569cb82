"""What every command of the shell front needs: a wallet that is opened and closed, and sentences instead of traces."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer

from wallet import wiring
from wallet.catalogue.shelf import Shelf
from wallet.clock import system_clock
from wallet.errors import WalletError
from wallet.ledger.entries import Actor, ActorKind
from wallet.settings import Settings, read_settings

OPERATOR = Actor(kind=ActorKind.STAFF, id="shell", role="operator")
"""Who types commands, where they name nobody."""
EXIT_WRONG = 1
EXIT_NO_VERDICT = 2


@contextmanager
def plain_errors() -> Iterator[None]:
    """A sentence and status 2 instead of a traceback for what the operator can mend."""
    try:
        yield
    except WalletError as error:
        fail(f"{error.title_vi}\n{error.detail or error.title_en}", EXIT_NO_VERDICT)
    except (OSError, KeyError, json.JSONDecodeError) as error:
        fail(f"cannot read what was given: {type(error).__name__}: {error}", EXIT_NO_VERDICT)


@contextmanager
def opened_wallet(shelf: Shelf | None = None) -> Iterator[wiring.Wallet]:
    """`shelf`: a catalogue other than what the settings name, for whoever has to go on where those have mistakes."""
    settings: Settings = read_settings()
    wallet = wiring.build(settings, clock=system_clock, shelf=shelf)
    try:
        yield wallet
    finally:
        wallet.database.close()


def file_or_text(text: str) -> str:
    """What the file of this name holds, or the text itself where there is none."""
    return Path(text).read_text(encoding="utf-8").strip() if Path(text).is_file() else text


def fail(sentence: str, status: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(status)
