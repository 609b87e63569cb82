"""Who signed a paper, as its inspection found: sealed with that version's values, so that no parser is asked twice.

{"by": common name, "for": organisation, "at": ISO 8601 or null, "vouches": true or false,
 "changes_after": none | archival | forms | other, "problem": a SignatureProblem or null}
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wallet.intake.verdicts import Signature, SignatureProblem


@dataclass(frozen=True, slots=True)
class PaperSignature:
    """`vouches`: it held when the paper came in, and speaks for the whole file."""

    name: str
    organisation: str
    at: datetime | None
    vouches: bool
    changes_after: str
    problem: SignatureProblem | None


def as_content(signatures: Iterable[Signature]) -> list[dict[str, Any]]:
    return [
        {
            "by": one.common_name,
            "for": one.organisation,
            "at": one.at.isoformat() if one.at else None,
            "vouches": one.vouches_for_the_file,
            "changes_after": one.changes_after,
            "problem": one.problem,
        }
        for one in signatures
    ]


def from_content(told: Iterable[Mapping[str, Any]]) -> tuple[PaperSignature, ...]:
    return tuple(
        PaperSignature(
            name=one["by"],
            organisation=one["for"],
            at=datetime.fromisoformat(one["at"]) if one["at"] else None,
            vouches=one["vouches"],
            changes_after=one["changes_after"],
            problem=SignatureProblem(one["problem"]) if one["problem"] else None,
        )
        for one in told
    )
