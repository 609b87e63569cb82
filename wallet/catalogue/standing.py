"""What an operator wants to know of the catalogue: which one, since when, and what was refused since."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from policies.catalogue import Catalogue, Label
from wallet.catalogue import changing
from wallet.catalogue.models import CatalogueChange


@dataclass(frozen=True, slots=True)
class ToldMistake:
    """`line` counts from 1."""

    file: str
    line: int
    told: Label


@dataclass(frozen=True, slots=True)
class Standing:
    """`since` is None only where the wallet has never been started."""

    catalogue: Catalogue
    since: datetime | None
    refusal: CatalogueChange | None

    @property
    def mistakes(self) -> list[ToldMistake]:
        told = self.refusal.mistakes if self.refusal else []
        return [ToldMistake(one["file"], one["line"], Label(one["vi"], one["en"])) for one in told]


def standing(session: Session, catalogue: Catalogue) -> Standing:
    taken = changing.last(session, accepted=True)
    return Standing(catalogue, taken.at if taken else None, changing.standing_refusal(session))
