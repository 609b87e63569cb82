"""What every act of the story works with."""

from dataclasses import dataclass

from scripts.story.people import Caller
from scripts.story.server import Place
from scripts.story.telling import Teller


@dataclass(frozen=True, slots=True)
class Stage:
    """`run` tells this telling of the story from earlier ones in the same data folder."""

    place: Place
    teller: Teller
    run: str
    citizen: Caller
    daughter: Caller
    auditor: Caller
    commune: Caller
    portal: Caller


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier of this telling; `consent` was answered, `release` is the first fetch under it."""

    id: str
    reference: str
    consent: str
    release: str
    entry: str
    document: str
    """Where the released document is fetched."""
