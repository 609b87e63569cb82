"""Taking what was found along: a file for a spreadsheet or another system, under pseudonyms and with a reason."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import StreamingResponse

from wallet.audit.desk_routes import download
from wallet.audit.errors import ReasonMissingError
from wallet.audit.exports.exporting import Format
from wallet.pages.desk.filters import Wanted, WantedInAddress, WantedInForm
from wallet.pages.desk.opening import Reason
from wallet.pages.desk.visits import AtDesk, AuditorVisit, SendingAtDesk
from wallet.pages.language import title

router = APIRouter()


@router.get("/kiem-tra/lay-ve")
def show_ways(
    visit: AtDesk, wanted: WantedInAddress, form: Annotated[Format, Query(alias="dang")] = Format.CSV
) -> Response:
    return _ways(visit, wanted, form)


@router.post("/kiem-tra/lay-ve", response_class=StreamingResponse)
def take(
    visit: SendingAtDesk, wanted: WantedInForm, form: Annotated[Format, Form(alias="dang")], reason: Reason = ""
) -> Response:
    """The reason stands in the log before the first byte."""
    try:
        return download(visit.desk, form, wanted.filters(), reason, now=visit.now)
    except ReasonMissingError as error:
        return _ways(visit, wanted, form, said=reason, mistake=title(error), status=error.status)


def _ways(
    visit: AuditorVisit, wanted: Wanted, form: Format, *, said: str = "", mistake: str = "", status: int = 200
) -> Response:
    shown = {"wanted": wanted, "formats": list(Format), "chosen": form, "said": said, "mistake": mistake}
    return visit.page("taking.html", status=status, **shown)
