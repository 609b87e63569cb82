"""My papers: the list, one of them, its file, and deleting it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response

from policies.assurance import Assurance
from policies.catalogue import Catalogue
from wallet.database import GREATEST_VERSION
from wallet.pages import words
from wallet.pages.language import _, label
from wallet.pages.visits import CitizenVisit, Visit, go
from wallet.records import reading
from wallet.records.reading import RecordLine
from wallet.records.routes import streamed
from wallet.records.searching import matching
from wallet.records.vault import OpenVault, Vault

EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
}

Version = Annotated[int | None, Query(alias="ban", ge=1, le=GREATEST_VERSION)]
JustDone = Annotated[Literal["", "luu", "xoa"], Query(alias="vua")]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper as the pages show it. `validity`: a sentence when the day of expiry is near or over; empty otherwise."""

    line: RecordLine
    name: str
    family: str
    family_word: str
    issuer: str
    assurance: str
    certain: bool
    status: str
    validity: str


@router.get("/giay-to")
def list_papers(vault: OpenVault, visit: CitizenVisit, just: JustDone = "") -> Response:
    lines = reading.list_records(vault, visit.reader, now=visit.now)
    return visit.page(
        "papers.html", sheets=[sheet(vault.catalogue, line, visit) for line in lines], just=just, words=""
    )


@router.post("/giay-to")
def find_papers(
    vault: OpenVault, visit: CitizenVisit, words: Annotated[str, Form(alias="tim", max_length=200)] = ""
) -> Response:
    """A form that is posted: what people look for does not belong in an address."""
    lines = reading.list_records(vault, visit.reader, now=visit.now)
    found = matching(vault.catalogue, lines, words=words)
    return visit.page(
        "papers.html", sheets=[sheet(vault.catalogue, line, visit) for line in found], just="", words=words
    )


@router.get("/giay-to/{record_id}")
def show_paper(
    vault: OpenVault, visit: CitizenVisit, record_id: UUID, version: Version = None, just: JustDone = ""
) -> Response:
    """What the paper says, after the entry that says so is durable."""
    opened = reading.read_record(vault, visit.reader, record_id, now=visit.now, version=version)
    return visit.page(
        "paper.html",
        sheet=sheet(vault.catalogue, opened.line, visit),
        facts=_facts(vault.catalogue, opened.line.type, opened.values),
        versions=opened.versions,
        shown=version or opened.line.version,
        just=just,
    )


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
    return visit.page("paper_delete.html", sheet=sheet(vault.catalogue, _line(vault, visit, record_id), visit))


@router.post("/giay-to/{record_id}/xoa")
def delete(vault: OpenVault, visit: CitizenVisit, record_id: UUID) -> Response:
    """Destroys the keys; nobody can read it again."""
    reading.delete_record(vault, visit.reader, record_id, now=visit.now)
    return go("/giay-to?vua=xoa")


def sheet(catalogue: Catalogue, line: RecordLine, visit: Visit) -> Sheet:
    family = words.family(catalogue, line.type)
    return Sheet(
        line=line,
        name=words.paper(catalogue, line.type),
        family=family.value,
        family_word=str(words.FAMILIES[family]),
        issuer=line.issuer or words.first_upper(_("%(you)s tự thêm", you=visit.you)),
        assurance=label(Assurance(line.assurance)),
        certain=words.is_certain(line.assurance),
        status=str(words.STATUSES.get(line.status, "")),
        validity=_validity(line.expires_on, visit.today),
    )


def _line(vault: Vault, visit: Visit, record_id: UUID) -> RecordLine:
    """Without opening its values."""
    return reading.read_line(vault, visit.reader, record_id, now=visit.now)


def _validity(expires_on: date | None, today: date) -> str:
    if expires_on is None:
        return ""
    if expires_on < today:
        return _("Đã hết hạn")
    return _("Sắp hết hạn") if expires_on <= today + words.SOON else ""


def _facts(catalogue: Catalogue, record_type: str, values: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """(label, lines) in the order of the paper."""
    known = catalogue.record_types.get(record_type)
    order = [name for name in known.attributes if name in values] if known else []
    order += [name for name in values if name not in order]
    return [(words.attribute(catalogue, name), words.lines_of(values[name])) for name in order]
