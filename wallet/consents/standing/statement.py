"""A rule signed by the wallet (JWS, EdDSA, `typ: standing-policy+jwt`): what is believed when a question comes.

A row changed by hand gives nothing: of an ALLOW only what was signed counts, and only while row and signature agree. A
NEVER that was tampered with refuses what it said and what it says.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam
from sqlmodel import Session, col, select

from wallet.consents import artefact
from wallet.consents.artefact import BrokenArtefactError
from wallet.consents.models import Notice, StandingPolicy, StandingPolicyVersion
from wallet.consents.standing.rule import Kind, Rule, rule_said
from wallet.identity.models import Service
from wallet.identity.secrets import InstanceSecrets

SCHEMA_VERSION = "1"
TYPE = "standing-policy+jwt"
ACTIVE, ENDED = "ACTIVE", "ENDED"


def write(session: Session, secrets: InstanceSecrets, policy: StandingPolicy, *, now: datetime, by: str) -> None:
    """Sign the rule as it stands now as its next version, in the caller's transaction."""
    previous = latest(session, policy)
    policy.version = (previous.version if previous else 0) + 1
    service = session.get_one(Service, policy.service_id) if policy.service_id else None
    notice = session.get_one(Notice, policy.notice_hash)
    signed = artefact.sign(secrets, _body(policy, service, notice, previous, now, by), typ=TYPE, now=now)
    policy.artefact_hash = artefact.hash_of(signed)
    version = StandingPolicyVersion(
        policy_id=policy.id, version=policy.version, jws=signed, hash=policy.artefact_hash, created_at=now
    )
    session.add_all([policy, version])
    session.flush()


def latest(session: Session, policy: StandingPolicy) -> StandingPolicyVersion | None:
    return session.get(StandingPolicyVersion, (policy.id, policy.version))


def hashes(session: Session, policy: StandingPolicy) -> list[str]:
    """Of all versions: what the consents that the rule gave refer to."""
    mine = select(StandingPolicyVersion.hash).where(StandingPolicyVersion.policy_id == policy.id)
    return list(session.exec(mine))


def allowing(
    session: Session, secrets: InstanceSecrets, citizen: UUID, service: UUID, procedure: str, *, now: datetime
) -> list[Rule]:
    """Rules that may say yes to this service now. Locked, so that stopping one and its answer happen in turn."""
    wanted = select(StandingPolicy).where(
        StandingPolicy.citizen_id == citizen,
        StandingPolicy.kind == Kind.ALLOW,
        StandingPolicy.state == ACTIVE,
        StandingPolicy.service_id == service,
        StandingPolicy.procedure == procedure,
    )
    rows = session.exec(wanted.order_by(col(StandingPolicy.id)).with_for_update()).all()
    rules = [_held(secrets, policy, latest(session, policy)) for policy in rows]
    return [rule for rule in rules if rule and rule.until is not None and rule.until > now]


_IS_LATEST = and_(
    col(StandingPolicyVersion.policy_id) == col(StandingPolicy.id),
    col(StandingPolicyVersion.version) == col(StandingPolicy.version),
)
_NEVER = (
    select(StandingPolicy, StandingPolicyVersion)
    .join(StandingPolicyVersion, _IS_LATEST, isouter=True)
    .where(col(StandingPolicy.citizen_id) == bindparam("citizen"), col(StandingPolicy.kind) == Kind.NEVER)
    .order_by(col(StandingPolicy.id))
)


def refusing(session: Session, secrets: InstanceSecrets, citizen: UUID) -> list[Rule]:
    """Every rule that gives something to nobody."""
    found = session.exec(_NEVER, params={"citizen": citizen})
    return [rule for policy, version in found for rule in _refusals(secrets, policy, version)]


def _held(secrets: InstanceSecrets, policy: StandingPolicy, version: StandingPolicyVersion | None) -> Rule | None:
    """None where row and signature do not agree."""
    body = _signed(secrets, version)
    if body is None or (body["id"], body["state"], body["subject"]) != (str(policy.id), ACTIVE, str(policy.citizen_id)):
        return None
    return rule_said(body, policy.artefact_hash)


def _refusals(
    secrets: InstanceSecrets, policy: StandingPolicy, version: StandingPolicyVersion | None
) -> Iterable[Rule]:
    if policy.state == ACTIVE:
        yield Rule(kind=Kind.NEVER, names=frozenset(policy.names), statement=policy.artefact_hash)
    body = _signed(secrets, version)
    if version is not None and body is not None and body["state"] == ACTIVE:
        yield rule_said(body, version.hash)


def _signed(secrets: InstanceSecrets, version: StandingPolicyVersion | None) -> dict[str, Any] | None:
    if version is None or version.hash != artefact.hash_of(version.jws):
        return None
    try:
        return artefact.verified(secrets, version.jws, typ=TYPE)
    except BrokenArtefactError:
        return None


def _body(
    policy: StandingPolicy,
    service: Service | None,
    notice: Notice,
    previous: StandingPolicyVersion | None,
    now: datetime,
    by: str,
) -> dict[str, Any]:
    requester = None
    if service is not None:
        requester = {"id": str(service.id), "client_id": service.client_id, "organisation": service.organisation}
    return {
        "id": str(policy.id),
        "schema_version": SCHEMA_VERSION,
        "version": policy.version,
        "subject": str(policy.citizen_id),
        "kind": policy.kind,
        "requester": requester,
        "procedure": policy.procedure,
        "names": policy.names,
        "data_life": f"P{policy.data_life_days}D",
        "valid_from": artefact.text(policy.created_at),
        "valid_until": artefact.text(policy.valid_until),
        "state": policy.state,
        "decision": {"time": artefact.text(now), "channel": "wallet", "by": by},
        "notice": {"hash": policy.notice_hash, "language": notice.language, "version": notice.version},
        "previous": previous.hash if previous else None,
    }
