"""Erasing oneself: what goes and what the law keeps, a word to type, and the page that says it is done."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from wallet.erasure import erasing, foreseeing
from wallet.erasure.errors import ErasureNotConfirmedError
from wallet.erasure.keeping import Kept
from wallet.identity.confirming import Confirmed
from wallet.identity.cookies import clear_cookie
from wallet.pages import words
from wallet.pages.rendering import render
from wallet.pages.visits import CitizenVisit, Visit
from wallet.records.vault import OpenVault, Vault

WORD_LETTERS = 40

router = APIRouter()


@router.get("/xoa-vi", dependencies=[Confirmed])
def ask_before_erasing(vault: OpenVault, visit: CitizenVisit) -> Response:
    return _page(vault, visit)


@router.post("/xoa-vi", dependencies=[Confirmed])
def erase(
    vault: OpenVault, visit: CitizenVisit, word: Annotated[str, Form(alias="chu", max_length=WORD_LETTERS)] = ""
) -> Response:
    """The last page of this visit; without the word, the same page again."""
    try:
        erased = erasing.erase(vault, visit.reader, word=word, now=visit.now)
    except ErasureNotConfirmedError as refused:
        return _page(vault, visit, status=refused.status, typed=word)
    response = render("erased.html", visit.settings, you=visit.you, erased=erased, kept=list(Kept))
    clear_cookie(response, visit.settings)
    return response


def _page(vault: Vault, visit: Visit, *, status: int = 200, typed: str | None = None) -> Response:
    seen = foreseeing.foresee(vault, visit.reader, now=visit.now)
    return visit.page(
        "erase.html",
        status=status,
        seen=seen,
        papers=list(dict.fromkeys(words.paper(vault.catalogue, line.type) for line in seen.papers)),
        procedure=lambda code: words.procedure(vault.catalogue, code),
        kept=list(Kept),
        typed=typed,
    )
