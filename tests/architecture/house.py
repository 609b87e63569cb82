"""Where the checkout is and what belongs to it."""

import fnmatch
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("wallet", "storage", "policies")

_IGNORED = [".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text().split())]


def is_ours(path: Path) -> bool:
    return not any(fnmatch.fnmatch(path.name, pattern) for pattern in _IGNORED)


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file that git would keep."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not is_ours(path):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def sources(*folders: str) -> list[Path]:
    """Python files of these top folders, of the product unless others are named."""
    return [path for folder in folders or PRODUCT for path in files(ROOT / folder) if path.suffix == ".py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
