"""Opening: one line by oneself, many with a second person; never without a reason that the citizen reads."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response
from pydantic import Field

from wallet.audit import opening, second_person
from wallet.audit.errors import EntryNotFoundError, ReasonMissingError
from wallet.audit.opening import Group
from wallet.audit.second_person import MOST_ENTRIES
from wallet.database import GREATEST_NUMBER
from wallet.pages.desk import said
from wallet.pages.desk.search import entry_page
from wallet.pages.desk.visits import AtDesk, AuditorVisit, SendingAtDesk
from wallet.pages.language import title
from wallet.pages.visits import go

BULK = "/kiem-tra/mo-nhieu"
LETTERS = 4_000

Index = Annotated[int, Field(ge=0, le=GREATEST_NUMBER)]
Reason = Annotated[str, Form(alias="ly-do", max_length=LETTERS)]
Part = Annotated[Group, Form(alias="phan")]

router = APIRouter()


@router.post("/kiem-tra/mo")
def open_group(
    visit: SendingAtDesk, index: Annotated[Index, Form(alias="dong")], group: Part, reason: Reason = ""
) -> Response:
    """The citizen's own log says it, with the reason, before anything is shown."""
    try:
        opened = opening.open_group(visit.desk, index, group, reason, now=visit.now)
    except ReasonMissingError as error:
        return entry_page(visit, index, status=error.status, said=reason, mistake=title(error))
    return visit.page("opened.html", opened=[opened], reason=reason)


@router.get(BULK)
def show_requests(visit: AtDesk, chosen: Annotated[list[Index] | None, Query(alias="dong")] = None) -> Response:
    """What is asked for already, and a form with the lines that were ticked in the table."""
    return _requests(visit, typed=", ".join(str(index) for index in chosen or ()))


@router.post(BULK)
def ask_for_many(
    visit: SendingAtDesk,
    group: Part,
    typed: Annotated[str, Form(alias="cac-dong", max_length=LETTERS)] = "",
    reason: Reason = "",
) -> Response:
    """Ask for one part of many lines."""
    entries = said.numbers(typed)[: MOST_ENTRIES + 1]
    try:
        if not 0 < len(entries) <= MOST_ENTRIES:
            raise EntryNotFoundError
        second_person.ask(visit.desk, entries, group, reason, now=visit.now)
    except (ReasonMissingError, EntryNotFoundError) as error:
        return _requests(visit, typed=typed, reason=reason, mistake=title(error), status=error.status)
    return go(visit.address(BULK))


@router.post(BULK + "/{bulk_id}/dong-y")
def agree(visit: SendingAtDesk, bulk_id: UUID) -> Response:
    """Agree as the second person."""
    second_person.agree(visit.desk, bulk_id, now=visit.now)
    return go(visit.address(BULK))


@router.post(BULK + "/{bulk_id}/mo")
def open_many(visit: SendingAtDesk, bulk_id: UUID) -> Response:
    """Open them, as the one who asked."""
    return visit.page("opened.html", opened=second_person.open_all(visit.desk, bulk_id, now=visit.now), reason="")


def _requests(visit: AuditorVisit, *, typed: str, reason: str = "", mistake: str = "", status: int = 200) -> Response:
    return visit.page(
        "bulk.html",
        status=status,
        requests=second_person.standing(visit.desk, now=visit.now),
        mine=visit.desk.auditor,
        typed=typed,
        said=reason,
        mistake=mistake,
        most=MOST_ENTRIES,
    )
