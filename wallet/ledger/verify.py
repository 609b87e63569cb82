"""Full verification of a published log from its public files alone: no key, no database, no trust in the operator.

Checked in this order: the signature on the checkpoint; for every bundle, each entry's hash against its tile, each full
tile against the tile above, each header's form, the uniqueness of its tag; then the root of all tiles against the
signed one. Memory: one bundle, some tiles, and about 90 bytes for each entry to know its tag again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wallet.ledger.errors import DamagedLogError, MalformedLogError
from wallet.ledger.header import parse_header
from wallet.ledger.notes import Checkpoint, VerifierKey
from wallet.ledger.sources import FolderSource, TileSource, open_source
from wallet.ledger.tile_tree import TileTree

EARLIEST_SECONDS = 1_577_836_800  # 2020-01-01: no such log is older
BACKWARDS_SECONDS = 5
AHEAD_SECONDS = 300
PROBLEMS_LIMIT = 20
_TAG_LETTERS_KEPT = 22  # 132 bits: enough to tell tags apart, half the memory


@dataclass(frozen=True, slots=True)
class Problem:
    """`index`: the first entry concerned; None where it is the checkpoint or the whole log."""

    index: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict. Warnings (an hour that runs backwards) do not make a log wrong."""

    ok: bool
    origin: str
    size: int
    root: bytes
    checked: int
    first_bad_index: int | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Findings:
    now: int | None
    checked: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    latest: int = 0

    def blame(self, index: int | None, reason: str) -> None:
        if len(self.problems) < PROBLEMS_LIMIT:
            self.problems.append(Problem(index, reason))

    def warn(self, index: int, reason: str) -> None:
        if len(self.warnings) < PROBLEMS_LIMIT:
            self.warnings.append(Problem(index, reason))

    def look_at(self, index: int, entry: bytes) -> None:
        self.checked += 1
        try:
            header = parse_header(entry)
        except MalformedLogError as error:
            self.blame(index, str(error))
            return
        known = header.tag[:_TAG_LETTERS_KEPT]
        if known in self.tags:
            self.blame(index, "this tag occurred before: two histories for one person")
        self.tags.add(known)
        if header.t < EARLIEST_SECONDS or (self.now is not None and header.t > self.now + AHEAD_SECONDS):
            self.blame(index, "the time is not plausible")
        if header.t < self.latest - BACKWARDS_SECONDS:
            self.warn(index, "the time is earlier than that of an entry before it")
        self.latest = max(self.latest, header.t)


def verify(
    source: TileSource | Path | str,
    vkey: str | VerifierKey,
    *,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Verify the log at a folder, an http(s) address or a source. `vkey` is what the caller trusts.

    `progress(done, size)` is called after each bundle of 256; `now` refuses entries from the future. Unreachable
    sources raise OSError or StorageError: that is no verdict. MalformedLogError where `vkey` or the place is wrong.
    """
    files = _source(source)
    key = VerifierKey.parse(vkey) if isinstance(vkey, str) else vkey
    findings = _Findings(None if now is None else int(now.timestamp()))
    checkpoint = _checkpoint(files, key, findings)
    if checkpoint is None:
        return _report(Checkpoint(key.name, 0, b""), findings)
    tree = TileTree(files, checkpoint.size)
    try:
        for first, entries in tree.walk():
            for offset, entry in enumerate(entries):
                findings.look_at(first + offset, entry)
            if progress is not None:
                progress(first + len(entries), checkpoint.size)
        if tree.root() != checkpoint.root:
            findings.blame(None, "the tiles do not give the root that was signed")
    except DamagedLogError as error:
        findings.blame(error.index, str(error))
    return _report(checkpoint, findings)


def render(report: Report) -> str:
    """The verdict in plain words, Vietnamese then English; several lines, no newline at the end."""
    lines = [
        "SỔ TRUY CẬP ĐÚNG · LOG VERIFIED" if report.ok else "SỔ TRUY CẬP SAI · LOG NOT VERIFIED",
        f"  origin   {report.origin}",
        f"  entries  {report.checked} of {report.size} checked",
        f"  root     {report.root.hex() or '-'}",
    ]
    if report.first_bad_index is not None:
        lines.append(f"  mục sai đầu tiên · first bad entry  {report.first_bad_index}")
    lines += [f"  SAI · WRONG    {_place(problem)}: {problem.reason}" for problem in report.problems]
    lines += [f"  lưu ý · note   {_place(warning)}: {warning.reason}" for warning in report.warnings]
    return "\n".join(lines)


def _place(problem: Problem) -> str:
    return "log" if problem.index is None else f"entry {problem.index}"


def _source(source: TileSource | Path | str) -> TileSource:
    match source:
        case str():
            return open_source(source)
        case Path():
            return FolderSource(source) if (source / "checkpoint").exists() else open_source(str(source))
        case _:
            return source


def _checkpoint(files: TileSource, key: VerifierKey, findings: _Findings) -> Checkpoint | None:
    stored = files.read("checkpoint")
    if stored is None:
        findings.blame(None, "there is no checkpoint")
        return None
    try:
        return key.open(stored.decode())
    except (MalformedLogError, UnicodeDecodeError) as error:
        findings.blame(None, f"the checkpoint is not valid: {error}")
        return None


def _report(checkpoint: Checkpoint, findings: _Findings) -> Report:
    bad = [problem.index for problem in findings.problems if problem.index is not None]
    return Report(
        ok=not findings.problems,
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        checked=findings.checked,
        first_bad_index=min(bad, default=None),
        problems=tuple(findings.problems),
        warnings=tuple(findings.warnings),
    )
