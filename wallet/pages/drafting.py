"""What was half typed comes back with its form: where the pages find it, and how it is thrown away."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Response

from wallet.drafts import keeping
from wallet.drafts.keeping import Fields
from wallet.pages.visits import CitizenVisit, Visit, go, is_our_page
from wallet.records.vault import OpenVault, Vault

FORM_LETTERS = 200

router = APIRouter()


class Drafted:
    """A form's draft on its page. `name`: of the form; `saved_at`: None where nothing was half typed."""

    def __init__(self, name: str, fields: Fields = (), saved_at: datetime | None = None) -> None:
        self.name = name
        self.fields = fields
        self.saved_at = saved_at

    def texts(self, *without: str) -> dict[str, str]:
        """Of boxes that come once; `without`: what a person decides anew each time."""
        return {name: text for name, text in self.fields if name not in without}

    def chosen(self, name: str) -> frozenset[str]:
        return frozenset(text for one, text in self.fields if one == name)


def drafted(vault: Vault, visit: Visit, name: str) -> Drafted:
    """What the visitor had typed into this form, after its entry. A page that somebody acts on for another has none."""
    kept = keeping.show(vault, visit.reader, name, now=visit.now)
    return Drafted(name, kept.fields, kept.saved_at) if kept else Drafted(name)


def sent(vault: Vault, visit: Visit, name: str) -> None:
    """The form arrived: what was half typed has become what it was for. Another's half typed form stays."""
    if visit.reader.scope.mandate is not None:
        return
    with vault.database.transaction() as session:
        keeping.forget(session, visit.citizen, name)


@router.post("/viet-do/bo")
def throw_away(
    vault: OpenVault,
    visit: CitizenVisit,
    name: Annotated[str, Form(alias="to", max_length=FORM_LETTERS)] = "",
    back: Annotated[str, Form(alias="ve", max_length=FORM_LETTERS)] = "/",
) -> Response:
    sent(vault, visit, name)
    return go(back if is_our_page(back) else "/")
