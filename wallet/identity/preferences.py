"""How a person wants the pages: how to be spoken to, in which language, how large, and how much at once."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Session, col

from wallet.identity.citizens import FormOfAddress
from wallet.identity.models import Citizen


class Language(StrEnum):
    """BCP 47; the first one is the default."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class TypeSize(StrEnum):
    """Of the body text: 19, 22 and 26 pixels where the browser's own size is the usual one."""

    NORMAL = "normal"
    LARGE = "large"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class Preferences:
    """`language` None: never chosen, so the browser's. `easy`: larger letters and fewer things on a page."""

    language: Language | None = None
    type_size: TypeSize = TypeSize.NORMAL
    easy: bool = False


def of_citizen(citizen: Citizen) -> Preferences | None:
    """None while they have chosen nothing."""
    if not citizen.language:
        return None
    return Preferences(Language(citizen.language), TypeSize(citizen.type_size), citizen.easy_pages)


def choose(session: Session, citizen: Citizen, wanted: Preferences, form_of_address: FormOfAddress) -> None:
    """Keep what this citizen has chosen; it holds on every device where they sign in."""
    chosen = {
        "language": wanted.language or Language.VIETNAMESE,
        "type_size": wanted.type_size,
        "easy_pages": wanted.easy,
        "form_of_address": form_of_address,
    }
    session.connection().execute(update(Citizen).where(col(Citizen.id) == citizen.id).values(chosen))
