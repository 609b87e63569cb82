"""Add a paper: first which one, then its date and its picture. The file streams into the seal and touches no disk.

The fields come before the file, so that all is known, and the CSRF token checked, before the first byte is sealed.
Where the page may run its script (`upload.js`), the file has gone up in pieces before (`wallet.records.uploads`), and
the form names it; what was left half-way is offered again.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from policies.assurance import Assurance
from policies.catalogue import Catalogue, RecordType
from wallet.errors import WalletError
from wallet.identity import sessions
from wallet.identity.dependencies import SessionSendingForm
from wallet.intake.errors import DocumentRefusedError
from wallet.intake.refusals import Refusal
from wallet.pages import words
from wallet.pages.drafting import Drafted, drafted
from wallet.pages.drafting import sent as sent_off
from wallet.pages.language import _, label, spoken, title
from wallet.pages.typed import VALUE_PREFIX, Typed, offered
from wallet.pages.visits import CitizenVisit, Visit, VisitSendingForm, go
from wallet.records.agreement import text_for
from wallet.records.deposit import deposit
from wallet.records.errors import AgreementRequiredError, RecordTypeUnknownError
from wallet.records.new_record import NewRecord
from wallet.records.sealing import IncomingDocument
from wallet.records.sender import sender_of
from wallet.records.suggesting import can_be_read
from wallet.records.uploads import keeping, rows
from wallet.records.uploads.models import Upload
from wallet.records.vault import OpenVault, Vault
from wallet.settings import MEBIBYTE
from wallet.web.dependencies import Body
from wallet.web.multipart import Form, read_form

FILE = "document"
UPLOAD = "tai-len"
AGREEMENT = "dong-y-giu-anh"
UNUSABLE = 422
NEW_KEY_BYTES = 16
KEY_LETTERS = 200
BOXES_AT_MOST = 60
SNIFFED = "application/octet-stream"
"""What a phone calls its file is often wrong; the content decides."""

ContentType = Annotated[str, Header(alias="Content-Type")]
Chosen = Annotated[str, Query(alias="loai", max_length=60)]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Shelf:
    """One family of papers to choose from."""

    family: str
    word: str
    types: tuple[RecordType, ...]


@router.get("/them-giay")
def show_form(vault: OpenVault, visit: CitizenVisit, chosen: Chosen = "") -> Response:
    """Without a choice: the kinds of paper. With one: its form."""
    if not chosen:
        return visit.page(
            "add_choose.html",
            everyday=_everyday(vault.catalogue),
            shelves=_shelves(vault.catalogue),
            on_their_way=_on_their_way(vault, visit),
            paper=lambda kind: words.paper(vault.catalogue, kind),
            megabytes=words.megabytes,
        )
    _known(vault.catalogue, chosen)
    draft = drafted(vault, visit, _draft_name(chosen))
    return _form(vault, visit, chosen, Typed(draft.texts(AGREEMENT)), draft=draft)


@router.post("/them-giay")
def add(
    vault: OpenVault, visit: VisitSendingForm, row: SessionSendingForm, body: Body, content_type: ContentType
) -> Response:
    """Keep it as self-declared; what was typed comes back when something is wrong with it."""
    form = read_form(body, content_type, file_field=FILE, fields_at_most=BOXES_AT_MOST)
    sessions.check_csrf(row, form.fields.get("csrf"))
    typed = Typed(form.fields)
    chosen = typed.text("loai")
    _known(vault.catalogue, chosen)
    new = _new_record(vault.catalogue, visit, chosen, typed)
    sent = None if form.file else _sent(typed)
    if form.file is None and sent is None and not (new and new.values):
        typed.mistakes[FILE] = _("Chưa có ảnh hay tệp nào. Xin chụp hoặc chọn một tệp")
    if new is None or typed.mistakes:
        return _form(vault, visit, chosen, typed, status=UNUSABLE)
    try:
        kept = _keep(vault, visit, replace(new, agreement=typed.text(AGREEMENT)), form, sent)
    except AgreementRequiredError:
        typed.mistakes[AGREEMENT] = _("Chưa đánh dấu đồng ý giữ ảnh. Xin đọc và đánh dấu, hoặc gửi lại không kèm ảnh")
        return _form(vault, visit, chosen, typed, status=UNUSABLE)
    except WalletError as error:
        if error.owner is not None:
            raise
        typed.mistakes[FILE] = _told(error)
        return _form(vault, visit, chosen, typed, status=error.status)
    sent_off(vault, visit, _draft_name(chosen))
    reads = (form.file or sent) and not new.values and can_be_read(vault.catalogue, chosen)
    return go(f"/giay-to/{kept}/chep?vua=luu" if reads else f"/giay-to/{kept}?vua=luu")


def _told(error: WalletError) -> str:
    """For a document that was refused, the reason and the way on."""
    said = label(Refusal(error.fields[0][1])) if isinstance(error, DocumentRefusedError) else title(error)
    return said.rstrip(".")


def _new_record(catalogue: Catalogue, visit: Visit, chosen: str, typed: Typed) -> NewRecord | None:
    """None, with `typed.mistakes`, when the day is missing."""
    as_of = typed.day("ngay-cap", latest=visit.today)
    if as_of is None:
        typed.mistakes.setdefault("ngay-cap", _("Chưa có ngày. Xin viết ngày cấp ghi trên giấy"))
        return None
    return NewRecord(
        citizen=visit.citizen,
        type=chosen,
        values=typed.values(catalogue, chosen, as_of),
        as_of=as_of,
        expires_on=typed.day("het-han"),
        assurance=Assurance.SELF_DECLARED,
    )


def _keep(vault: Vault, visit: Visit, new: NewRecord, form: Form, sent: UUID | None) -> str:
    """The new record's id. The same form sent twice, by an impatient thumb, keeps one paper."""
    sender = sender_of(visit.reader, form.fields.get("lan", "")[:KEY_LETTERS])
    if sent is not None:
        return str(keeping.keep(vault, visit.reader, sent, new, sender, now=visit.now)["record"])
    document = IncomingDocument(form.file, SNIFFED) if form.file else None
    return str(deposit(vault, new, document, sender, now=visit.now)["record"])


def _sent(typed: Typed) -> UUID | None:
    """The upload that the form names in place of a file."""
    try:
        return UUID(typed.text(UPLOAD))
    except ValueError:
        return None


def _on_their_way(vault: Vault, visit: Visit) -> Sequence[Upload]:
    with vault.database.reading() as session:
        return rows.waiting(session, visit.reader, now=visit.now)


def _draft_name(chosen: str) -> str:
    return f"them-giay/{chosen}"


def _known(catalogue: Catalogue, chosen: str) -> None:
    if chosen not in catalogue.record_types:
        raise RecordTypeUnknownError


def _form(
    vault: Vault, visit: Visit, chosen: str, typed: Typed, *, status: int = 200, draft: Drafted | None = None
) -> Response:
    begun = [upload for upload in _on_their_way(vault, visit) if upload.type == chosen]
    return visit.page(
        "add_form.html",
        status=status,
        draft=draft or Drafted(_draft_name(chosen)),
        sent=next((upload for upload in begun if upload.is_complete), None),
        half_sent=next((upload for upload in begun if not upload.is_complete), None),
        megabytes=words.megabytes,
        limit_bytes=visit.settings.document_limit_bytes,
        kind=vault.catalogue.record_types[chosen],
        attributes=offered(vault.catalogue, chosen),
        prefix=VALUE_PREFIX,
        typed=typed,
        once=secrets.token_urlsafe(NEW_KEY_BYTES),
        limit_mib=visit.settings.document_limit_bytes // MEBIBYTE,
        folded=_is_folded(typed),
        agreement=text_for(vault.catalogue.record_types[chosen], spoken()),
    )


def _is_folded(typed: Typed) -> bool:
    """Whether the optional boxes may stay closed: nothing typed in them, nothing wrong with them."""
    names = {name for name, text in typed.texts.items() if text} | typed.mistakes.keys()
    return not any(name == "het-han" or name.startswith(VALUE_PREFIX) for name in names)


def _everyday(catalogue: Catalogue) -> list[RecordType]:
    return [catalogue.record_types[name] for name in words.EVERYDAY if name in catalogue.record_types]


def _shelves(catalogue: Catalogue) -> list[Shelf]:
    """Every other kind, by family."""
    others = [kind for kind in catalogue.record_types.values() if kind.id not in words.EVERYDAY]
    shelves = (
        Shelf(family.value, str(word), tuple(kind for kind in others if kind.family is family))
        for family, word in words.FAMILIES.items()
    )
    return [shelf for shelf in shelves if shelf.types]
