"""`wallet catalogue`: look through the catalogue, and bring a province's folder into force while the wallet runs."""

from pathlib import Path
from typing import Annotated

import typer

from policies.catalogue import Catalogue
from policies.checking import check, counted
from wallet.catalogue import changing
from wallet.catalogue.changing import Changer
from wallet.catalogue.errors import CatalogueRefusedError, told
from wallet.catalogue.shelf import Shelf
from wallet.settings import read_settings
from wallet.terminal import EXIT_WRONG, fail, opened_wallet, plain_errors

catalogue = typer.Typer(no_args_is_help=True, help="Papers, forms and procedures.")


@catalogue.command("check")
def catalogue_check(
    folder: Annotated[
        Path | None, typer.Argument(help="a province's folder; default: the wallet's own catalogue")
    ] = None,
) -> None:
    """Check the catalogue, or a province's folder; names mistakes by file and line. Exit status: 0 good, 1 not."""
    report = check(folder)
    for line in report.lines:
        typer.echo(line)
    if not report.ok:
        raise typer.Exit(EXIT_WRONG)


@catalogue.command("reload")
def catalogue_reload() -> None:
    """Bring the province's folder as it is now into force in every running process. Exit status: 0 done, 1 refused."""
    with plain_errors():
        settings = read_settings()
        with opened_wallet(Shelf(settings.province_dir, Catalogue.load())) as wallet:
            changer = Changer.process(wallet.log, "command line")
            try:
                found = changing.reload(wallet.database, wallet.shelf, changer, now=wallet.clock())
            except CatalogueRefusedError as refused:
                for line in told(refused.mistakes):
                    typer.echo(line, err=True)
                fail(f"{refused.title_vi}\n{refused.title_en}", EXIT_WRONG)
    typer.echo(f"danh mục {found.version}: có hiệu lực trong vài giây / in force within seconds")
    typer.echo(counted(found))
