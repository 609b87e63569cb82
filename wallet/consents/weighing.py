"""One decision of the gate as a pure function of its facts, so that an auditor can derive it again from the log.

    case       what is weighed: who asks whom for what, the consent's terms, and the parts
    part       one question to the rules: the request itself, before any record is looked at, or something of a record
    verdict    every part of the request has to be permitted; of the records' parts, one is enough

A case goes into the log entry of its decision (`as_logged`) without the consent's terms: the entry names the artefact.
Empty, zero and false members are left out, as everywhere in an entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from policies.grounds import Ground
from policies.release import (
    AskFacts,
    Assurance,
    CitizenFacts,
    Deny,
    Engine,
    Permit,
    RecordFacts,
    ReleaseFacts,
    ServiceFacts,
)
from policies.terms import Template
from wallet.consents.terms import Terms

THE_REQUEST = "-"
"""The record, and its type, of a question about the request itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`needed`, `sensitive`, `refused`: those of the asked attributes that are so; `document_is`: so is the paper."""

    record: RecordFacts
    attributes: frozenset[str]
    document: bool
    needed: frozenset[str]
    sensitive: frozenset[str]
    refused: frozenset[str]
    document_is: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`broken`: there is a consent, and its artefact cannot be believed. `lost`: what another worker had done first."""

    now: datetime
    service: ServiceFacts
    citizen: CitizenFacts
    purpose: str
    procedure: str
    dossier: str
    statutory_basis: str = ""
    terms: Terms | None
    broken: bool = False
    request: tuple[Part, ...]
    records: tuple[Part, ...] = ()
    lost: Ground | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`grounds` empty: permitted. `withheld`: parts that stay closed although others are opened."""

    grounds: tuple[Ground, ...]
    permits: tuple[tuple[Part, Permit], ...] = ()
    withheld: tuple[tuple[Part, Deny], ...] = ()


def weigh_request(engine: Engine, case: Case) -> Verdict | None:
    """What refuses the request whatever the records are; None when nothing does."""
    if case.broken:
        return Verdict((Ground.NOT_DECIDABLE,))
    grounds: dict[Ground, None] = {}
    for part in case.request:
        decision = engine.evaluate(_release(case, part))
        if isinstance(decision, Deny):
            grounds |= dict.fromkeys(decision.grounds)
    return Verdict(tuple(grounds)) if grounds else None


def weigh_records(engine: Engine, case: Case) -> Verdict:
    """What may be opened. A case whose `lost` is set was permitted and came too late."""
    permits, withheld = [], []
    for part in case.records:
        match engine.evaluate(_release(case, part)):
            case Permit() as permit:
                permits.append((part, permit))
            case Deny() as deny:
                withheld.append((part, deny))
    if not permits:
        found = {ground: None for _, deny in withheld for ground in deny.grounds}
        return Verdict(tuple(found) or (Ground.RECORD_REVOKED,))
    if case.lost is not None:
        return Verdict((case.lost,))
    return Verdict((), tuple(permits), tuple(withheld))


def weigh(engine: Engine, case: Case) -> Verdict:
    return weigh_request(engine, case) or weigh_records(engine, case)


def _release(case: Case, part: Part) -> ReleaseFacts:
    kind = part.record.type
    granted = frozenset[str]()
    if case.terms is not None:
        granted = case.terms.attributes if kind == THE_REQUEST else case.terms.granted(kind)
    return ReleaseFacts(
        now=case.now,
        service=case.service,
        citizen=case.citizen,
        record=part.record,
        consent=case.terms.facts(granted) if case.terms else None,
        ask=AskFacts(part.attributes, part.document, case.purpose, case.procedure, case.dossier, case.statutory_basis),
        template=Template(part.needed, frozenset({kind}) if "needed" in part.document_is else frozenset()),
        sensitive=part.sensitive,
        sensitive_document="sensitive" in part.document_is,
        refused=part.refused,
        refused_document="refused" in part.document_is,
    )


def as_logged(case: Case) -> dict[str, Any]:
    """For `Circumstances.decision`; hour, purpose, procedure, dossier and artefact stand elsewhere in the entry."""
    terms = case.terms
    said: dict[str, Any] = {
        "service": _said(id=case.service.id, active=case.service.active, procedures=sorted(case.service.procedures),
                         owes_disposal=case.service.overdue_disposal),
        "citizen": _said(erased=case.citizen.erased, guardian_required=case.citizen.guardian_required,
                         restricted=case.citizen.restricted, objects=case.citizen.objects),
        "statutory_basis": case.statutory_basis,
        "broken": case.broken,
        "uses": terms.uses if terms else 0,
        "last_used_at": terms.last_used_at.isoformat() if terms and terms.last_used_at else "",
        "own_use": terms.own_use if terms else False,
        "request": [_part_said(part) for part in case.request],
        "records": [_part_said(part) for part in case.records],
        "lost": str(case.lost or ""),
    }  # fmt: skip
    return _said(**said)


def from_logged(
    said: Mapping[str, Any],
    *,
    now: datetime,
    citizen: str,
    purpose: Mapping[str, Any],
    body: Mapping[str, Any] | None,
) -> Case:
    """The case of an entry. `purpose`: that group of it; `body`: of the artefact that it names."""
    last, lost = said.get("last_used_at"), said.get("lost")
    service, about = said["service"], said.get("citizen", {})
    terms = None
    if body is not None:
        used_at = datetime.fromisoformat(last) if last else None
        terms = Terms(body, said.get("uses", 0), used_at, said.get("own_use", False))
    return Case(
        now=now,
        service=ServiceFacts(
            id=service["id"],
            active=service.get("active", False),
            procedures=frozenset(service.get("procedures", ())),
            overdue_disposal=service.get("owes_disposal", False),
        ),
        citizen=CitizenFacts(citizen, **{"erased": False, "guardian_required": False} | dict(about)),
        purpose=purpose.get("code", ""),
        procedure=purpose.get("procedure", ""),
        dossier=purpose.get("dossier", ""),
        statutory_basis=said.get("statutory_basis", ""),
        terms=terms,
        broken=said.get("broken", False),
        request=tuple(_part(one) for one in said.get("request", ())),
        records=tuple(_part(one) for one in said.get("records", ())),
        lost=Ground(lost) if lost else None,
    )


def _part_said(part: Part) -> dict[str, Any]:
    record = part.record
    return _said(
        record=record.id,
        type=record.type,
        status=record.status,
        assurance=str(record.assurance),
        stale=sorted(record.stale_attributes),
        bound=record.bound_procedure,
        expired=record.expired,
        restricted=record.restricted,
        attributes=sorted(part.attributes),
        document=part.document,
        needed=sorted(part.needed),
        sensitive=sorted(part.sensitive),
        refused=sorted(part.refused),
        document_is=sorted(part.document_is),
    )


def _part(said: Mapping[str, Any]) -> Part:
    def names(member: str) -> frozenset[str]:
        return frozenset(said.get(member, ()))

    record = RecordFacts(
        id=said["record"],
        type=said["type"],
        status=said["status"],
        assurance=Assurance(said["assurance"]),
        stale_attributes=names("stale"),
        bound_procedure=said.get("bound"),
        expired=said.get("expired", False),
        restricted=said.get("restricted", False),
    )
    return Part(
        record=record,
        attributes=names("attributes"),
        document=said.get("document", False),
        needed=names("needed"),
        sensitive=names("sensitive"),
        refused=names("refused"),
        document_is=names("document_is"),
    )


def _said(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}
