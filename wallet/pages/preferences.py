"""How I want the pages: the size of the letters, the language, how to be spoken to. Also for somebody not signed in."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Response

from wallet.identity.citizens import FormOfAddress
from wallet.identity.dependencies import Anybody, MaybeSignedIn
from wallet.identity.preferences import Language, Preferences, TypeSize, choose
from wallet.pages import manner
from wallet.pages.language import NAMES, later
from wallet.pages.rendering import render
from wallet.pages.visits import address_of, go, is_our_page
from wallet.web.dependencies import AppSettings, Transaction

SIZES = {
    TypeSize.NORMAL: later("Vừa"),
    TypeSize.LARGE: later("Lớn"),
    TypeSize.LARGEST: later("Rất lớn"),
}

Back = Annotated[str, Form(alias="ve", max_length=2000)]
JustDone = Annotated[Literal["", "luu"], Query(alias="vua")]

router = APIRouter()


@router.get("/cai-dat")
def show_preferences(settings: AppSettings, person: MaybeSignedIn, just: JustDone = "") -> Response:
    citizen = person.citizen if person else None
    return render(
        "preferences.html",
        settings,
        you=address_of(person),
        csrf=person.session.csrf if person else "",
        sizes=SIZES,
        languages=NAMES,
        addresses=list(FormOfAddress) if citizen else [],
        address=citizen.form_of_address if citizen else "",
        just=just,
        zalo=bool(settings.zalo_app_id),
    )


@router.post("/cai-dat")
def save_preferences(
    session: Transaction,
    settings: AppSettings,
    person: Anybody,
    language: Annotated[Language | None, Form(alias="ngon-ngu")] = None,
    type_size: Annotated[TypeSize | None, Form(alias="co-chu")] = None,
    pages: Annotated[Literal["gon", "du"] | None, Form(alias="trang")] = None,
    address: Annotated[FormOfAddress | None, Form(alias="xung-ho")] = None,
    back: Back = "",
) -> Response:
    """What a form does not name stays as it is: the button that changes the language sends nothing else."""
    now = manner.manner()
    wanted = Preferences(
        language=language or now.language,
        type_size=type_size or now.type_size,
        easy=now.easy if pages is None else pages == "gon",
    )
    if person and person.citizen:
        choose(session, person.citizen, wanted, address or FormOfAddress(person.citizen.form_of_address))
    response = go(back if is_our_page(back) else "/cai-dat?vua=luu")
    manner.keep(response, settings, wanted)
    return response
