"""The arrows between rooms."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.house import ROOT, files, is_ours, name_of, sources

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OUTSIDE_THE_ORDER = {"migrations"}  # imports every room's tables and is imported by the fronts only


def test_every_import_keeps_the_contracts() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    verdict = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {path.stem for path in (ROOT / "wallet").iterdir() if _is_room(path)}
    assert rooms <= _ordered_rooms() | OUTSIDE_THE_ORDER


def test_the_product_imports_neither_scripts_nor_tests() -> None:
    offenders = [name_of(path) for path in sources() if {"scripts", "tests"} & _imported_packages(path)]
    assert offenders == []


def _is_room(path: Path) -> bool:
    if path.is_dir():
        return is_ours(path) and any(file.suffix == ".py" for file in files(path))
    return path.suffix == ".py" and path.stem != "__init__"


def _ordered_rooms() -> set[str]:
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {room.strip() for line in layers for room in line.split("|")}


def test_the_example_site_knows_the_wallet_by_its_public_api_alone() -> None:
    ours = [path for path in sources("scripts") if "example_site" in path.parts]
    offenders = [name_of(path) for path in ours if {"wallet", "storage", "policies"} & _imported_packages(path)]
    inside = {
        node.module
        for path in ours
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("scripts.")
    }

    assert ours
    assert offenders == []
    assert all(module is not None and module.startswith("scripts.example_site") for module in inside)


def _imported_packages(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names
