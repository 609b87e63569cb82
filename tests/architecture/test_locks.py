"""What set-up installs is named by its hash and by nothing else: no index, no address, nothing unpinned."""

import re
import tomllib

import pytest

from tests.architecture.house import ROOT

LOCKS = ("requirements.lock", "requirements-test.lock")
PIN = re.compile(
    r"([A-Za-z0-9._-]+)(?:\[[a-z0-9,_-]+\])?==(\S+)(?: ;[^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_no_address(name: str) -> None:
    assert not re.search(r"(?i)https?:|file:|index-url|find-links|trusted-host| @ ", (ROOT / name).read_text())


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_file_belongs_to_a_pinned_and_hashed_package(name: str) -> None:
    assert PIN.sub("", _without_comments(name)) == ""


def test_the_tests_run_on_exactly_the_packages_that_are_shipped() -> None:
    shipped, tested = (_pins(name) for name in LOCKS)
    assert shipped.items() <= tested.items()


def test_the_lock_files_hold_every_package_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    assert _names(project["dependencies"] + extras["build"] + extras["demo"]) <= _pins("requirements.lock").keys()
    assert _names(extras["test"]) <= _pins("requirements-test.lock").keys()


def _without_comments(name: str) -> str:
    lines = (ROOT / name).read_text().splitlines(keepends=True)
    return "".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))


def _pins(name: str) -> dict[str, tuple[str, str]]:
    """Normalised package name to (version, hashes)."""
    return {
        _normalised(package): (version, hashes) for package, version, hashes in PIN.findall(_without_comments(name))
    }


def _names(requirements: list[str]) -> set[str]:
    return {_normalised(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in requirements}


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
