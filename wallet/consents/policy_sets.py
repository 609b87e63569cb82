"""The rules of the authority, kept as they were when they decided: without them no decision can be checked."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from policies.errors import RulesError
from policies.release import Engine
from wallet.consents.models import PolicySet


def remember(session: Session, engine: Engine, *, now: datetime) -> None:
    """Call at start, before anything is decided. Several workers may do so at once."""
    if session.get(PolicySet, engine.policy_set) is not None:
        return
    policies, schema = engine.texts
    row = PolicySet(hash=engine.policy_set, policies=policies, schema_text=schema, first_used_at=now)
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return  # another worker was first, with the same rules


def recall(session: Session, policy_set: str) -> Engine | None:
    """The rules of this hash; None where they are not kept, or are not what the hash says."""
    row = session.get(PolicySet, policy_set)
    if row is None:
        return None
    try:
        engine = Engine.of_old(row.policies, row.schema_text)
    except RulesError:
        return None
    return engine if engine.policy_set == policy_set else None
