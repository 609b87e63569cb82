"""Three hundred kills, half of them on SQLite, half on PostgreSQL: what `scripts/kill` runs."""

import logging
import random
import tempfile
from pathlib import Path
from typing import Annotated

import structlog
import typer

from tests.databases import url_of
from tests.faults.found import found_after
from tests.faults.killing import kill_at_random
from tests.faults.scene import prepare
from tests.servers import postgres_server


def main(
    kills: Annotated[int, typer.Option(min=2, help="on both databases together")] = 300,
    seed: Annotated[int | None, typer.Option(help="draws the moments of an earlier run; it prints its own")] = None,
) -> None:
    """Kill the wallet's servers at random moments under load. Exit status: 0 nothing was lost or forked, 1 it was."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    chosen = seed if seed is not None else random.SystemRandom().randrange(10**9)
    chance = random.Random(chosen)  # noqa: S311  (moments, not keys)
    typer.echo(f"seed {chosen}")
    wrong: list[str] = []
    with postgres_server() as server, tempfile.TemporaryDirectory(prefix="kills-") as folder:
        for name, url in (("SQLite", ""), ("PostgreSQL", url_of(server, "postgres"))):
            data = Path(folder) / name
            data.mkdir()
            found = found_after(kill_at_random(prepare(data, url), kills // 2, chance))
            typer.echo(f"{name}: {found}")
            wrong += found.wrong
    for one in wrong:
        typer.echo(one, err=True)
    raise typer.Exit(1 if wrong else 0)


if __name__ == "__main__":
    typer.run(main)
