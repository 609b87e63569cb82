"""A copy of the published log, taken over HTTP as anybody may, and one bit of it altered."""

from collections.abc import Iterator
from pathlib import Path

from scripts.story.errors import StoryStoppedError
from scripts.story.people import Caller
from wallet.ledger.tiles import ENTRIES, levels, tile_path, width_at

ATTEMPTS = 3


def published_size(caller: Caller, log: str) -> int:
    """Entries under the checkpoint (c2sp.org/tlog-checkpoint: origin, size, root, signatures); 0 before the first."""
    answer = caller.session.get(f"{log}/checkpoint")
    return int(answer.text.splitlines()[1]) if answer.ok else 0


def mirror(caller: Caller, log: str, folder: Path) -> str:
    """Copy every file of the log into `folder`; the log's own key."""
    for _ in range(ATTEMPTS):
        if _copy(caller, log, folder):
            return (folder / "vkey").read_text(encoding="utf-8").strip()
    raise StoryStoppedError("Không chép được sổ truy cập.", "The published log could not be copied.")


def flip_one_bit(folder: Path) -> str:
    """In the middle of the newest bundle of entries; where that was."""
    bundle = max((path for path in (folder / "tile" / ENTRIES).rglob("*") if path.is_file()), key=str)
    content = bytearray(bundle.read_bytes())
    position = len(content) // 2
    content[position] ^= 1
    bundle.write_bytes(content)
    return f"{bundle.relative_to(folder)}, byte {position}"


def _copy(caller: Caller, log: str, folder: Path) -> bool:
    """False when the log has grown over the edge of a tile meanwhile, so that a partial tile is gone."""
    checkpoint = caller.session.get(f"{log}/checkpoint").content
    _write(folder / "checkpoint", checkpoint)
    for path in ("vkey", *_tiles(int(checkpoint.splitlines()[1]))):
        answer = caller.session.get(f"{log}/{path}")
        if not answer.ok:
            return False
        _write(folder / path, answer.content)
    return True


def _tiles(size: int) -> Iterator[str]:
    for level in levels(size):
        number = 0
        while (width := width_at(level, number, size)) > 0:
            yield tile_path(level, number, width)
            if level == 0:
                yield tile_path(ENTRIES, number, width)
            number += 1


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
