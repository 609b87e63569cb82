"""Corrections over HTTP: issuers see what is asked of them and answer, citizens ask, see and withdraw their own."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from wallet.corrections import answering, mine, rows
from wallet.corrections.answering import Answer, OpenedCorrection
from wallet.corrections.errors import CorrectionNotFoundError, CorrectionNotPossibleError, CorrectionStateError
from wallet.corrections.mine import MyCorrection
from wallet.corrections.rows import CorrectionLine
from wallet.corrections.schemas import (
    CorrectionAnswer,
    CorrectionOpened,
    CorrectionRead,
    CorrectionWish,
    MyCorrectionRead,
)
from wallet.corrections.states import Reason
from wallet.database import GREATEST_NUMBER
from wallet.identity.dependencies import ServiceCaller, SignedInCitizen
from wallet.identity.errors import CitizenErasedError
from wallet.records.errors import OPENING, RecordNotFoundError, RecordValuesInvalidError
from wallet.records.routes import reader_of
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Call, Now, Reading
from wallet.web.refusals import refuses

router = APIRouter()


@router.get("/v1/corrections", tags=["services"])
def list_corrections(
    session: Reading, issuer: ServiceCaller, now: Now, skip: Annotated[int, Query(ge=0, le=GREATEST_NUMBER)] = 0
) -> list[CorrectionRead]:
    """What citizens ask this service to correct, at most 100 after `skip`, the open ones first."""
    lines = answering.list_corrections(session, issuer.service, skip=skip, now=now)
    return [CorrectionRead(**_line(line)) for line in lines]


@router.get("/v1/corrections/{correction_id}", tags=["services"])
@refuses(*OPENING, CorrectionNotFoundError)
def read_correction(vault: OpenVault, issuer: ServiceCaller, correction_id: UUID, now: Now) -> CorrectionOpened:
    """The proposed value, for the service that issued the record."""
    return _opened(answering.read(vault, rows.issuer_of(issuer), correction_id, now=now))


@router.post("/v1/corrections/{correction_id}/answer", tags=["services"])
@refuses(CorrectionNotFoundError, CorrectionStateError)
def answer_correction(
    vault: OpenVault, issuer: ServiceCaller, correction_id: UUID, given: CorrectionAnswer, now: Now
) -> CorrectionRead:
    """Accept or reject. What is accepted comes as a new version of the record, before or after this."""
    answer = Answer(given.accept, given.reason, given.version)
    return CorrectionRead(**_line(answering.answer(vault, issuer, correction_id, answer, now=now)))


@router.get("/v1/me/corrections", tags=["citizens"])
def list_my_corrections(vault: OpenVault, citizen: SignedInCitizen, call: Call, now: Now) -> list[MyCorrectionRead]:
    """What was asked in the citizen's name, and until when it has to be answered; no values."""
    return [_mine(one) for one in mine.list_corrections(vault, reader_of(citizen, call), now=now)]


@router.post("/v1/me/corrections", status_code=201, tags=["citizens"])
@refuses(CitizenErasedError, CorrectionNotPossibleError, RecordNotFoundError, RecordValuesInvalidError)
def ask_for_correction(
    vault: OpenVault, citizen: SignedInCitizen, wish: CorrectionWish, call: Call, now: Now
) -> CorrectionRead:
    """Ask the issuer of a record to correct a value; the same wish again is the same correction."""
    line = mine.ask(vault, reader_of(citizen, call), wish.record, attribute=wish.attribute, value=wish.value, now=now)
    return CorrectionRead(**_line(line))


@router.get("/v1/me/corrections/{correction_id}", tags=["citizens"])
@refuses(*OPENING, CorrectionNotFoundError)
def read_my_correction(
    vault: OpenVault, citizen: SignedInCitizen, correction_id: UUID, call: Call, now: Now
) -> CorrectionOpened:
    """The value that was written in the citizen's name."""
    return _opened(mine.read(vault, reader_of(citizen, call), correction_id, now=now))


@router.post("/v1/me/corrections/{correction_id}/withdraw", tags=["citizens"])
@refuses(CorrectionNotFoundError, CorrectionStateError)
def withdraw_correction(
    vault: OpenVault, citizen: SignedInCitizen, correction_id: UUID, call: Call, now: Now
) -> CorrectionRead:
    """Take it back while nobody has answered."""
    return CorrectionRead(**_line(mine.withdraw(vault, reader_of(citizen, call), correction_id, now=now)))


def _line(line: CorrectionLine) -> dict[str, Any]:
    correction, record = line.correction, line.record
    return {
        "id": correction.id,
        "record": record.id,
        "type": record.type,
        "version": correction.version,
        "attribute": correction.attribute,
        "state": correction.state,
        "reason": correction.reason,
        "created_at": correction.created_at,
        "due_at": correction.due_at,
        "overdue": line.overdue,
        "answered_at": correction.answered_at,
        "corrected_version": correction.corrected_version,
    }


def _opened(opened: OpenedCorrection) -> CorrectionOpened:
    return CorrectionOpened(**_line(opened.line), value=opened.value, entry=opened.entry)


def _mine(one: MyCorrection) -> MyCorrectionRead:
    reason = Reason(one.line.correction.reason) if one.line.correction.reason else None
    return MyCorrectionRead(
        **_line(one.line),
        issuer=one.line.record.issuer,
        asked_by=one.asked_by,
        dossier=one.line.correction.dossier_id,
        reason_vi=reason.label_vi if reason else "",
        reason_en=reason.label_en if reason else "",
    )
