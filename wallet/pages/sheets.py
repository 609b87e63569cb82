"""A paper as the lists and headings show it: its everyday name, its family, who brought it, how sure it is."""

from dataclasses import dataclass
from datetime import date

from policies.assurance import Assurance
from policies.catalogue import Catalogue
from wallet.pages import words
from wallet.pages.language import _, label
from wallet.pages.visits import Visit
from wallet.records.lines import RecordLine


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper as the pages show it. `validity`: a sentence when the day of expiry is near or over; empty otherwise."""

    line: RecordLine
    name: str
    family: str
    family_word: str
    issuer: str
    assurance: str
    certain: bool
    status: str
    validity: str
    shows_picture: bool


def sheet(catalogue: Catalogue, line: RecordLine, visit: Visit) -> Sheet:
    family = words.family(catalogue, line.type)
    return Sheet(
        line=line,
        name=words.paper(catalogue, line.type),
        family=family.value,
        family_word=str(words.FAMILIES[family]),
        issuer=line.issuer or words.first_upper(_("%(you)s tự thêm", you=visit.you)),
        assurance=label(Assurance(line.assurance)),
        certain=words.is_certain(line.assurance),
        status=str(words.STATUSES.get(line.status, "")),
        shows_picture=line.has_picture and not _waits(catalogue, line, visit),
        validity=_validity(line.expires_on, visit.today),
    )


def _waits(catalogue: Catalogue, line: RecordLine, visit: Visit) -> bool:
    """A list must not ask the owner for leave by itself, picture by picture."""
    return visit.reader.scope.two_step and catalogue.is_sensitive_paper(line.type)


def _validity(expires_on: date | None, today: date) -> str:
    if expires_on is None:
        return ""
    if expires_on < today:
        return _("Đã hết hạn")
    return _("Sắp hết hạn") if expires_on <= today + words.SOON else ""
