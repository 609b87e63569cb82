"""`wallet audit verify`: the verdict on an access log, from its public files or from the wallet's own machine."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from storage.errors import StorageError
from wallet.errors import WalletError
from wallet.identity.rotating import check_keys
from wallet.ledger.check_seals import check_seals
from wallet.ledger.inside import look_inside
from wallet.ledger.notes import VerifierKey
from wallet.ledger.policy import Policy, parse_policy
from wallet.ledger.recounting import recount
from wallet.ledger.sources import FolderSource, StoreSource, TileSource, UrlSource, open_source
from wallet.ledger.timestamps import Roots, read_roots
from wallet.ledger.verdict import Findings, Report, as_json, render
from wallet.ledger.verify import Earlier, verify, walk_through
from wallet.terminal import EXIT_NO_VERDICT, EXIT_WRONG, fail, file_or_text, opened_wallet

BAR_LETTERS = 32


def add_to(audit: typer.Typer) -> None:
    audit.command("verify")(audit_verify)


def audit_verify(
    where: Annotated[
        str,
        typer.Argument(help="the log's address, its folder, or a whole data folder; nothing: this wallet, inside out"),
    ] = "",
    vkey: Annotated[str, typer.Option(help="the key you trust, or its file; default: the one beside the log")] = "",
    since: Annotated[
        Path | None,
        typer.Option(help="a checkpoint that you kept, or a folder with a copy of the log; reads only what is new"),
    ] = None,
    save: Annotated[Path | None, typer.Option(help="keep the checkpoint here once the verdict is good")] = None,
    policy: Annotated[Path | None, typer.Option(help="a tlog-policy file: which witnesses must have cosigned")] = None,
    timestamp_roots: Annotated[
        Path | None, typer.Option(help="a PEM file: roots of the time-stamping authorities whose stamps you trust")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="read the whole log, also with --since")] = False,
    as_data: Annotated[bool, typer.Option("--json", help="the report as JSON")] = False,
) -> None:
    """Verify the access log. Exit status: 0 sound, 1 broken, 2 could not look."""
    try:
        asked = Earlier(*_kept(since), reads_all=full) if since is not None else None
        wanted = parse_policy(policy.read_text(encoding="utf-8")) if policy is not None else None
        stampers = read_roots(timestamp_roots) if timestamp_roots is not None else None
        outsiders = (wanted, stampers)
        report, note = _published(where, vkey, asked, *outsiders) if where else _own(asked, *outsiders)
    except (OSError, StorageError, WalletError, ValueError) as error:
        fail(f"no verdict: {error}", EXIT_NO_VERDICT)
    typer.echo(as_json(report).decode() if as_data else render(report), nl=not as_data)
    if not report.ok:
        raise typer.Exit(EXIT_WRONG)
    if save is not None:
        save.write_bytes(note)


def _published(
    where: str, vkey: str, since: Earlier | None, policy: Policy | None, stampers: Roots | None
) -> tuple[Report, bytes]:
    """From public files alone, as any stranger."""
    with _source_at(where) as source, _bar() as progress:
        trusted = file_or_text(vkey) or _key_beside(source)
        now = datetime.now(UTC)
        report = verify(source, trusted, now=now, progress=progress, since=since, policy=policy, stampers=stampers)
        return report, source.read("checkpoint") or b""


def _own(since: Earlier | None, policy: Policy | None, stampers: Roots | None) -> tuple[Report, bytes]:
    """The published log of this wallet, then everything behind it, under one moment of the database."""
    findings = Findings()
    with opened_wallet() as wallet:
        key = VerifierKey(wallet.log.origin, wallet.secrets.signing_key("log-signing").public_key().public_bytes_raw())
        files = StoreSource(wallet.objects, wallet.log.origin)
        now = wallet.clock()
        with _bar() as progress:
            checkpoint = walk_through(
                files, key, findings, now=now, progress=progress, since=since, policy=policy, stampers=stampers
            )
        with wallet.database.reading() as session:
            look_inside(session, wallet.log, wallet.objects, checkpoint, findings)
            check_seals(session, wallet.log, findings, now=now)
            check_keys(session, wallet.secrets.signing, wallet.log, findings, now=now)
        everybody = wallet.vault.citizen_keys
        recount(wallet.database, wallet.objects, wallet.log, everybody, checkpoint, findings)
        return findings.report(checkpoint), files.read("checkpoint") or b""


def _kept(since: Path) -> tuple[str, TileSource | None]:
    if since.is_dir():
        return (since / "checkpoint").read_text(encoding="utf-8"), FolderSource(since)
    return since.read_text(encoding="utf-8"), None


@contextmanager
def _source_at(where: str) -> Iterator[TileSource]:
    source = open_source(where)
    with source if isinstance(source, UrlSource) else nullcontext():
        yield source


def _key_beside(source: TileSource) -> str:
    """The log's own word for its key: fine for a first look, worthless against an operator who forges both."""
    found = source.read("vkey")
    if found is None:
        raise FileNotFoundError("no vkey stands beside the log: pass the key you trust with --vkey")
    typer.echo("using the key found beside the log; pass --vkey to verify against a key you trust", err=True)
    return found.decode().strip()


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None] | None]:
    """On a terminal, a line that fills as bundles are read; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    yield _draw
    sys.stderr.write("\r\x1b[K")


def _draw(done: int, size: int) -> None:
    filled = BAR_LETTERS * done // max(size, 1)
    sys.stderr.write(f"\r{'#' * filled}{'.' * (BAR_LETTERS - filled)}  {done:,} / {size:,}")
    sys.stderr.flush()
