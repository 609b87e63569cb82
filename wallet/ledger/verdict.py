"""What a verification found: a verdict, what was looked at in which order, and the first entry that is not as it was.

As JSON (`--json`), everything else left out where it is empty:

    {"sound":false,"origin":…,"size":600,"root":"<hex>","from":0,"checked":600,"witnessed":512,"timestamped":"2026-11-23-512",
     "first_bad_index":300,"steps":{"signature":"sound","tree":"broken","bodies":"not looked at",…},
     "problems":[{"step":"tree","index":300,"reason":…}],"warnings":[…]}
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum

import orjson

from wallet.ledger.notes import Checkpoint

PROBLEMS_LIMIT = 20


class Step(StrEnum):
    """In the order in which they are looked at; those from BODIES on need the wallet's own database and keys."""

    SIGNATURE = "signature"
    WITNESSES = "witnesses"
    TREE = "tree"
    CONSISTENCY = "consistency"
    TIMESTAMPS = "timestamps"
    HEADERS = "headers"
    TAGS = "tags"
    ROWS = "rows"
    BODIES = "bodies"
    CHAINS = "chains"
    ERASURES = "erasures"
    DIRECTORIES = "directories"
    SEALS = "seals"
    UNWRAPS = "unwraps"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Problem:
    """`index`: the first entry concerned; None where it is the checkpoint or the whole log."""

    index: int | None
    reason: str
    step: Step = Step.TREE


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict. Warnings (an hour that runs backwards) do not make a log wrong.

    `start`: the first entry that was read, 0 for the whole log; `witnessed`: the size of the newest checkpoint that
    enough witnesses have cosigned, None where no policy was given; `timestamped`: the name of the newest time stamp
    that holds, None where none was asked for.
    """

    ok: bool
    origin: str
    size: int
    root: bytes
    checked: int
    first_bad_index: int | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    start: int = 0
    witnessed: int | None = None
    timestamped: str | None = None
    steps: Mapping[Step, str] = field(default_factory=dict)


@dataclass(slots=True)
class Findings:
    """What has been found so far. The lowest bad index is kept even when there are more problems than are told."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    looked_at: set[Step] = field(default_factory=set)
    checked: int = 0
    start: int = 0
    witnessed: int | None = None
    timestamped: str | None = None
    _broken: set[Step] = field(default_factory=set)
    _first_bad: int | None = None

    def look_at(self, *steps: Step) -> None:
        self.looked_at.update(steps)

    def blame(self, step: Step, index: int | None, reason: str) -> None:
        self._broken.add(step)
        if index is not None and (self._first_bad is None or index < self._first_bad):
            self._first_bad = index
        if len(self.problems) < PROBLEMS_LIMIT:
            self.problems.append(Problem(index, reason, step))

    def warn(self, step: Step, index: int | None, reason: str) -> None:
        if len(self.warnings) < PROBLEMS_LIMIT:
            self.warnings.append(Problem(index, reason, step))

    @property
    def is_sound(self) -> bool:
        return not self._broken

    def report(self, checkpoint: Checkpoint) -> Report:
        return Report(
            ok=self.is_sound,
            origin=checkpoint.origin,
            size=checkpoint.size,
            root=checkpoint.root,
            checked=self.checked,
            first_bad_index=self._first_bad,
            problems=tuple(self.problems),
            warnings=tuple(self.warnings),
            start=self.start,
            witnessed=self.witnessed,
            timestamped=self.timestamped,
            steps={step: _word(step, self._broken, self.looked_at) for step in Step},
        )


def render(report: Report) -> str:
    """The verdict in plain words, Vietnamese then English; several lines, no newline at the end."""
    lines = [
        "SỔ TRUY CẬP ĐÚNG · LOG VERIFIED" if report.ok else "SỔ TRUY CẬP SAI · LOG NOT VERIFIED",
        f"  origin   {report.origin}",
        f"  entries  {report.checked} of {report.size} checked" + (f", from {report.start} on" if report.start else ""),
        f"  root     {report.root.hex() or '-'}",
    ]
    if report.witnessed is not None:
        lines.append(f"  nhân chứng · witnessed up to  {report.witnessed}")
    if report.timestamped is not None:
        lines.append(f"  dấu thời gian · time-stamped up to  {report.timestamped}")
    lines.append(f"  đã xem · looked at  {', '.join(_seen(report))}")
    if report.first_bad_index is not None:
        lines.append(f"  mục sai đầu tiên · first bad entry  {report.first_bad_index}")
    lines += [f"  SAI · WRONG    {_place(problem)}: {problem.reason}" for problem in report.problems]
    lines += [f"  lưu ý · note   {_place(warning)}: {warning.reason}" for warning in report.warnings]
    return "\n".join(lines)


def as_json(report: Report) -> bytes:
    """One object, indented, with a newline at the end; members as at the top of this file."""
    said = {
        "sound": report.ok,
        "origin": report.origin,
        "size": report.size,
        "root": report.root.hex(),
        "from": report.start,
        "checked": report.checked,
        "witnessed": report.witnessed,
        "timestamped": report.timestamped,
        "first_bad_index": report.first_bad_index,
        "steps": {step.value: word for step, word in report.steps.items()},
        "problems": [_told(one) for one in report.problems],
        "warnings": [_told(one) for one in report.warnings],
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _word(step: Step, broken: Set[Step], looked_at: Set[Step]) -> str:
    if step in broken:
        return "broken"
    return "sound" if step in looked_at else "not looked at"


def _seen(report: Report) -> list[str]:
    return [step for step, word in report.steps.items() if word != "not looked at"]


def _told(problem: Problem) -> dict[str, str | int | None]:
    return {"step": problem.step, "index": problem.index, "reason": problem.reason}


def _place(problem: Problem) -> str:
    return "log" if problem.index is None else f"entry {problem.index}"
