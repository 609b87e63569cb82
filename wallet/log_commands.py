"""`wallet audit …` for whoever runs the log: look at an alarm and lift it, change to the next log, compare unwraps."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session

from wallet.clock import VIETNAM
from wallet.identity import staff
from wallet.identity.actors import staff_actor
from wallet.identity.errors import InvalidStaffError
from wallet.ledger import head, resuming
from wallet.ledger.census import take_census
from wallet.ledger.chain import EntryState
from wallet.ledger.entries import Actor
from wallet.ledger.notes import NoteSigner, VerifierKey
from wallet.ledger.rotation import Rotation, rotate
from wallet.ledger.seals import Order, seal_entry, sealed_now
from wallet.ledger.sources import open_source
from wallet.ledger.succession import check_succession
from wallet.ledger.unwraps import reconcile
from wallet.ledger.witnesses import Contradiction, Cosigned, Silence, WitnessClient
from wallet.ledger.witnessing import Round, Witnessing
from wallet.terminal import EXIT_WRONG, fail, file_or_text, opened_wallet, plain_errors
from wallet.wiring import Wallet

alarm = typer.Typer(no_args_is_help=True, help="The alarm that stops the log.")

Operator = Annotated[str, typer.Option("--by", help="your login as an operator; it stands in the log")]


def add_to(audit: typer.Typer) -> None:
    audit.add_typer(alarm, name="alarm")
    audit.command("rotate")(rotate_log)
    audit.command("succession")(succession)
    audit.command("unwraps")(unwraps)
    audit.command("witnesses")(ask_witnesses)
    audit.command("states")(states)
    audit.command("seal")(seal)
    audit.command("seals")(seals)


@alarm.command("show")
def show_alarm() -> None:
    """Say why the log stopped. Exit status: 0 it has not, 1 it has."""
    with plain_errors(), opened_wallet() as wallet:
        found = head.open_head(wallet.database, wallet.log.origin).alarm
        typer.echo(found or "no alarm")
        if found:
            raise typer.Exit(EXIT_WRONG)


@alarm.command("lift")
def lift(
    by: Operator, reason: Annotated[str, typer.Option(help="what was found and what was done; it stands in the log")]
) -> None:
    """Let the log go on after somebody has understood the alarm and repaired its cause; restart the workers then."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.transaction() as session:
            keys, origin = wallet.vault.citizen_keys, wallet.log.origin
            lifted = resuming.resume(session, keys, origin, _operator(session, by), reason, now=wallet.clock())
        typer.echo(f"lifted: {lifted}\nrestart every worker; a fork that still stands raises the alarm again")


def rotate_log(
    new_origin: Annotated[str, typer.Argument(help="a name never used before, such as wallet.example.vn/2027h1")],
    by: Operator,
    lost: Annotated[bool, typer.Option("--lost", help="the database lost published entries for good")] = False,
) -> None:
    """Close this log and begin the next, whose first entry carries the last checkpoint. Stop every worker first."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.reading() as session:
            operator = _operator(session, by)
        rotation = _rotation(wallet, new_origin)
        size = rotate(rotation, operator, lost=lost)
        for signer in (rotation.old, rotation.new):
            _say(_witnessing(wallet, signer).run_once())
        typer.echo(f"{wallet.log.origin}: closed at {size} entries\nnow set WALLET_LOG_ORIGIN={new_origin} and start")


def succession(
    old: Annotated[str, typer.Argument(help="folder or address of the closed log")],
    new: Annotated[str, typer.Argument(help="folder or address of the one that goes on")],
    old_vkey: Annotated[str, typer.Option(help="the key you trust for the closed log, or its file")],
    new_vkey: Annotated[str, typer.Option(help="the key you trust for the next log, or its file")],
) -> None:
    """Check from public files that one log goes on where another was closed. Exit status: 0 it does, 1 not."""
    with plain_errors():
        keys = [VerifierKey.parse(file_or_text(text)) for text in (old_vkey, new_vkey)]
        try:
            size = check_succession(open_source(old), keys[0], open_source(new), keys[1])
        except ValueError as error:
            fail(f"it does not: {error}", EXIT_WRONG)
        typer.echo(f"{keys[1].name} goes on from {keys[0].name} at {size} entries")


def ask_witnesses() -> None:
    """Show the newest checkpoint to every witness of the policy. Exit status: 0 enough cosigned, 1 not."""
    with plain_errors(), opened_wallet() as wallet:
        done = wallet.witnesses.witnessing.run_once()
        _say(done)
        if not done.is_met or done.contradictions:
            fail(f"not witnessed at {done.checkpoint.size} entries", EXIT_WRONG)


def unwraps() -> None:
    """Set the counted openings of keys against the entries that allow them. Exit status: 0 they agree, 1 not."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.reading() as session:
            found = reconcile(session, wallet.log)
        for name in sorted({*found.opened, *found.allowed}):
            typer.echo(f"{name:24} opened {found.opened.get(name, 0):>9}   allowed {found.allowed.get(name, 0):>9}")
        if not found.holds:
            fail(f"opened without an entry: {found.excess}", EXIT_WRONG)


def states() -> None:
    """Count the entries that can be read, and those that cannot and why. Exit status: 0 none is missing, 1 some are."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.reading() as session:
            census = take_census(session, wallet.log)
        for state in EntryState:
            typer.echo(f"{state:10} {census.states.get(state, 0):>9}")
        if census.missing:
            first = ", ".join(
                f"{place.origin or 'waiting'} {place.entry if place.index is None else place.index}"
                for place in census.missing
            )
            fail(f"unreadable, and no manifest says why: {first}", EXIT_WRONG)


def seal(
    entry: Annotated[UUID, typer.Argument(help="the entry's id, as in an Audit-Receipt")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="the day on which it is shown")],
    order: Annotated[str, typer.Option(help="number of the order and who gave it; it stands in the log")],
    by: Operator,
) -> None:
    """Keep one entry of a citizen closed until a day, because an order says so. Exit status: 0 sealed, 2 refused."""
    with plain_errors(), opened_wallet() as wallet:
        wanted = Order(order, until.replace(tzinfo=VIETNAM))
        with wallet.database.transaction() as session:
            seal_entry(session, wallet.log, entry, wanted, _operator(session, by), now=wallet.clock())
        typer.echo(f"{entry}: closed until {until:%Y-%m-%d}")


def seals() -> None:
    """List the entries that are closed at this moment, with the hash of each order."""
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.reading() as session:
            found = sealed_now(session)
        for entry, one in sorted(found.items(), key=lambda item: item[1].until):
            typer.echo(f"{entry}  until {one.until.astimezone(VIETNAM):%Y-%m-%d}  order {one.order}")
        typer.echo(f"closed: {len(found)}")


def _rotation(wallet: Wallet, new_origin: str) -> Rotation:
    key = wallet.secrets.signing_key("log-signing")
    old, new = NoteSigner(wallet.log.origin, key), NoteSigner(new_origin, key)
    return Rotation(wallet.database, wallet.objects, old, new, wallet.vault.citizen_keys, wallet.clock)


def _witnessing(wallet: Wallet, signer: NoteSigner) -> Witnessing:
    policy = wallet.witnesses.witnessing.policy
    return Witnessing(wallet.database, wallet.objects, signer, policy, WitnessClient(), wallet.clock)


def _say(done: Round) -> None:
    for label, answer in done.answers.items():
        match answer:
            case Cosigned():
                typer.echo(f"{label}: cosigned {done.checkpoint.origin} at {done.checkpoint.size} entries")
            case Contradiction(reason):
                typer.echo(f"{label}: CONTRADICTS {done.checkpoint.origin}: {reason}")
            case Silence(cause):
                typer.echo(f"{label}: no cosignature for {done.checkpoint.origin}: {cause}")


def _operator(session: Session, login: str) -> Actor:
    found = staff.find_by_login(session, login)
    if found is None or found.role != staff.Role.OPERATOR:
        raise InvalidStaffError(f"{login} is no operator: see `wallet register staff`")
    return staff_actor(found)
