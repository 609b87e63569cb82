"""One paper: what it says, its picture, who signed it, where it was used; its file, and deleting it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from policies.catalogue import Catalogue
from wallet.consents import deleting, viewing
from wallet.consents.states import State as ConsentState
from wallet.consents.viewing import ConsentLine
from wallet.corrections import mine as corrections
from wallet.corrections.states import State
from wallet.database import GREATEST_VERSION
from wallet.dossiers import uses
from wallet.dossiers.uses import Use
from wallet.pages import words
from wallet.pages.language import label
from wallet.pages.sheets import sheet
from wallet.pages.visits import CitizenVisit, Visit, go
from wallet.records import reading
from wallet.records.lines import RecordLine
from wallet.records.models import Record
from wallet.records.reading import PreviewSize
from wallet.records.renaming import old_in
from wallet.records.revoking import RevocationReason
from wallet.records.routes import streamed
from wallet.records.scanning import is_ones_own, offers_reading
from wallet.records.vault import OpenVault, Vault

EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
}

Version = Annotated[int | None, Query(alias="ban", ge=1, le=GREATEST_VERSION)]
JustDone = Annotated[Literal["", "luu", "chep"], Query(alias="vua")]
Size = Annotated[Literal["", "nho"], Query(alias="co")]

router = APIRouter()


@router.get("/giay-to/{record_id}")
def show_paper(
    vault: OpenVault, visit: CitizenVisit, record_id: UUID, version: Version = None, just: JustDone = ""
) -> Response:
    """What the paper says, after the entry that says so is durable."""
    opened = reading.read_record(vault, visit.reader, record_id, now=visit.now, version=version)
    line = opened.line
    used, seen_by = _whereabouts(vault, visit, line)
    waiting, askable = _corrections(vault, visit, line)
    return visit.page(
        "paper.html",
        sheet=sheet(vault.catalogue, line, visit),
        facts=_facts(vault.catalogue, line.type, opened.values),
        waiting=waiting,
        askable=askable and version in {None, line.version},
        file=opened.file,
        signatures=opened.signatures,
        agreement=opened.agreement,
        versions=opened.versions,
        shown=version or line.version,
        used=used,
        seen_by=seen_by,
        procedure=lambda code: words.procedure(vault.catalogue, code),
        ended=_why_ended(line),
        just=just,
        is_ones_own=is_ones_own(line) and line.type in vault.catalogue.record_types,
        readable=offers_reading(vault, line),
        renames=line.status == "active" and bool(old_in(vault.catalogue, opened)),
        zalo=bool(visit.settings.zalo_app_id) and visit.reader.scope.mandate is None,
    )


@router.get("/giay-to/{record_id}/anh")
def show_picture(
    vault: OpenVault, visit: CitizenVisit, record_id: UUID, version: Version = None, size: Size = ""
) -> Response:
    """The paper's first page as a picture, or a small one of it; opened after its entry, and kept by no browser."""
    wanted = PreviewSize.THUMBNAIL if size else PreviewSize.PAGE
    picture = reading.read_preview(vault, visit.reader, record_id, now=visit.now, size=wanted, version=version)
    response = streamed(picture.chunks, picture.media_type, picture.length)
    response.headers["Content-Disposition"] = "inline"
    return response


@router.get("/giay-to/{record_id}/tep")
def download(vault: OpenVault, visit: CitizenVisit, record_id: UUID, version: Version = None) -> Response:
    """The document byte for byte, named after the kind of paper and never after the person."""
    document = reading.read_document(vault, visit.reader, record_id, now=visit.now, version=version)
    response = streamed(document.chunks, document.media_type, document.length)
    name = f"giay-to.{EXTENSIONS.get(document.media_type, 'bin')}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@router.get("/giay-to/{record_id}/xoa")
def ask_before_deleting(vault: OpenVault, visit: CitizenVisit, record_id: UUID) -> Response:
    line = reading.read_line(vault, visit.reader, record_id, now=visit.now)
    return visit.page("paper_delete.html", sheet=sheet(vault.catalogue, line, visit))


@router.post("/giay-to/{record_id}/xoa")
def delete(vault: OpenVault, visit: CitizenVisit, record_id: UUID) -> Response:
    """Destroys the keys; nobody can read it again."""
    deleting.delete_record(vault, visit.reader, record_id, now=visit.now)
    return go("/giay-to?vua=xoa")


def _whereabouts(vault: Vault, visit: Visit, line: RecordLine) -> tuple[list[Use], list[ConsentLine]]:
    """Which dossiers got something of it, and who may look at papers of its kind today."""
    with vault.database.reading() as session:
        used = list(uses.uses_of(session, visit.citizen, line.id))
        consents = viewing.consents_of(session, visit.reader)
    return used, [one for one in consents if _may_see(one, line.type, visit.now)]


def _corrections(vault: Vault, visit: Visit, line: RecordLine) -> tuple[dict[str, UUID], bool]:
    """Attribute to the open correction of it, and whether its issuer can be asked for more."""
    with vault.database.reading() as session:
        asked = corrections.of_record(session, visit.citizen, line.id, now=visit.now)
        askable = bool(corrections.correctable(session, session.get_one(Record, line.id)))
    return {one.correction.attribute: one.correction.id for one in asked if one.correction.state == State.OPEN}, askable


def _may_see(one: ConsentLine, record_type: str, now: datetime) -> bool:
    granted = any(item["record_type"] == record_type for item in one.consent.granted)
    return granted and words.consent_state(one.consent, now) is ConsentState.ACTIVE


def _why_ended(line: RecordLine) -> str:
    """The issuer's reason in a sentence; empty while the paper stands."""
    return label(RevocationReason(line.revocation_reason)) if line.revocation_reason else ""


def _facts(catalogue: Catalogue, record_type: str, values: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """(attribute, label, lines) in the order of the paper."""
    known = catalogue.record_types.get(record_type)
    order = [name for name in known.attributes if name in values] if known else []
    order += [name for name in values if name not in order]
    return [(name, words.attribute(catalogue, name), words.lines_of(values[name])) for name in order]
