"""How I am told when I am not looking: by Zalo, by e-mail; and the code that confirms an address."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Response

from wallet.identity.dependencies import AccessLog, Keys, Myself, Secrets
from wallet.identity.zalo import binding
from wallet.notices import service as notices
from wallet.notices.citizens import contacts
from wallet.notices.citizens.table import table
from wallet.pages.visits import MyVisit, go
from wallet.web.dependencies import AppSettings, Call, Now, Reading, Transaction

router = APIRouter()


@router.get("/tin-bao")
def show_messages(
    session: Reading,
    visit: MyVisit,
    settings: AppSettings,
    just: Annotated[Literal["", "luu", "gui", "dung", "sai"], Query(alias="vua")] = "",
) -> Response:
    """Whether there is an address, never which: it is a value of the person's."""
    contact = contacts.of(session, visit.person.id)
    return visit.page(
        "messages.html",
        bound=binding.of_citizen(session, visit.person.id) is not None,
        zalo=bool(settings.zalo_app_id and settings.zalo_template_id),
        email=bool(settings.smtp_host),
        by_zalo=contact.zalo,
        has_address=contact.sealed_email is not None,
        confirmed=contact.confirmed_at is not None,
        lines=[row.line for kind, row in table().rows.items() if kind != contacts.CONFIRM],
        evening=f"{table().quiet_from:%H:%M}",
        morning=f"{table().quiet_to:%H:%M}",
        just=just,
    )


@router.post("/tin-bao/zalo")
def choose_zalo(
    session: Transaction,
    log: AccessLog,
    citizen: Myself,
    call: Call,
    now: Now,
    wanted: Annotated[Literal["co", "khong"], Form(alias="zalo")],
) -> Response:
    contacts.choose_zalo(session, log, citizen, call, wanted=wanted == "co", now=now)
    return go("/tin-bao?vua=luu")


@router.post("/tin-bao/thu")
def set_address(
    session: Transaction,
    log: AccessLog,
    keys: Keys,
    citizen: Myself,
    call: Call,
    now: Now,
    address: Annotated[str, Form(alias="dia-chi", max_length=contacts.ADDRESS_LETTERS)] = "",
) -> Response:
    """AddressNotUsableError; TooManyAddressCodesError."""
    contacts.set_address(session, log, keys, citizen, call, address, now=now)
    if not address.strip():
        return go("/tin-bao?vua=luu")
    notices.write_letters(session, citizen.id, contacts.CONFIRM, now=now)
    return go("/tin-bao?vua=gui")


@router.post("/tin-bao/ma")
def confirm_address(
    session: Transaction,
    secrets: Secrets,
    citizen: Myself,
    now: Now,
    code: Annotated[str, Form(alias="ma", max_length=20)] = "",
) -> Response:
    right = contacts.confirm(session, secrets, citizen.id, code, now=now)
    return go(f"/tin-bao?vua={'dung' if right else 'sai'}")
