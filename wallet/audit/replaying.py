r"""Every logged decision, derived again from the log, the signed artefact and the rules of that time.

    entry: facts, outcome, rules, hash of the policy set     the artefact with the hash that the entry names
                          \                                  /
                           the rules kept under that hash decide once more

Whoever changed an entry, an artefact or the rules, or had a process that wrote down another decision than it took, is
found. Nothing of what entries hold leaves this room but their ids, the rules and what differs. The look is an entry.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from policies.release import Engine
from wallet.consents import artefact, policy_sets
from wallet.consents.artefact import BrokenArtefactError
from wallet.consents.asking import ground_of
from wallet.consents.models import ConsentVersion
from wallet.consents.weighing import from_logged, weigh
from wallet.identity.errors import CitizenErasedError
from wallet.identity.models import Citizen
from wallet.ledger.chain import EntryState, OwnEntry
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, Circumstances, Entry, Operation, Outcome
from wallet.records.vault import Vault

BY_THE_GATE = frozenset({Operation.RELEASE, Operation.RELEASE_DOCUMENT})


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that says something else than its facts come to."""

    entry: UUID
    index: int | None
    said: str
    derived: str


@dataclass(frozen=True, slots=True)
class Replay:
    """`closed`: entries whose body was erased on purpose, with their person; nobody can derive them."""

    decisions: int
    closed: int
    differences: tuple[Difference, ...]


def replay(vault: Vault, actor: Actor, *, now: datetime) -> Replay:
    """All chains, one after the other; each is read as it stands at that moment."""
    with vault.database.transaction() as session:
        vault.log.append(session, _look(actor, now))
        citizens = session.exec(select(Citizen.id).where(Citizen.id != SYSTEM_SUBJECT).order_by(col(Citizen.id))).all()
    decisions = closed = 0
    found: list[Difference] = []
    engines: dict[str, Engine | None] = {}
    for citizen in citizens:
        with vault.database.reading() as session:
            try:
                entries = vault.log.history(session, citizen)
            except CitizenErasedError:
                closed += 1
                continue
            bench = _Bench(session, vault, citizen, engines)
            for entry in entries:
                closed += entry.state is EntryState.ERASED
                if entry.state is EntryState.OPEN and bench.is_decision(entry):
                    decisions += 1
                    found += bench.differences(entry)
    return Replay(decisions, closed, tuple(found))


class _Bench:
    """Decides a citizen's entries once more; `engines` are kept from one citizen to the next."""

    def __init__(self, session: Session, vault: Vault, citizen: UUID, engines: dict[str, Engine | None]) -> None:
        self._session = session
        self._vault = vault
        self._citizen = citizen
        self._engines = engines

    def is_decision(self, entry: OwnEntry) -> bool:
        """Attempts on what is not theirs are refused before the gate, and weigh nothing."""
        if entry.operation in BY_THE_GATE:
            return entry.outcome == Outcome.RELEASED or "policy_set" in entry.groups["context"]
        return entry.operation == Operation.CONSENT_ASK

    def differences(self, entry: OwnEntry) -> Iterator[Difference]:
        said = _said(entry)
        try:
            derived = self._derived(entry)
        except (KeyError, TypeError, ValueError):
            derived = "cannot be derived: the facts are not there, or not whole"
        if not entry.holds:
            derived = f"the entry does not hold: {'; '.join(entry.faults)}"
        if said != derived:
            yield Difference(entry.id, entry.index, said, derived)

    def _derived(self, entry: OwnEntry) -> str:
        facts = entry.groups["context"]["decision"]
        if entry.operation == Operation.CONSENT_ASK:
            ground = ground_of(facts)
            return _outcome(Outcome.DENIED, (ground,)) if ground else _outcome(Outcome.DONE, ())
        engine = self._engine(entry.groups["context"]["policy_set"])
        if engine is None:
            return "cannot be derived: no rules are kept under this hash"
        purpose = entry.groups["purpose"]
        body = self._artefact(purpose, broken=facts.get("broken", False))
        case = from_logged(facts, now=entry.at, citizen=str(self._citizen), purpose=purpose, body=body)
        verdict = weigh(engine, case)
        if verdict.grounds:
            return _outcome(Outcome.DENIED, verdict.grounds)
        rules = sorted({rule for _, permit in verdict.permits for rule in permit.rules})
        opened = {(permit.record, tuple(sorted(permit.attributes)), permit.document) for _, permit in verdict.permits}
        return _outcome(Outcome.RELEASED, rules, opened)

    def _engine(self, policy_set: str) -> Engine | None:
        if policy_set not in self._engines:
            self._engines[policy_set] = policy_sets.recall(self._session, policy_set)
        return self._engines[policy_set]

    def _artefact(self, purpose: Mapping[str, Any], *, broken: bool) -> Mapping[str, Any] | None:
        """None while nothing was decided, and where the gate itself did not believe it. ValueError: it is missing."""
        if not purpose.get("artefact") or broken:
            return None
        wanted = select(ConsentVersion).where(
            ConsentVersion.consent_id == UUID(purpose["consent"]), ConsentVersion.hash == purpose["artefact"]
        )
        version = self._session.exec(wanted).first()
        if version is None or artefact.hash_of(version.jws) != purpose["artefact"]:
            raise ValueError("no artefact has this hash")
        try:
            return artefact.verified(self._vault.secrets, version.jws)
        except BrokenArtefactError:
            raise ValueError("the artefact's signature does not hold") from None


def _said(entry: OwnEntry) -> str:
    rules = entry.groups["context"].get("rules", ())
    if entry.outcome != Outcome.RELEASED:
        return _outcome(entry.outcome, rules)
    touched = entry.groups["object"].get("records", [])
    opened = {(one["record"], tuple(one.get("attributes", ())), one.get("document", False)) for one in touched}
    return _outcome(entry.outcome, rules, opened)


def _outcome(outcome: str, rules: Any, opened: set[tuple[str, tuple[str, ...], bool]] | None = None) -> str:
    """One line that is equal when the decisions are; names of attributes only, and ids."""
    things = [f"{record}:{','.join(names)}{'+document' if paper else ''}" for record, names, paper in opened or ()]
    return " ".join([str(outcome), f"[{', '.join(str(rule) for rule in rules)}]", *sorted(things)])


def _look(actor: Actor, now: datetime) -> Entry:
    return Entry(
        citizen=SYSTEM_SUBJECT,
        operation=Operation.AUDIT_REPLAY,
        outcome=Outcome.DONE,
        actor=actor,
        circumstances=Circumstances(route="wallet audit replay"),
        at=now,
    )
