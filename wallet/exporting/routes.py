"""Taking everything along over HTTP: a ZIP in clear, or locked for a passphrase or a key of the citizen's."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from storage.age import Recipient, encrypted
from wallet.exporting.errors import LockNotUsableError
from wallet.exporting.gathering import take_everything
from wallet.identity.confirming import Confirmed
from wallet.identity.dependencies import SignedInCitizen
from wallet.records.errors import OPENING, RecordNotFoundError
from wallet.records.reader import Reader
from wallet.records.routes import reader_of
from wallet.records.vault import OpenVault, Vault
from wallet.web.dependencies import Call, Now
from wallet.web.refusals import refuses

SHORTEST_PASSPHRASE, LONGEST = 12, 200
ARCHIVE: dict[int | str, Any] = {200: {"content": {"application/zip": {}, "application/octet-stream": {}}}}

router = APIRouter()


class ExportWish(BaseModel):
    """At most one of the two; none: a plain ZIP."""

    model_config = ConfigDict(extra="forbid")

    passphrase: str = Field(default="", max_length=LONGEST)
    recipient: str = Field(default="", max_length=LONGEST)


@router.post(
    "/v1/me/export",
    tags=["citizens"],
    response_class=StreamingResponse,
    responses=ARCHIVE,
    dependencies=[Confirmed],
)
@refuses(*OPENING, LockNotUsableError, RecordNotFoundError)
def export(vault: OpenVault, citizen: SignedInCitizen, wish: ExportWish, call: Call, now: Now) -> StreamingResponse:
    """Everything in one archive; each value is opened after its own entry. Breaks off where something fails."""
    return archive(vault, reader_of(citizen, call), wish, now)


def archive(vault: Vault, reader: Reader, wish: ExportWish, now: Now) -> StreamingResponse:
    """LockNotUsableError before anything is opened."""
    recipient = _recipient(wish)
    content = take_everything(vault, reader, now=now)
    name, media_type = "vi-giay-to.zip", "application/zip"
    if recipient is not None:
        content, name, media_type = encrypted(content, recipient), f"{name}.age", "application/octet-stream"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(content, media_type=media_type, headers=headers)


def _recipient(wish: ExportWish) -> Recipient | None:
    if not wish.passphrase and not wish.recipient:
        return None
    if wish.recipient and not wish.passphrase:
        try:
            return Recipient(public=wish.recipient)
        except ValueError:
            raise LockNotUsableError(fields=(("/recipient", "is no age recipient"),)) from None
    if wish.recipient or len(wish.passphrase) < SHORTEST_PASSPHRASE:
        raise LockNotUsableError(fields=(("/passphrase", "is too short, or stands beside a key"),))
    return Recipient(wish.passphrase)
