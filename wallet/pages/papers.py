"""My papers: all of them, one family of them, or those that answer to a few words."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Response

from policies.catalogue import Catalogue, Family
from wallet.pages import words
from wallet.pages.sheets import sheet
from wallet.pages.visits import CitizenVisit, Visit
from wallet.records import reading
from wallet.records.lines import RecordLine
from wallet.records.searching import matching
from wallet.records.vault import OpenVault
from wallet.vietnamese import sort_key

JustDone = Annotated[Literal["", "xoa"], Query(alias="vua")]
Shelf = Annotated[Family | None, Query(alias="nhom")]
Order = Annotated[Literal["", "ten"], Query(alias="xep")]

router = APIRouter()


@router.get("/giay-to")
def list_papers(
    vault: OpenVault, visit: CitizenVisit, just: JustDone = "", shelf: Shelf = None, order: Order = ""
) -> Response:
    """Newest first, or by name as a Vietnamese dictionary has them."""
    lines = reading.list_records(vault, visit.reader, now=visit.now)
    shown = [line for line in lines if shelf in {None, words.family(vault.catalogue, line.type)}]
    if order:
        shown = list(matching(vault.catalogue, shown))
    return _page(vault.catalogue, visit, lines, shown, just=just, shelf=shelf or "", order=order)


@router.post("/giay-to")
def find_papers(
    vault: OpenVault,
    visit: CitizenVisit,
    typed: Annotated[str, Form(alias="tim", max_length=200)] = "",
    issuer: Annotated[str, Form(alias="noi-cap", max_length=200)] = "",
    kind: Annotated[str, Form(alias="loai", max_length=60)] = "",
) -> Response:
    """A form that is posted: what people look for does not belong in an address."""
    lines = reading.list_records(vault, visit.reader, now=visit.now)
    found = matching(vault.catalogue, lines, words=typed, record_type=kind, issuer=issuer)
    return _page(vault.catalogue, visit, lines, found, typed=typed, issuer=issuer, kind=kind)


def _page(
    catalogue: Catalogue,
    visit: Visit,
    lines: Sequence[RecordLine],
    shown: Sequence[RecordLine],
    *,
    just: str = "",
    shelf: str = "",
    order: str = "",
    typed: str = "",
    issuer: str = "",
    kind: str = "",
) -> Response:
    held = {words.family(catalogue, line.type) for line in lines}
    return visit.page(
        "papers.html",
        sheets=[sheet(catalogue, line, visit) for line in shown],
        all=len(lines),
        shelves=[(family.value, str(word)) for family, word in words.FAMILIES.items() if family in held],
        issuers=words.in_order({line.issuer for line in lines if line.issuer}),
        just=just,
        shelf=shelf,
        order=order,
        typed=typed,
        issuer=issuer,
        kinds=_kinds(catalogue, lines),
        kind=kind,
        kind_word=words.paper(catalogue, kind) if kind else "",
    )


def _kinds(catalogue: Catalogue, lines: Sequence[RecordLine]) -> list[tuple[str, str]]:
    """(record type, its everyday name) of what is there, as a Vietnamese dictionary has the names."""
    names = {line.type: words.paper(catalogue, line.type) for line in lines}
    return sorted(names.items(), key=lambda one: sort_key(one[1]))
