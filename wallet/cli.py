"""The shell front: serve, migrate, register, verify. Each command calls the same services as the API."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from wallet import desk_commands, log_commands, migrations, mine_commands, verify_commands, wiring
from wallet.audit.replaying import replay
from wallet.catalogue_commands import catalogue
from wallet.database import Database
from wallet.erasure_commands import erasures
from wallet.event_commands import events
from wallet.identity import citizens, registering, services, staff
from wallet.key_commands import keys
from wallet.ledger.entries import Circumstances
from wallet.service_commands import service
from wallet.settings import read_settings
from wallet.terminal import EXIT_WRONG, OPERATOR, opened_wallet, plain_errors
from wallet.witness_commands import witness

app = typer.Typer(no_args_is_help=True, help="Ví Giấy Tờ: a personal document wallet.")
audit = typer.Typer(no_args_is_help=True, help="Look at the access log, trusting nobody.")
register = typer.Typer(no_args_is_help=True, help="What the operator registers.")
log_commands.add_to(audit)
verify_commands.add_to(audit)
mine_commands.add_to(audit)
desk_commands.add_to(audit)
app.add_typer(audit, name="audit")
app.add_typer(events, name="events")
app.add_typer(catalogue, name="catalogue")
app.add_typer(erasures, name="erasures")
app.add_typer(register, name="register")
app.add_typer(keys, name="keys")
app.add_typer(service, name="service")
app.add_typer(witness, name="witness")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8420,
) -> None:
    """Serve the wallet as the WALLET_… environment describes it."""
    with plain_errors():
        settings = read_settings()
        wiring.fill_shelf(settings)  # said here in a sentence, not later by each worker
    uvicorn.run(
        "wallet.app:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=settings.workers,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=20,
    )


@app.command()
def migrate() -> None:
    """Bring the database to the newest shape. `serve` does it too; run it first when several workers start at once."""
    with plain_errors():
        migrations.upgrade(Database(read_settings().resolved_database_url))
    typer.echo("database: up to date")


@register.command("service")
def register_services(
    descriptions: Annotated[list[Path], typer.Argument(help="JSON: client_id, name, organisation, jwks, …")],
) -> None:
    """Register dossier services, or bring their registrations up to date: all of them or none."""
    with plain_errors(), opened_wallet() as wallet:
        wanted = [_registration(description) for description in descriptions]
        here = wallet.shelf.catalogue
        for one in wanted:
            registering.check_codes(one, procedures=here.procedures, record_types=here.record_types)
        with wallet.database.transaction() as session:
            known = [
                registering.register(session, wallet.log, one, OPERATOR, Circumstances(), now=wallet.clock())
                for one in wanted
            ]
        for service in known:
            typer.echo(f"service {service.client_id}: registered")


@register.command("staff")
def register_staff(
    login: str,
    role: Annotated[str, typer.Option(help="auditor or operator")],
    organisation: Annotated[str, typer.Option()],
) -> None:
    """Add an auditor or an operator."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.transaction() as session:
            staff.add(session, login, role, organisation, now=wallet.clock())
        typer.echo(f"{role} {login}: registered")


@register.command("citizen")
def register_citizen(
    form_of_address: Annotated[str, typer.Option(help="ông, bà, anh, chị or bạn")] = "bạn",
) -> None:
    """Open a wallet for the person whose ID number comes on standard input (never on the command line)."""
    with plain_errors(), opened_wallet() as wallet:
        number = sys.stdin.readline().strip()
        with wallet.database.transaction() as session:
            keys, secrets = wallet.vault.citizen_keys, wallet.secrets
            citizen = citizens.enrol(
                session, keys, secrets, number, form_of_address=form_of_address, now=wallet.clock()
            )
        typer.echo(f"citizen {citizen.id}: has a wallet")


@audit.command("replay")
def audit_replay() -> None:
    """Derive every logged decision again, on the wallet's own machine. Exit status: 0 all the same, 1 not."""
    with plain_errors(), opened_wallet() as wallet:
        done = replay(wallet.vault, OPERATOR, now=wallet.clock())
        for one in done.differences:
            typer.echo(f"entry {one.entry} (index {one.index}): logged {one.said!r}, derived {one.derived!r}")
        different = len(done.differences)
        typer.echo(f"decisions: {done.decisions}, different: {different}, closed by erasure: {done.closed}")
        if done.differences:
            raise typer.Exit(EXIT_WRONG)


def _registration(description: Path) -> services.RegisterService:
    known = json.loads(description.read_text(encoding="utf-8"))
    return services.RegisterService(
        client_id=known["client_id"],
        name=known["name"],
        organisation=known["organisation"],
        jwks=known.get("jwks", {}),
        jwks_uri=known.get("jwks_uri", ""),
        procedures=tuple(known.get("procedures", ())),
        deposits=tuple(known.get("deposits", ())),
        contact=known.get("contact", ""),
        redirect_uris=tuple(known.get("redirect_uris", ())),
        notification_endpoint=known.get("notification_endpoint", ""),
    )
