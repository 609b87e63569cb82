"""What the parts of an examination hand to each other."""

from dataclasses import dataclass

from wallet.intake.refusals import Refusal


class RefusedError(Exception):
    """The document is not to be taken. `detail` is for a developer and carries nothing of the content."""

    def __init__(self, refusal: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.refusal = refusal
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Outline:
    """A picture as its structure tells, before anything is decoded: pixels as stored, and every part not pixels."""

    width: int
    height: int
    metadata: tuple[bytes, ...]
