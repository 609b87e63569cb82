"""A sample that nobody could foresee and everybody can draw again; and every decision derived once more."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from wallet.audit import drawing
from wallet.audit.errors import SampleNotPossibleError
from wallet.audit.replaying import replay
from wallet.audit.sampling import MOST, NONCE_LETTERS
from wallet.database import GREATEST_NUMBER
from wallet.pages.desk.visits import AtDesk, SendingAtDesk
from wallet.pages.language import title

Count = Annotated[int, Query(alias="so-dong", ge=1, le=MOST)]
Size = Annotated[Annotated[int, Field(ge=1, le=GREATEST_NUMBER)] | Literal[""], Query(alias="co")]

router = APIRouter()


@router.get("/kiem-tra/mau")
def draw(
    visit: AtDesk,
    nonce: Annotated[str, Query(alias="loi", max_length=NONCE_LETTERS)] = "",
    count: Count = 20,
    size: Size = "",
) -> Response:
    """With words in the address it draws, and each drawing is an entry; without them it explains."""
    shown: dict[str, Any] = {"nonce": nonce, "count": count, "size": size, "most": MOST}
    if not nonce:
        return visit.page("sample.html", drawn=None, mistake="", **shown)
    try:
        drawn = drawing.draw(visit.desk, nonce, count, size=size or None, now=visit.now)
    except SampleNotPossibleError as error:
        return visit.page("sample.html", status=error.status, drawn=None, mistake=title(error), **shown)
    return visit.page("sample.html", drawn=drawn, mistake="", **shown)


@router.get("/kiem-tra/tinh-lai")
def explain_replay(visit: AtDesk) -> Response:
    return visit.page("replay.html", done=None)


@router.post("/kiem-tra/tinh-lai")
def replay_decisions(visit: SendingAtDesk) -> Response:
    """Derive every logged decision again; it reads the whole log and may take a while."""
    return visit.page("replay.html", done=replay(visit.desk.vault, visit.desk.actor, now=visit.now))
