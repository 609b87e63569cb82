"""The auditor's desk over HTTP: search, open with a reason, open many with a second person, sample, count, export."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, status
from fastapi.responses import StreamingResponse

from wallet.audit import counting, drawing, opening, searching, second_person
from wallet.audit.anomalies import sentence
from wallet.audit.cases import Desk
from wallet.audit.desk import OpenDesk, Wanted
from wallet.audit.desk_schemas import (
    AnomalyRead,
    BulkAsk,
    BulkRead,
    CountsRead,
    DayRead,
    ExportAsk,
    FoundRead,
    GroupRead,
    OpeningAsk,
    ReplayRead,
    SampleRead,
    ServiceRead,
    SightingRead,
)
from wallet.audit.errors import (
    BulkOpeningNotFoundError,
    EntryClosedError,
    EntryNotFoundError,
    ReasonMissingError,
    SampleNotPossibleError,
    SecondPersonNeededError,
)
from wallet.audit.exports.exporting import MEDIA_TYPES, Format, export, file_name
from wallet.audit.opening import OpenedGroup
from wallet.audit.replaying import replay
from wallet.audit.sampling import MOST, NONCE_LETTERS
from wallet.audit.sightings import Filters, Sighting
from wallet.database import GREATEST_NUMBER
from wallet.web.dependencies import Now
from wallet.web.refusals import refuses

FILES: dict[int | str, dict[str, Any]] = {200: {"content": {one.partition(";")[0]: {} for one in MEDIA_TYPES.values()}}}

router = APIRouter(tags=["auditors"])

Index = Annotated[int | None, Query(ge=-1, le=GREATEST_NUMBER)]


@router.get("/v1/audit/search")
def search_entries(
    desk: OpenDesk,
    wanted: Wanted,
    now: Now,
    beyond: Index = None,
    newest: bool = False,
    limit: Annotated[int, Query(ge=1, le=500)] = searching.PAGE,
) -> FoundRead:
    """Entries without their person. `beyond` of the answer goes into the next call; null: all was looked through."""
    found = searching.search(desk, wanted, beyond=beyond, newest=newest, limit=limit, now=now)
    return FoundRead(entries=[_line(one) for one in found.lines], beyond=found.beyond, opened=found.opened)


@router.post("/v1/audit/openings")
@refuses(EntryClosedError, EntryNotFoundError, ReasonMissingError)
def open_group(desk: OpenDesk, asked: OpeningAsk, now: Now) -> GroupRead:
    """Open one group of one entry; the citizen's own log says so, with the reason, before this answers."""
    return _group(opening.open_group(desk, asked.index, asked.group, asked.reason, now=now))


@router.get("/v1/audit/bulk-openings")
def list_bulk_openings(desk: OpenDesk, now: Now) -> list[BulkRead]:
    """Requests to open many entries that are not over yet. They carry reasons, so this look is logged too."""
    return [BulkRead.of(one) for one in second_person.standing(desk, now=now)]


@router.post("/v1/audit/bulk-openings", status_code=status.HTTP_201_CREATED)
@refuses(EntryClosedError, EntryNotFoundError, ReasonMissingError)
def ask_for_bulk_opening(desk: OpenDesk, asked: BulkAsk, now: Now) -> BulkRead:
    """Ask for one group of many entries; another auditor has to agree."""
    return BulkRead.of(second_person.ask(desk, asked.entries, asked.group, asked.reason, now=now))


@router.post("/v1/audit/bulk-openings/{bulk_id}/agree")
@refuses(BulkOpeningNotFoundError, SecondPersonNeededError)
def agree_to_bulk_opening(desk: OpenDesk, bulk_id: UUID, now: Now) -> BulkRead:
    """Agree as the second person."""
    return BulkRead.of(second_person.agree(desk, bulk_id, now=now))


@router.post("/v1/audit/bulk-openings/{bulk_id}/open")
@refuses(BulkOpeningNotFoundError, EntryClosedError, EntryNotFoundError, SecondPersonNeededError)
def open_many(desk: OpenDesk, bulk_id: UUID, now: Now) -> list[GroupRead]:
    """Open them, as the one who asked, after another has agreed."""
    return [_group(one) for one in second_person.open_all(desk, bulk_id, now=now)]


@router.get("/v1/audit/sample")
@refuses(SampleNotPossibleError)
def draw_sample(
    desk: OpenDesk,
    now: Now,
    nonce: Annotated[str, Query(min_length=1, max_length=NONCE_LETTERS)],
    count: Annotated[int, Query(ge=1, le=MOST)] = 20,
    size: Annotated[int | None, Query(ge=1, le=GREATEST_NUMBER)] = None,
) -> SampleRead:
    """Entries that nobody could foresee (docs/formats.md). `size` draws again from an older checkpoint."""
    drawn = drawing.draw(desk, nonce, count, size=size, now=now)
    lines = [_line(one) for one in drawn.lines]
    return SampleRead(root=drawn.root.hex(), size=drawn.size, nonce=drawn.nonce, entries=lines)


@router.get("/v1/audit/counts")
def read_counts(desk: OpenDesk, now: Now) -> CountsRead:
    """Services by refusals, over-asking and overdue disposals; entries of each day; what is worth a human's look."""
    counted = counting.count(desk, now=now)
    return CountsRead(
        since=counted.since,
        whole=counted.whole,
        services=[ServiceRead.model_validate(one, from_attributes=True) for one in counted.services],
        days=[DayRead(day=one.day, outcomes=one.outcomes) for one in counted.days],
        anomalies=[
            AnomalyRead(
                kind=one.kind,
                reader=one.reader,
                organisation=one.organisation,
                since=one.since,
                count=one.count,
                baseline=one.baseline,
                sentence=dict(sentence(one)),
            )
            for one in counted.anomalies
        ],
    )


@router.post("/v1/audit/exports", response_class=StreamingResponse, responses=FILES)
@refuses(ReasonMissingError)
def export_entries(desk: OpenDesk, asked: ExportAsk, now: Now) -> StreamingResponse:
    """Everything that the filters take: CSV, OCSF or FHIR AuditEvent, a line an entry. Breaks off on a failure."""
    return download(desk, asked.format, asked.filters(), asked.reason, now=now)


def download(desk: Desk, form: Format, filters: Filters, reason: str, *, now: datetime) -> StreamingResponse:
    content = export(desk, form, filters, reason, now=now)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(form, desk.case, now)}"'}
    return StreamingResponse(content, media_type=MEDIA_TYPES[form], headers=headers)


@router.post("/v1/audit/replays")
def replay_decisions(desk: OpenDesk, now: Now) -> ReplayRead:
    """Derive every logged decision again from its facts and the rules of its time."""
    done = replay(desk.vault, desk.actor, now=now)
    different = [f"{one.index}: {one.said} / {one.derived}" for one in done.differences]
    return ReplayRead(decisions=done.decisions, closed=done.closed, differences=different)


def _line(one: Sighting) -> SightingRead:
    return SightingRead(
        index=one.index,
        at=one.at,
        operation=one.operation,
        outcome=one.outcome,
        state=one.state,
        who=one.who,
        kind=one.kind,
        reader=one.reader,
        organisation=one.organisation,
        procedure=one.procedure,
        grounds=list(one.grounds),
        attributes=one.attributes,
        in_dossier=one.in_dossier,
        leaf=one.leaf.hex(),
    )


def _group(one: OpenedGroup) -> GroupRead:
    return GroupRead(index=one.index, group=one.group, content=dict(one.content), holds=one.holds)
