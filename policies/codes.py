"""Codes of procedures. A province writes a national code with its own ending, in one of two ways:

    1.004222                    the nation's
    1.004222.H29                a province's
    1.004222.000.00.00.H29      the same, as its portal has it

A province's code means the province's own file where there is one, and the nation's otherwise.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from policies.terms import Procedure

_CODE = re.compile(r"([0-9]\.[0-9]{6})(\.000\.00\.00)?(\.H[0-9]{2})?")
_LONG = ".000.00.00"


def meanings(code: str) -> tuple[str, ...]:
    """The codes that `code` may stand for, nearest first; itself alone when it is no code."""
    found = _CODE.fullmatch(code)
    if found is None:
        return (code,)
    national, _, province = found.groups(default="")
    spellings = (code, f"{national}{province}", f"{national}{_LONG}{province}", national, f"{national}{_LONG}")
    return tuple(dict.fromkeys(spellings))


class Procedures(Mapping[str, Procedure]):
    """Procedures by code. Iterates over those that have a file; finds them by any spelling of their code."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._own = {each.code: each for each in procedures}

    def __getitem__(self, code: str) -> Procedure:
        for meaning in meanings(code):
            if meaning in self._own:
                return self._own[meaning]
        raise KeyError(code)

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)
