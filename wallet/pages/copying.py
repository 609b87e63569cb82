"""What a paper of one's own says: read from its picture where the wallet can, confirmed or corrected, box by box.

What was read stands in the boxes of the page that goes to the person, and nowhere else before they press.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from policies.catalogue import Attribute
from wallet.errors import WalletError
from wallet.identity import sessions
from wallet.identity.dependencies import SessionSendingForm
from wallet.pages.language import _, title
from wallet.pages.sheets import sheet
from wallet.pages.typed import SCHEME_SUFFIX, VALUE_PREFIX, Typed, offered
from wallet.pages.visits import CitizenVisit, Visit, VisitSendingForm, go
from wallet.records import reading, scanning
from wallet.records.errors import RecordIssuedError
from wallet.records.lines import RecordLine
from wallet.records.reading import OpenedRecord
from wallet.records.scanning import Confirmed
from wallet.records.suggesting import Suggestion
from wallet.records.vault import OpenVault, Vault
from wallet.records.wording import day_text, text_of
from wallet.web.dependencies import Body
from wallet.web.multipart import read_form

UNUSABLE = 422
BOXES_AT_MOST = 60
DAY, ENDS = "ngay-cap", "het-han"
ENDINGS = ("id_card.expires_on", "passport.expires_on", "licence.expires_on")

ContentType = Annotated[str, Header(alias="Content-Type")]
JustDone = Annotated[Literal["", "luu"], Query(alias="vua")]
Again = Annotated[Literal["", "anh"], Query(alias="doc")]

router = APIRouter()


@router.get("/giay-to/{record_id}/chep")
def show_boxes(
    vault: OpenVault, visit: CitizenVisit, record_id: UUID, just: JustDone = "", again: Again = ""
) -> Response:
    """With what the record says already, and what its picture says: asked for, or while the record says nothing."""
    opened = _own(vault, visit, record_id)
    looked = scanning.offers_reading(vault, opened.line) and (bool(again) or not opened.values)
    found = scanning.read_suggestion(vault, visit.reader, record_id, now=visit.now) if looked else Suggestion()
    boxes = offered(vault.catalogue, opened.line.type)
    texts, hints = _said(boxes, opened), _read(boxes, found)
    typed = Typed({**hints, **{name: text for name, text in texts.items() if text}})
    return _form(
        vault,
        visit,
        opened.line,
        typed,
        hints=_hints(hints, texts),
        looked=looked,
        read_from=found.read_from or "",
        just=just,
    )


@router.post("/giay-to/{record_id}/chep")
def confirm(
    vault: OpenVault,
    visit: VisitSendingForm,
    row: SessionSendingForm,
    record_id: UUID,
    body: Body,
    content_type: ContentType,
) -> Response:
    """What was typed comes back when something is wrong with it."""
    form = read_form(body, content_type, file_field="", fields_at_most=BOXES_AT_MOST)
    sessions.check_csrf(row, form.fields.get("csrf"))
    opened = _own(vault, visit, record_id)
    line, typed = opened.line, Typed(form.fields)
    as_of = typed.day(DAY, latest=visit.today)
    if as_of is None:
        typed.mistakes.setdefault(DAY, _("Chưa có ngày. Xin viết ngày cấp ghi trên giấy"))
        return _form(vault, visit, line, typed, status=UNUSABLE)
    values = _without_boxes(vault, opened) | typed.values(vault.catalogue, line.type, as_of)
    said = Confirmed(values, as_of, typed.day(ENDS))
    if typed.mistakes:
        return _form(vault, visit, line, typed, status=UNUSABLE)
    try:
        scanning.confirm(vault, visit.reader, record_id, said, now=visit.now)
    except WalletError as error:
        typed.mistakes[DAY] = title(error).rstrip(".")
        return _form(vault, visit, line, typed, status=error.status)
    return go(f"/giay-to/{record_id}?vua=chep")


def _own(vault: Vault, visit: Visit, record_id: UUID) -> OpenedRecord:
    """Raises RecordNotFoundError, RecordIssuedError."""
    opened = reading.read_record(vault, visit.reader, record_id, now=visit.now)
    if not scanning.is_ones_own(opened.line) or opened.line.type not in vault.catalogue.record_types:
        raise RecordIssuedError
    return opened


def _without_boxes(vault: Vault, opened: OpenedRecord) -> dict[str, Any]:
    """Tables, which have no box here: they stay as they were."""
    boxes = {box.key for box in offered(vault.catalogue, opened.line.type)}
    return {name: value for name, value in opened.values.items() if name not in boxes}


def _said(boxes: list[Attribute], opened: OpenedRecord) -> dict[str, str]:
    """Box to text, of what the record says."""
    line = opened.line
    days = {DAY: day_text(line.as_of), ENDS: day_text(line.expires_on) if line.expires_on else ""}
    return days | _texts(boxes, opened.values)


def _read(boxes: list[Attribute], found: Suggestion) -> dict[str, str]:
    """Box to text, of what the picture says."""
    texts = _texts(boxes, found.values)
    if found.issued_on is not None:
        texts[DAY] = day_text(found.issued_on)
    ends = next((text_of(found.values[name]) for name in ENDINGS if name in found.values), "")
    return texts | ({ENDS: ends} if ends else {})


def _texts(boxes: list[Attribute], values: Mapping[str, Any]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for box in boxes:
        value = values.get(box.key)
        if value is not None:
            texts[VALUE_PREFIX + box.key] = ", ".join(value) if isinstance(value, list) else text_of(value)
        if isinstance(value, Mapping) and "commune" in value:
            texts[VALUE_PREFIX + box.key + SCHEME_SUFFIX] = value["scheme"]
    return texts


def _hints(read: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """A sentence at each box about what the picture says."""
    told = {}
    for name, text in read.items():
        differs = said.get(name) and said[name] != text
        told[name] = _("Ảnh ghi khác: %(words)s", words=text) if differs else _("Đọc từ ảnh, xin xem lại")
    return told


def _form(
    vault: Vault,
    visit: Visit,
    line: RecordLine,
    typed: Typed,
    *,
    status: int = 200,
    hints: Mapping[str, str] | None = None,
    looked: bool = False,
    read_from: str = "",
    just: str = "",
) -> Response:
    return visit.page(
        "copy_form.html",
        status=status,
        sheet=sheet(vault.catalogue, line, visit),
        attributes=offered(vault.catalogue, line.type),
        prefix=VALUE_PREFIX,
        typed=typed,
        hints=hints or {},
        looked=looked,
        read_from=read_from,
        just=just,
    )
