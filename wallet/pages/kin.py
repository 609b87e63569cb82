"""I am a parent or guardian: show the paper that says so, or say the child's number."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from wallet.mandates import kinship
from wallet.pages import words
from wallet.pages.visits import MyVisit, go
from wallet.records import reading
from wallet.records.vault import OpenVault

router = APIRouter()


@router.get("/lam-thay/con")
def show_ways(vault: OpenVault, visit: MyVisit) -> Response:
    papers = [line for line in reading.list_records(vault, visit.reader, now=visit.now) if line.type in kinship.FORMS]
    return visit.page("kin.html", papers=[(line, words.paper(vault.catalogue, line.type)) for line in papers])


@router.post("/lam-thay/con")
def show_paper(
    vault: OpenVault,
    visit: MyVisit,
    record: Annotated[UUID | None, Form(alias="giay")] = None,
    number: Annotated[str, Form(alias="so", max_length=20)] = "",
) -> Response:
    """One of the two. MandateRefusedError says nothing about anybody."""
    if record is not None:
        kinship.show_own(vault, visit.reader, record, now=visit.now)
    else:
        kinship.name_number(vault, visit.reader, number, now=visit.now)
    return go("/lam-thay?vua=nhan")
