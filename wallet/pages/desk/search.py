"""The auditor's table, and one line of it: what happened, never whose it was."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field
from sqlmodel import Session, select

from policies.grounds import Ground
from wallet.audit import searching
from wallet.audit import service as audit
from wallet.audit.errors import EntryNotFoundError
from wallet.audit.sightings import Filters
from wallet.database import GREATEST_NUMBER
from wallet.identity.models import Service
from wallet.ledger.entries import Operation, Outcome
from wallet.pages.desk.filters import WantedInAddress
from wallet.pages.desk.visits import AtDesk, AuditorVisit

Index = Annotated[int, Field(ge=0, le=GREATEST_NUMBER)]
After = Annotated[Index | Literal[""], Query(alias="sau")]
Before = Annotated[Index | Literal[""], Query(alias="truoc")]
Order = Annotated[Literal["", "moi", "cu"], Query(alias="thu-tu")]

router = APIRouter()


@router.get("/kiem-tra")
def search(
    visit: AtDesk, wanted: WantedInAddress, after: After = "", before: Before = "", order: Order = ""
) -> Response:
    """The newest first, unless somebody goes on after a number. This look is an entry of the wallet's own chain."""
    newest = order != "cu" and after == ""
    beyond = before if newest else after
    found = searching.search(
        visit.desk, wanted.filters(), beyond=None if beyond == "" else beyond, newest=newest, now=visit.now
    )
    rest = {"thu_tu": order, ("truoc" if newest else "sau"): found.beyond}
    with visit.desk.vault.database.reading() as session:
        return visit.page(
            "search.html",
            found=found,
            more="" if found.beyond is None else visit.address("/kiem-tra", **wanted.query(), **rest),
            wanted=wanted,
            order=order,
            after=after,
            operations=list(Operation),
            outcomes=list(Outcome),
            grounds=list(Ground),
            services=_services(session),
            size=audit.published_size(session, visit.desk.vault.log.origin),
            origin=visit.desk.vault.log.origin,
            public_url=visit.settings.public_url.rstrip("/"),
        )


@router.get("/kiem-tra/dong/{index}")
def show_entry(visit: AtDesk, index: Annotated[int, Path(ge=0, le=GREATEST_NUMBER)]) -> Response:
    """One line with all that is known of it unopened, and the way to open a part of it."""
    return entry_page(visit, index)


def entry_page(visit: AuditorVisit, index: int, *, status: int = 200, said: str = "", mistake: str = "") -> Response:
    """`said`: the reason as it was typed; `mistake`: what is wrong with it. EntryNotFoundError."""
    found = searching.search(visit.desk, Filters(), beyond=index - 1, limit=1, now=visit.now)
    line = next((one for one in found.lines if one.index == index), None)
    if line is None:
        raise EntryNotFoundError
    return visit.page("entry.html", status=status, line=line, said=said, mistake=mistake)


def _services(session: Session) -> list[str]:
    return sorted(session.exec(select(Service.client_id)).all())
