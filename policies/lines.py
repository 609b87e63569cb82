"""A file of the catalogue with the line of every member, so that a mistake can be reported where it stands."""

from collections.abc import Sequence
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from policies.errors import CatalogueMistake
from policies.plain import Flaw, nodes

Path = tuple[int | str, ...]
"""Keys and list indices from the top of a file down to a member."""

MOST_MISTAKES = 20


class Page:
    """One file of the catalogue, read: its `content` as plain values, and where each of them stands.

    `readable` False: there is no content, and `mistakes` says why. A readable page may have mistakes all the same.
    """

    def __init__(self, file: str, content: bytes) -> None:
        self.file = file
        self._root, flaws = nodes(content)
        self.readable = not flaws
        self.content: Any = None
        if self._root is not None:
            self.content = self._plain(self._root, SafeConstructor(), flaws)
        self.mistakes = [CatalogueMistake(file, *flaw) for flaw in flaws[:MOST_MISTAKES]]

    def mistake(self, path: Path, vi: str, en: str) -> CatalogueMistake:
        return CatalogueMistake(self.file, self.line(path), vi, en)

    def told(self, found: Sequence[tuple[Path, str, str]]) -> list[CatalogueMistake]:
        """As many mistakes as a person can work through, and how many more there are.

        The rest are not even looked up: finding the line of each of 20,000 takes longer than anybody waits.
        """
        first = [self.mistake(*each) for each in found[:MOST_MISTAKES]]
        if more := len(found) - len(first):
            first.append(self.mistake((), f"còn {more} lỗi nữa trong tệp này", f"{more} more mistakes in this file"))
        return first

    def line(self, path: Path) -> int:
        """Line of the member at `path`, counted from 1, or of the nearest one that holds it."""
        node, line = self._root, 1
        for step in path:
            found = _member(node, step)
            if found is None:
                break
            node, line = found
        return line

    def _plain(self, node: yaml.Node, scalars: SafeConstructor, flaws: list[Flaw]) -> Any:
        """What stands at `node`. A member written twice, which YAML would silently let win, is a flaw."""
        if isinstance(node, yaml.MappingNode):
            return self._members(node, scalars, flaws)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(each, scalars, flaws) for each in node.value]
        try:
            return scalars.construct_object(node)
        except (ValueError, yaml.YAMLError):  # 2026-13-45 is no day, and some numbers are too long to be one
            vi = "không đọc được giá trị này; hãy đặt trong dấu nháy kép"
            flaws.append((_line(node), vi, "this value cannot be read; put it in double quotes"))
            return node.value

    def _members(self, node: yaml.MappingNode, scalars: SafeConstructor, flaws: list[Flaw]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                flaws.append((_line(key), "tên mục phải là một từ", "the name of a member has to be a word"))
                continue
            if key.value in members:
                shown = key.value[:60]
                flaws.append((_line(key), f"mục '{shown}' viết hai lần", f"'{shown}' is written twice"))
            members[key.value] = self._plain(value, scalars, flaws)
        return members


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _member(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, _line(key)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value, _line(value)
    return None
