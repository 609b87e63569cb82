"""How the story is told: numbered steps, Vietnamese first, then one English line, then what was seen."""

import re
from typing import TextIO

WIDTH = 100
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class Teller:
    """Writes to `out`, a line at a time, so that a reader sees each step when it happens."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self.steps = 0

    def title(self, vi: str, en: str) -> None:
        self.line("─" * WIDTH)
        self.line(vi)
        self.line(en)
        self.line("─" * WIDTH)

    def step(self, vi: str, en: str) -> None:
        self.steps += 1
        self.line()
        self.line(f"{self.steps:>2}. {vi}")
        self.line(f"    {en}")

    def seen(self, *lines: str) -> None:
        for line in lines:
            self.line(f"      · {line}")

    def line(self, text: str = "") -> None:
        self._out.write(f"{text}\n")
        self._out.flush()


def shown(value: object) -> str:
    """A JSON value of the catalogue as a person writes it down."""
    match value:
        case str():
            return DAY.sub(r"\3/\2/\1", value) if DAY.fullmatch(value) else value
        case {"text": str(text)}:
            return text
        case list():
            return ", ".join(shown(one) for one in value)
        case dict():
            return " ".join(shown(one) for one in value.values())
        case _:
            return str(value)


def size(length: int) -> str:
    return f"{length / 1024:.0f} KiB"
