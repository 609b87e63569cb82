"""The docs tell the truth about what can be checked."""

import base64
import hashlib
import re
import subprocess
from enum import Enum
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, files, name_of, sources
from wallet.settings import Settings

DOCS = [ROOT / "README.md", *(path for path in files() if path.suffix == ".md" and "docs" in path.parts)]
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
COMMANDS = ["scripts/setup", "scripts/test", "scripts/demo", "scripts/story/papers/make", ".ci/run"]

LABEL = r"wallet[-./a-z0-9]+[./]v[0-9]+(?:\\0)?"
LABEL_IN_CODE = re.compile(f'b"({LABEL})"')
LABEL_IN_DOCS = re.compile(rf"\b{LABEL}")


@pytest.mark.parametrize("document", DOCS, ids=name_of)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_operations_lists_every_setting_and_no_other() -> None:
    assert _documented_settings().keys() == {f"WALLET_{name.upper()}" for name in Settings.model_fields}


def test_operations_states_the_defaults_that_hold() -> None:
    stated = {name: cell.strip("`") for name, cell in _documented_settings().items() if re.fullmatch("`[^`]+`", cell)}
    assert stated == {name: _default_of(name) for name in stated}


def test_architecture_names_every_room() -> None:
    rooms = {path.parent.name for path in (ROOT / "wallet").glob("*/__init__.py")} - {"migrations"}
    text = (ROOT / "docs/architecture.md").read_text()
    assert {room for room in rooms if f"`{room}/`" not in text} == set()


def test_formats_names_every_label_that_keys_and_hashes_are_bound_to() -> None:
    used = {label for path in sources() for label in LABEL_IN_CODE.findall(path.read_text())}
    assert used == set(LABEL_IN_DOCS.findall((ROOT / "docs/formats.md").read_text()))


def test_the_example_of_a_log_entry_has_the_leaf_hash_that_formats_states() -> None:
    text = (ROOT / "docs/formats.md").read_text()
    found = re.search(r'^ +(\{"c".*\})\n +179 bytes, leaf (\S+)', text, re.MULTILINE)
    assert found
    header, leaf = found.groups()
    assert len(header) == 179
    assert base64.b64encode(hashlib.sha256(b"\0" + header.encode()).digest()).decode() == leaf


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_a_decision_tells_context_decision_and_price_on_one_page(page: Path) -> None:
    text = page.read_text()
    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Decision", "Price"]
    assert len(text.splitlines()) <= 60


def test_the_list_of_decisions_is_complete() -> None:
    listed = re.findall(r"\]\((\d{4}-[^)]+)\)", (ROOT / "docs/decisions/README.md").read_text())
    assert listed == [page.name for page in DECISIONS]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_documented_command_can_be_run(command: str) -> None:
    path = ROOT / command
    assert path.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(path)], check=True)


def _documented_settings() -> dict[str, str]:
    """Variable to the cell that states its default."""
    rows = re.findall(r"^\| `(WALLET_\w+)` \| ([^|]*) \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)
    return dict(rows)


def _default_of(variable: str) -> str:
    default = Settings.model_fields[variable.removeprefix("WALLET_").lower()].default
    if isinstance(default, Enum):
        return str(default.value)
    return str(default).lower() if isinstance(default, bool) else str(default)
