"""I am a parent or guardian and my paper has no numbers: ask the commune's staff, see how far it is, take it back. And
who asks so about me: say that it is not right."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from policies.catalogue import Catalogue
from wallet.mandates.claims import asking, mine, objecting
from wallet.mandates.claims.asking import Wish
from wallet.mandates.claims.kinds import State
from wallet.mandates.claims.rows import ClaimLine
from wallet.mandates.kinship import FORMS
from wallet.pages import words
from wallet.pages.entrusted import CAPACITIES
from wallet.pages.language import label, later
from wallet.pages.typed import Typed
from wallet.pages.visits import CitizenVisit, MyVisit, Visit, go
from wallet.records import reading
from wallet.records.vault import OpenVault, Vault

LIST = "/lam-thay/xin"
UNUSABLE = 422
JustDone = Annotated[Literal["", "gui", "rut"], Query(alias="vua")]
JustStopped = Annotated[Literal["", "phan-doi"], Query(alias="vua")]

STATES = {
    State.RECEIVED: later("Chờ mang bản chính đến quầy"),
    State.SECONDED: later("Một cán bộ đã đồng ý, chờ cán bộ thứ hai"),
    State.GRANTED: later("Đã được làm thay"),
    State.REFUSED: later("Không được chấp nhận"),
    State.WITHDRAWN: later("Đã rút lại"),
    State.ENDED: later("Cán bộ đã cho thôi"),
}

MISTAKES = {
    "owner": ("ten-con", later("Xin viết họ tên của người được làm thay như trên giấy")),
    "delegate": ("ten-toi", later("Xin viết họ tên của mình như trên giấy")),
    "number": ("so", later("Xin viết đủ 12 chữ số định danh của người được làm thay, không phải số của mình")),
    "born": ("ngay-sinh", later("Xin viết ngày sinh như trên giấy; cha, mẹ chỉ làm thay được con dưới 18 tuổi")),
    "record": ("giay", later("Xin chọn một giấy có ảnh trong danh sách")),
}
"""Member of the wish to the box that it was typed into, and what to do about it."""

router = APIRouter()


async def _typed(request: Request) -> Typed:
    form = await request.form()
    return Typed({name: value for name, value in form.items() if isinstance(value, str)})


TypedForm = Annotated[Typed, Depends(_typed)]


@router.get(LIST)
def show_form(vault: OpenVault, visit: MyVisit) -> Response:
    return _form(vault, visit, Typed({}))


@router.post(LIST)
def ask(
    vault: OpenVault,
    visit: MyVisit,
    typed: TypedForm,
    record: Annotated[UUID | None, Form(alias="giay")] = None,
    number: Annotated[str, Form(alias="so", max_length=20)] = "",
) -> Response:
    """What is wrong stands beside its box; nothing of what was typed is lost."""
    papers = {line.id: line for line in asking.usable(reading.list_records(vault, visit.reader, now=visit.now))}
    born = typed.day("ngay-sinh", latest=visit.today)
    if record is None or record not in papers:
        typed.mistakes["giay"] = str(MISTAKES["record"][1])
        return _form(vault, visit, typed)
    wish = Wish(record, number.strip(), typed.text("ten-con"), typed.text("ten-toi"), born)
    capacity = FORMS[papers[record].type].capacity
    for pointer, _reason in asking.mistakes_in(vault, visit.person, wish, capacity, now=visit.now):
        box, said = MISTAKES[pointer.lstrip("/")]
        typed.mistakes.setdefault(box, str(said))
    if typed.mistakes:
        return _form(vault, visit, typed)
    line = asking.ask(vault, visit.reader, wish, now=visit.now)
    return go(f"{LIST}/{line.claim.id}?vua=gui")


@router.get(LIST + "/{claim_id}")
def show_claim(vault: OpenVault, visit: MyVisit, claim_id: UUID, just: JustDone = "") -> Response:
    line = mine.read(vault, visit.reader, claim_id, now=visit.now)
    return visit.page("claim.html", just=just, State=State, **_shown(vault.catalogue, line))


@router.post(LIST + "/{claim_id}/rut")
def withdraw(vault: OpenVault, visit: MyVisit, claim_id: UUID) -> Response:
    asking.withdraw(vault, visit.reader, claim_id, now=visit.now)
    return go(f"{LIST}/{claim_id}?vua=rut")


@router.get("/ai-lam-thay/xin")
def show_about(vault: OpenVault, visit: CitizenVisit, just: JustStopped = "") -> Response:
    """Who asks to act for the person whose wallet this is; also for who acts for them by law already."""
    found = mine.list_claims(vault, visit.reader, now=visit.now)
    return visit.page("claims_about.html", just=just, about=[_shown(vault.catalogue, line) for line in found.about])


@router.post("/ai-lam-thay/xin/{claim_id}/phan-doi")
def object_to(vault: OpenVault, visit: CitizenVisit, claim_id: UUID) -> Response:
    """It holds before this answers."""
    objecting.object_to(vault, visit.reader, claim_id, now=visit.now)
    return go("/ai-lam-thay/xin?vua=phan-doi")


def _form(vault: Vault, visit: Visit, typed: Typed) -> Response:
    papers = asking.usable(reading.list_records(vault, visit.reader, now=visit.now))
    made = mine.list_claims(vault, visit.reader, now=visit.now).made
    return visit.page(
        "claim_form.html",
        status=UNUSABLE if typed.mistakes else 200,
        papers=[(line, words.paper(vault.catalogue, line.type)) for line in papers],
        made=[_shown(vault.catalogue, line) for line in made],
        typed=typed,
    )


def _shown(catalogue: Catalogue, line: ClaimLine) -> Mapping[str, Any]:
    """One claim in words. `answer_day`: the last day on which an objection stops it, or on which staff answer."""
    claim, said = line.claim, line.words
    return {
        "line": line,
        "claim": claim,
        "owner": said.owner if said else "",
        "delegate": said.delegate if said else "",
        "capacity": str(CAPACITIES[line.capacity]),
        "paper": words.paper(catalogue, claim.record_type),
        "state_word": str(STATES[State(claim.state)]),
        "why": label(line.ground) if line.ground else "",
        "answer_day": claim.answer_by - timedelta(microseconds=1),
    }
