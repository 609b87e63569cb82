"""Take everything along: a ZIP for this device, locked with a sentence that only the person knows, or open."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Response

from wallet.exporting.errors import LockNotUsableError
from wallet.exporting.routes import LONGEST, SHORTEST_PASSPHRASE, ExportWish, archive
from wallet.identity.confirming import Confirmed
from wallet.pages.visits import CitizenVisit
from wallet.records.vault import OpenVault

router = APIRouter()


@router.get("/mang-theo", dependencies=[Confirmed])
def show_ways(visit: CitizenVisit) -> Response:
    return visit.page("take.html", shortest=SHORTEST_PASSPHRASE, wrong=False)


@router.post("/mang-theo", dependencies=[Confirmed])
def take(
    vault: OpenVault,
    visit: CitizenVisit,
    way: Annotated[Literal["mo", "khoa"], Form(alias="cach")] = "mo",
    passphrase: Annotated[str, Form(alias="cau-khoa", max_length=LONGEST)] = "",
) -> Response:
    """The sentence is used once and kept nowhere."""
    locked = way == "khoa"
    if locked and len(passphrase) < SHORTEST_PASSPHRASE:
        return visit.page("take.html", status=LockNotUsableError.status, shortest=SHORTEST_PASSPHRASE, wrong=True)
    return archive(vault, visit.reader, ExportWish(passphrase=passphrase if locked else ""), visit.now)
