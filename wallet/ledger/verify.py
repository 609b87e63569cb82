"""Verification of a published log from its public files alone: no key, no database, no trust in the operator.

In this order: the log's signature on the checkpoint and, under a policy, those of witnesses; then, bundle by bundle,
each entry's hash against its tile, each full tile against the tile above, each header's form and time, the uniqueness
of its tag, one directory for each hour; the root of all tiles against the signed one; the time stamps, where the caller
trusts an authority; last, whether an earlier checkpoint that the caller kept is the beginning of this log. What was
kept may be a whole copy: a fork is then found to the entry. From an earlier checkpoint on, only new bundles are read,
and tags are compared with one another only.
Memory: one bundle, some tiles, and about 90 bytes for each entry read to know its tag again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wallet.ledger.entries import Operation
from wallet.ledger.errors import DamagedLogError, MalformedLogError
from wallet.ledger.header import facts_of
from wallet.ledger.notes import Checkpoint, VerifierKey
from wallet.ledger.policy import Policy
from wallet.ledger.proofs import split
from wallet.ledger.sources import FolderSource, TileSource, open_source
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.tiles import TILE_WIDTH
from wallet.ledger.timestamps import Roots, check_timestamps
from wallet.ledger.verdict import Findings, Report, Step, render

__all__ = ["Earlier", "Report", "render", "verify", "walk_through"]

EARLIEST_SECONDS = 1_577_836_800  # 2020-01-01: no such log is older
BACKWARDS_SECONDS = 5
AHEAD_SECONDS = 300
HOUR_SECONDS = 3_600
_DIRECTORY_ROOT = Operation.DIRECTORY_ROOT.value.encode()
_TAG_LETTERS_KEPT = 22  # 132 bits: enough to tell tags apart, half the memory


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the caller kept: a signed note, and the files that went with it where they kept those too.

    `reads_all`: read the whole log all the same, not only what is new.
    """

    note: str
    files: TileSource | None = None
    reads_all: bool = False


@dataclass(slots=True)
class _Headers:
    """Judges one header after the other."""

    findings: Findings
    latest_allowed: int | None
    tags: set[bytes] = field(default_factory=set)
    hours: set[int] = field(default_factory=set)
    latest: int = 0

    def look_at(self, index: int, entry: bytes) -> None:
        try:
            seconds, operation, tag = facts_of(entry)
        except MalformedLogError as error:
            self.findings.blame(Step.HEADERS, index, str(error))
            return
        known = tag[:_TAG_LETTERS_KEPT]
        if known in self.tags:
            self.findings.blame(Step.TAGS, index, "this tag occurred before: two histories for one person")
        self.tags.add(known)
        if seconds < EARLIEST_SECONDS or (self.latest_allowed is not None and seconds > self.latest_allowed):
            self.findings.blame(Step.HEADERS, index, "the time is not plausible")
        if seconds > self.latest:
            self.latest = seconds
        elif seconds < self.latest - BACKWARDS_SECONDS:
            self.findings.warn(Step.HEADERS, index, "the time is earlier than that of an entry before it")
        if operation == _DIRECTORY_ROOT:
            self._one_directory_an_hour(index, seconds)

    def _one_directory_an_hour(self, index: int, seconds: int) -> None:
        """Two could tell two citizens two things; which hour it is for follows from `t` alone."""
        hour = seconds // HOUR_SECONDS
        if hour in self.hours:
            self.findings.blame(Step.DIRECTORIES, index, "a second directory for the same hour")
        self.hours.add(hour)


def verify(
    source: TileSource | Path | str,
    vkey: str | VerifierKey,
    *,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
    since: Earlier | None = None,
    policy: Policy | None = None,
    stampers: Roots | None = None,
) -> Report:
    """Verify the log at a folder, an http(s) address or a source. `vkey` is what the caller trusts.

    `progress(done, size)` is called after each bundle of 256; `now` refuses entries from the future. Unreachable
    sources raise OSError or StorageError: that is no verdict. MalformedLogError where `vkey`, `since` or the place is
    wrong. `stampers`: the roots of time-stamping authorities that the caller trusts; None: their stamps are not read.
    """
    key = VerifierKey.parse(vkey) if isinstance(vkey, str) else vkey
    findings = Findings()
    files = _source(source)
    checkpoint = walk_through(
        files, key, findings, now=now, progress=progress, since=since, policy=policy, stampers=stampers
    )
    return findings.report(checkpoint)


def walk_through(
    files: TileSource,
    key: VerifierKey,
    findings: Findings,
    *,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
    since: Earlier | None = None,
    policy: Policy | None = None,
    stampers: Roots | None = None,
) -> Checkpoint:
    """As `verify`, into findings to which the caller adds; gives the checkpoint, an empty one where none is valid."""
    kept = None if since is None else key.open(since.note)
    findings.look_at(Step.SIGNATURE)
    opened = _checkpoint(files, key, findings)
    if opened is None:
        return Checkpoint(key.name, 0, b"")
    checkpoint, note = opened
    tree = TileTree(files, checkpoint.size)
    if kept is not None and since is not None and not since.reads_all:
        findings.start = min(kept.size, checkpoint.size) // TILE_WIDTH * TILE_WIDTH
    findings.look_at(Step.TREE, Step.HEADERS, Step.TAGS, Step.DIRECTORIES)
    try:
        _walk(tree, findings, None if now is None else int(now.timestamp()) + AHEAD_SECONDS, progress)
        if tree.root() != checkpoint.root:
            findings.blame(Step.TREE, None, "the tiles do not give the root that was signed")
        if policy is not None:
            findings.look_at(Step.WITNESSES)
            _check_witnesses(files, key, policy, tree, note, findings)
        if stampers is not None:
            findings.look_at(Step.TIMESTAMPS)
            check_timestamps(files, key, stampers, tree, findings)
    except DamagedLogError as error:
        findings.blame(Step.TREE, error.index, str(error))
    if kept is not None and since is not None:
        findings.look_at(Step.CONSISTENCY)
        _compare_with(kept, since.files, tree, findings)
    return checkpoint


def _walk(
    tree: TileTree, findings: Findings, latest_allowed: int | None, progress: Callable[[int, int], None] | None
) -> None:
    headers = _Headers(findings, latest_allowed)
    look_at = headers.look_at
    for first, entries in tree.walk(findings.start):
        for index, entry in enumerate(entries, first):
            look_at(index, entry)
        findings.checked += len(entries)
        if progress is not None:
            progress(first + len(entries), tree.size)


def _compare_with(kept: Checkpoint, copy: TileSource | None, tree: TileTree, findings: Findings) -> None:
    """Is what was kept the beginning of this log?"""
    if kept.size > tree.size:
        reason = f"the log ends here, and had {kept.size} entries before: it was rolled back"
        findings.blame(Step.CONSISTENCY, tree.size, reason)
        return
    try:
        if tree.hash_range(0, kept.size) != kept.root:
            index = None if copy is None else first_difference(TileTree(copy, kept.size), tree, kept)
            reason = f"the log was forked: its first {kept.size} entries are not those that were signed before"
            findings.blame(Step.CONSISTENCY, index, reason)
    except DamagedLogError as error:
        findings.blame(Step.CONSISTENCY, error.index, str(error))


def first_difference(copy: TileTree, tree: TileTree, kept: Checkpoint) -> int | None:
    """The first entry in which two trees differ, in some 2 log n hashes; None where the copy is not what was signed."""
    if copy.root() != kept.root:
        return None
    start, end = 0, kept.size
    while end - start > 1:
        middle = start + split(end - start)
        if copy.hash_range(start, middle) != tree.hash_range(start, middle):
            end = middle
        else:
            start = middle
    return start


def _check_witnesses(
    files: TileSource, key: VerifierKey, policy: Policy, tree: TileTree, note: str, findings: Findings
) -> None:
    """Enough cosignatures stand under the checkpoint, or under an earlier one that is the beginning of this log."""
    notes = [note, (files.read("witnessed") or b"").decode(errors="replace")]
    for one in notes:
        try:
            seen = key.open(one)
            is_met = policy.is_met_by(policy.cosigned(one).keys())
        except MalformedLogError:
            continue
        if not is_met:
            continue
        if seen.size > tree.size or tree.hash_range(0, seen.size) != seen.root:
            findings.blame(Step.WITNESSES, None, f"witnesses have seen another log at {seen.size} entries")
        findings.witnessed = seen.size
        return
    findings.blame(Step.WITNESSES, None, "too few witnesses have cosigned: the policy is not met")


def _source(source: TileSource | Path | str) -> TileSource:
    match source:
        case str():
            return open_source(source)
        case Path():
            return FolderSource(source) if (source / "checkpoint").exists() else open_source(str(source))
        case _:
            return source


def _checkpoint(files: TileSource, key: VerifierKey, findings: Findings) -> tuple[Checkpoint, str] | None:
    stored = files.read("checkpoint")
    if stored is None:
        findings.blame(Step.SIGNATURE, None, "there is no checkpoint")
        return None
    try:
        note = stored.decode()
        return key.open(note), note
    except (MalformedLogError, UnicodeDecodeError) as error:
        findings.blame(Step.SIGNATURE, None, f"the checkpoint is not valid: {error}")
        return None
