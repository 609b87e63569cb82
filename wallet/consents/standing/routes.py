"""The citizen's own rules over HTTP: try one, save it, see them, stop one."""

from uuid import UUID

from fastapi import APIRouter

from wallet.consents.standing import setting, trying
from wallet.consents.standing.drafting import Draft
from wallet.consents.standing.errors import (
    PolicyChangedError,
    PolicyEndedError,
    PolicyNotFoundError,
    PolicyUnfitError,
    ServiceOwesDisposalError,
)
from wallet.consents.standing.rule import Kind
from wallet.consents.standing.schemas import PolicyDraft, PolicyRead, PolicySet, TrialRead, TriedRead
from wallet.consents.standing.setting import PolicyLine
from wallet.consents.standing.trying import Effect, Trial
from wallet.identity.dependencies import SignedInCitizen
from wallet.records.routes import reader_of
from wallet.records.vault import OpenVault
from wallet.web.dependencies import Call, Now
from wallet.web.refusals import refuses
from wallet.web.signed import SignedResponse

router = APIRouter(tags=["citizens"])


@router.get("/v1/me/policies")
def list_policies(vault: OpenVault, citizen: SignedInCitizen, call: Call, now: Now) -> list[PolicyRead]:
    """Rules that hold and rules that are over, newest first."""
    return [_read(line, now) for line in setting.list_policies(vault, reader_of(citizen, call), now=now)]


@router.post("/v1/me/policies/try")
@refuses(PolicyUnfitError, ServiceOwesDisposalError)
def try_policy(vault: OpenVault, citizen: SignedInCitizen, wanted: PolicyDraft, call: Call, now: Now) -> TrialRead:
    """Nothing is saved: the rule in words, and which of the last twenty questions it would have answered."""
    return _tried(trying.try_rule(vault, reader_of(citizen, call), _draft(wanted), now=now))


@router.post("/v1/me/policies", status_code=201)
@refuses(PolicyChangedError, PolicyNotFoundError, PolicyUnfitError, ServiceOwesDisposalError)
def set_policy(vault: OpenVault, citizen: SignedInCitizen, wanted: PolicySet, call: Call, now: Now) -> PolicyRead:
    """From here on questions are answered by it."""
    reader = reader_of(citizen, call)
    policy = setting.set_policy(vault, reader, _draft(wanted), notice_hash=wanted.notice_hash, now=now)
    return _read(setting.read_policy(vault, reader, policy.id, now=now)[0], now)


@router.post("/v1/me/policies/{policy_id}/end")
@refuses(PolicyEndedError, PolicyNotFoundError)
def end_policy(vault: OpenVault, citizen: SignedInCitizen, policy_id: UUID, call: Call, now: Now) -> PolicyRead:
    """It answers nothing any more; what is being shown under it stops before this answers."""
    reader = reader_of(citizen, call)
    setting.end_policy(vault, reader, policy_id, now=now)
    return _read(setting.read_policy(vault, reader, policy_id, now=now)[0], now)


@router.get("/v1/me/policies/{policy_id}/statement", response_class=SignedResponse)
@refuses(PolicyNotFoundError)
def read_statement(vault: OpenVault, citizen: SignedInCitizen, policy_id: UUID, call: Call, now: Now) -> SignedResponse:
    """The rule as the wallet signed it (JWS)."""
    _, signed = setting.read_policy(vault, reader_of(citizen, call), policy_id, now=now)
    return SignedResponse(signed)


def _draft(wanted: PolicyDraft) -> Draft:
    return Draft(
        kind=wanted.kind,
        names=frozenset(wanted.names),
        client_id=wanted.client_id,
        procedure=wanted.procedure,
        until=wanted.until,
        data_life_days=wanted.data_life_days,
    )


def _read(line: PolicyLine, now: Now) -> PolicyRead:
    policy = line.policy
    return PolicyRead(
        id=policy.id,
        kind=Kind(policy.kind),
        names=policy.names,
        organisation=line.service.organisation if line.service else "",
        procedure=policy.procedure,
        data_life_days=policy.data_life_days,
        valid_until=policy.valid_until,
        holds=line.holds(now),
        answers=line.answers,
        late=line.late,
        created_at=policy.created_at,
        ended_at=policy.ended_at,
    )


def _tried(trial: Trial) -> TrialRead:
    text = trial.text
    return TrialRead(
        title=text.title,
        lines=list(text.lines),
        items=list(text.items),
        promises=list(text.promises),
        notice_hash=text.hash,
        tried=len(trial.questions),
        would_agree=trial.count(Effect.AGREES),
        would_refuse=trial.count(Effect.REFUSES),
        would_withhold=trial.count(Effect.WITHHOLDS),
        contrary=trial.contrary,
        questions=[
            TriedRead(
                consent=one.consent.id,
                organisation=one.organisation,
                procedure=one.consent.procedure,
                asked_at=one.consent.created_at,
                effect=one.effect,
                by_hand=one.by_hand,
            )
            for one in trial.questions
        ],
    )
