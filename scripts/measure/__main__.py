"""Run the measurements and print the table. Ratios are the point: absolute figures belong to the machine."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from scripts.measure import deciding, inspecting, logging_rates, prefilling, sealing, serving
from scripts.measure.table import Row, table

PARTS: dict[str, Callable[[], list[Row]]] = {
    "sealing": sealing.rows,
    "deciding": deciding.rows,
    "log": logging_rates.rows,
    "intake": inspecting.rows,
    "prefill": prefilling.rows,
    "http": serving.rows,
}


def main(
    part: Annotated[list[str] | None, typer.Argument(help=f"any of {', '.join(PARTS)}; default: all")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="also write the rows to this file")] = None,
) -> None:
    """Measure this checkout on this machine."""
    unknown = set(part or ()) - set(PARTS)
    if unknown:
        raise typer.BadParameter(f"no such part: {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    for name in part or PARTS:
        typer.echo(f"{name} …", err=True)
        rows += PARTS[name]()
    typer.echo(table(rows))
    if json_file is not None:
        json_file.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
