"""The shape of the catalogue's files as JSON Schema (draft 2020-12), for editors and for programs that write them.

`python -m policies.schemas FOLDER` writes them; docs/catalogue/ has them as published, and a test keeps them current.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from policies.form_sheets import FormSheet
from policies.procedure_sheets import ProcedureSheet
from policies.sheets import AttributesSheet, DatasetsSheet, RecordTypeSheet, Sheet

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SHEETS: Mapping[str, type[Sheet]] = {
    "attributes": AttributesSheet,
    "datasets": DatasetsSheet,
    "record_type": RecordTypeSheet,
    "form": FormSheet,
    "procedure": ProcedureSheet,
}


def documents() -> dict[str, str]:
    """File name to text, for every kind of file in the catalogue."""
    return {f"{name}.schema.json": _text(sheet) for name, sheet in _SHEETS.items()}


def write(folder: Path) -> None:
    for name, text in documents().items():
        (folder / name).write_text(text, "utf-8")


def _text(sheet: type[Sheet]) -> str:
    schema = {"$schema": _DIALECT, **sheet.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
