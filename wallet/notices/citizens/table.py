"""The table of messages, read once from its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("messages.yaml")


class When(StrEnum):
    DAYTIME = "daytime"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Line:
    """In both languages; `path` is a page of ours."""

    vi: str
    en: str
    path: str = "/"

    def said(self, language: str) -> str:
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Row:
    when: When
    line: Line


@dataclass(frozen=True, slots=True)
class Table:
    """`quiet_from`, `quiet_to`: hours of Vietnam. `many`: what is said when several messages wait."""

    quiet_from: time
    quiet_to: time
    many: Line
    rows: Mapping[str, Row]


@cache
def table() -> Table:
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    quiet = told["quiet"]
    return Table(
        quiet_from=time.fromisoformat(quiet["from"]),
        quiet_to=time.fromisoformat(quiet["to"]),
        many=Line(**told["many"]),
        rows={
            kind: Row(When(row["when"]), Line(row["vi"], row["en"], row["path"]))
            for kind, row in told["messages"].items()
        },
    )
