"""Looks through a folder of the catalogue for the person who writes it, and says what is there in plain sentences.

A folder with attributes.yaml is a whole catalogue; one without is a province's, and is laid over the wallet's own.
"""

from dataclasses import dataclass
from pathlib import Path

from policies.catalogue import Catalogue, CatalogueError


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`lines`: each mistake as "file:line: Vietnamese / English", then what was checked, then the count.

    With mistakes the last line says how many instead: nothing was loaded, so that there is nothing to count.
    """

    ok: bool
    lines: tuple[str, ...]


def check(folder: Path | None = None) -> CheckReport:
    """Check the wallet's own catalogue, a whole one, or a province's folder over the wallet's own."""
    whole = folder is None or (folder / "attributes.yaml").exists()
    try:
        found = Catalogue.load(folder) if whole else Catalogue.load(province=folder)
    except CatalogueError as error:
        told = [f"{each.file}:{each.line}: {each.vi} / {each.en}" for each in error.mistakes]
        number = len(told)
        return CheckReport(False, (*told, f"{number} lỗi, chưa dùng được / mistakes {number}, nothing was loaded"))
    return CheckReport(True, (_scope(folder, whole), f"catalogue {found.version}", counted(found)))


def _scope(folder: Path | None, whole: bool) -> str:
    if folder is None:
        return "danh mục có sẵn trong ví / the wallet's own catalogue"
    if whole:
        return "một danh mục đầy đủ / a whole catalogue"
    return "danh mục có sẵn, thêm phần của tỉnh / the wallet's own, with a province's folder over it"


def counted(found: Catalogue) -> str:
    return f"record types {len(found.record_types)}, procedures {len(found.procedures)}, forms {len(found.forms)}"
