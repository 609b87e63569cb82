"""`wallet audit …` for auditors: what the desk's pages do, from the shell. A person is named, each act is logged."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated

import orjson
import typer

from wallet.audit import counting, drawing, opening, searching
from wallet.audit.anomalies import sentence
from wallet.audit.cases import CASE_PATTERN, Desk
from wallet.audit.exports.exporting import Format, export
from wallet.audit.opening import Group
from wallet.audit.sightings import Filters, Sighting
from wallet.clock import VIETNAM
from wallet.identity import staff
from wallet.identity.actors import staff_actor
from wallet.identity.errors import InvalidStaffError
from wallet.ledger.entries import Circumstances, Operation, Outcome
from wallet.terminal import EXIT_NO_VERDICT, fail, opened_wallet, plain_errors
from wallet.wiring import Wallet

Auditor = Annotated[str, typer.Option("--by", help="your login as an auditor; it stands in the log")]
Case = Annotated[str, typer.Option(help="names of people hold within one case; it stands in the log")]
Reason = Annotated[str, typer.Option(help="10 to 500 letters; it stands in the log")]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the first day, in Vietnam")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the last day, included")]
Did = Annotated[Operation | None, typer.Option(help="what was done")]
Ended = Annotated[Outcome | None, typer.Option(help="how it ended")]
Service = Annotated[str, typer.Option(help="client id of who acted")]
Procedure = Annotated[str, typer.Option(help="code of the procedure")]
Ground = Annotated[str, typer.Option(help="why it was refused")]
Who = Annotated[str, typer.Option(help="a person's name within the case, as a search shows it")]


def add_to(audit: typer.Typer) -> None:
    for command in (search, open_entry, sample, export_entries, anomalies):
        audit.command(command.__name__.split("_")[0])(command)


def search(
    by: Auditor,
    case: Case = "",
    since: Since = None,
    until: Until = None,
    operation: Did = None,
    outcome: Ended = None,
    service: Service = "",
    procedure: Procedure = "",
    ground: Ground = "",
    who: Who = "",
    newest: Annotated[bool, typer.Option("--newest", help="the newest first")] = False,
    beyond: Annotated[int | None, typer.Option(help="go on after this entry number")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = searching.PAGE,
) -> None:
    """List entries of the log without saying whose they are."""
    filters = _filters(since, until, operation, outcome, service, procedure, ground, who)
    with _desk("search", by, case) as (wallet, desk):
        found = searching.search(desk, filters, beyond=beyond, newest=newest, limit=limit, now=wallet.clock())
    for line in found.lines:
        typer.echo(_line(line))
    if found.beyond is not None:
        typer.echo(f"go on with --beyond {found.beyond}", err=True)


def open_entry(
    index: Annotated[int, typer.Argument(min=0, help="number of the entry")],
    group: Annotated[Group, typer.Argument(help="which of its five groups")],
    by: Auditor,
    reason: Reason,
    case: Case = "",
) -> None:
    """Open one group of one entry. The citizen's own log says who did and why, before it is shown."""
    with _desk("open", by, case) as (wallet, desk):
        opened = opening.open_group(desk, index, group, reason, now=wallet.clock())
    typer.echo(orjson.dumps(dict(opened.content), option=orjson.OPT_INDENT_2).decode())
    if not opened.holds:
        typer.echo("this entry is NOT what the log's public header says", err=True)


def sample(
    nonce: Annotated[str, typer.Argument(help="words that nobody could foresee, said in public before")],
    by: Auditor,
    count: Annotated[int, typer.Option(min=1)] = 20,
    size: Annotated[int | None, typer.Option(help="draw again from the checkpoint of this size")] = None,
    case: Case = "",
) -> None:
    """Draw entries from the newest checkpoint; anybody who knows root and nonce draws the same."""
    with _desk("sample", by, case) as (wallet, desk):
        drawn = drawing.draw(desk, nonce, count, size=size, now=wallet.clock())
    typer.echo(f"root {drawn.root.hex()} at {drawn.size} entries", err=True)
    for line in drawn.lines:
        typer.echo(_line(line))


def export_entries(
    form: Annotated[Format, typer.Argument(metavar="FORMAT", help="csv, ocsf, fhir, or services: their ranking")],
    by: Auditor,
    reason: Reason,
    case: Case = "",
    since: Since = None,
    until: Until = None,
    operation: Did = None,
    outcome: Ended = None,
    service: Service = "",
    procedure: Procedure = "",
    ground: Ground = "",
    who: Who = "",
) -> None:
    """Write everything that the filters take to standard output, a line for each entry or service, under pseudonyms."""
    filters = _filters(since, until, operation, outcome, service, procedure, ground, who)
    with _desk("export", by, case) as (wallet, desk):
        for piece in export(desk, form, filters, reason, now=wallet.clock()):
            sys.stdout.buffer.write(piece)
        sys.stdout.flush()


def anomalies(by: Auditor, case: Case = "") -> None:
    """Name what is worth a human's look in the last 35 days, each in a sentence. Nothing is stopped by it."""
    with _desk("anomalies", by, case) as (wallet, desk):
        counted = counting.count(desk, now=wallet.clock())
    for one in counted.anomalies:
        who = f"{one.reader} ({one.organisation})" if one.organisation else one.reader
        said = sentence(one)
        typer.echo(f"{one.since.astimezone(VIETNAM):%Y-%m-%d %H:%M}  {one.kind}  {who}\n  {said['vi']}\n  {said['en']}")
    whole = "" if counted.whole else "; older entries were not counted"
    typer.echo(f"{len(counted.anomalies)} since {counted.since.astimezone(VIETNAM):%Y-%m-%d %H:%M}{whole}")


@contextmanager
def _desk(command: str, login: str, case: str) -> Iterator[tuple[Wallet, Desk]]:
    """Counts of opened keys are written down at the end, since this process lives no longer."""
    if not re.fullmatch(CASE_PATTERN, case):
        fail("a case is written with at most 40 of A-Z a-z 0-9 . / _ -", EXIT_NO_VERDICT)
    with plain_errors(), opened_wallet() as wallet:
        with wallet.database.reading() as session:
            found = staff.find_by_login(session, login)
        if found is None or found.role != staff.Role.AUDITOR:
            raise InvalidStaffError(f"{login} is no auditor: see `wallet register staff`")
        how = Circumstances(route=f"wallet audit {command}")
        yield wallet, Desk(wallet.vault, found.id, staff_actor(found), how, case)
        with wallet.database.transaction() as session:
            wallet.vault.citizen_keys.unwraps.write_down(session, wallet.log, now=wallet.clock())


def _filters(
    since: datetime | None,
    until: datetime | None,
    operation: Operation | None,
    outcome: Outcome | None,
    service: str,
    procedure: str,
    ground: str,
    who: str,
) -> Filters:
    return Filters(
        since=since.replace(tzinfo=VIETNAM) if since else None,
        until=until.replace(tzinfo=VIETNAM) + timedelta(days=1, seconds=-1) if until else None,
        operation=operation or "",
        outcome=outcome or "",
        service=service,
        procedure=procedure,
        ground=ground,
        who=who,
    )


def _line(one: Sighting) -> str:
    cells = (
        str(one.index),
        f"{one.at.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}",
        *(one.operation, one.outcome, one.who or "-", one.reader or "-", one.procedure or "-"),
        " ".join(one.grounds),
    )
    return "  ".join(cells).rstrip()
