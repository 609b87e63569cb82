"""What can go wrong in `policies`. No message carries a citizen's value."""

from dataclasses import dataclass
from typing import ClassVar


class PolicyError(Exception):
    """Base of everything that `policies` refuses on purpose."""

    code: ClassVar[str] = "policy-error"


class RulesError(PolicyError):
    """The rules of the authority cannot be read, or do not say what they must: do not start."""

    code = "bad-rules"


@dataclass(frozen=True, slots=True)
class CatalogueMistake:
    """One mistake in a file of the catalogue; `line` counts from 1, `file` is relative to the catalogue's folder."""

    file: str
    line: int
    vi: str
    en: str

    def __str__(self) -> str:
        return f"{self.file}, dòng {self.line}: {self.vi} / line {self.line}: {self.en}"


class CatalogueError(PolicyError):
    """The catalogue's files are not in order: do not start. `mistakes` has every one, by file and line."""

    code = "bad-catalogue"

    def __init__(self, mistakes: tuple[CatalogueMistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class UnknownProcedureError(PolicyError):
    """The catalogue has no procedure of this code: nothing may be asked under it."""

    code = "unknown-procedure"


class UnknownRecordTypeError(PolicyError):
    """The catalogue has no paper of this kind: nothing may be deposited as one."""

    code = "unknown-record-type"


class UnknownAttributeError(PolicyError):
    """The catalogue has no attribute of this key."""

    code = "unknown-attribute"


class ForgedPermitError(PolicyError):
    """Somebody other than the engine tried to make, copy or change a permit: a mistake in the calling code."""

    code = "forged-permit"
