"""YAML with the line of every member, so that a mistake can be reported where it stands."""

from collections.abc import Iterator
from typing import Any

import yaml

from policies.errors import CatalogueMistake

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where PyYAML was built with it

Path = tuple[int | str, ...]
"""Keys and list indices from the top of a file down to a member."""


class Page:
    """One file of the catalogue, read: its `content` as plain values, and where each of them stands."""

    def __init__(self, file: str, text: str) -> None:
        """Raises yaml.YAMLError when the text is not YAML."""
        self.file = file
        self._root: yaml.Node | None
        self.content: Any
        loader = _SafeLoader(text)
        try:  # what yaml.safe_load does, keeping the nodes: they know their lines
            self._root = loader.get_single_node()
            self.content = None if self._root is None else loader.construct_document(self._root)
        finally:
            loader.dispose()

    def mistake(self, path: Path, vi: str, en: str) -> CatalogueMistake:
        return CatalogueMistake(self.file, self.line(path), vi, en)

    def line(self, path: Path) -> int:
        """Line of the member at `path`, counted from 1, or of the nearest one that holds it."""
        node, line = self._root, 1
        for step in path:
            found = _member(node, step)
            if found is None:
                break
            node, line = found
        return line

    def doubles(self) -> Iterator[CatalogueMistake]:
        """Members written twice in one place: YAML would silently keep the last."""
        for mapping in _mappings(self._root):
            seen: set[str] = set()
            for key, _ in mapping.value:
                if key.value in seen:
                    yield CatalogueMistake(
                        self.file,
                        key.start_mark.line + 1,
                        f"mục '{key.value}' viết hai lần",
                        f"'{key.value}' is written twice",
                    )
                seen.add(key.value)


def _member(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value, value.start_mark.line + 1
    return None


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)
