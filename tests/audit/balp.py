"""What IHE's Basic Audit Log Patterns (BALP 1.1) ask of an AuditEvent beyond FHIR itself, as a table.

Restated from the profiles IHE.BasicAudit.PatientRead, …Create, …Update and …Delete (github.com/IHE/ITI.BasicAudit,
`input/fsh`, CC BY 4.0). Each rule is a sentence and a test of one event.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Event = dict[str, Any]
Rule = tuple[str, Callable[[Event], bool]]

DCM = "http://dicom.nema.org/resources/ontology/DCM"
TERMS = "http://terminology.hl7.org/CodeSystem"
PARTICIPATION = f"{TERMS}/v3-ParticipationType"
SOURCE, DESTINATION, APPLICATION = ((DCM, code) for code in ("110153", "110152", "110150"))
CUSTODIAN = (f"{TERMS}/provenance-participant-type", "custodian")
READERS = {(PARTICIPATION, "IRCP")}
DATA_SOURCES = {(PARTICIPATION, code) for code in ("AUT", "INF", "CST")}
BASE = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."


@dataclass(frozen=True)
class Profile:
    interactions: set[str]
    action: str
    client: tuple[str, str]
    server: tuple[str, str]
    users: set[tuple[str, str]]


PROFILES = {
    BASE + "PatientRead": Profile({"read", "vread"}, "R", DESTINATION, SOURCE, READERS),
    BASE + "PatientCreate": Profile({"create"}, "C", SOURCE, DESTINATION, DATA_SOURCES),
    BASE + "PatientUpdate": Profile({"update", "patch"}, "U", SOURCE, DESTINATION, DATA_SOURCES),
    BASE + "PatientDelete": Profile({"delete"}, "D", APPLICATION, CUSTODIAN, DATA_SOURCES),
}
OBJECT_ROLES = {"3", "4", "20"}


def broken(event: Event) -> list[str]:
    """The sentences that an event breaks; none for one that names no profile."""
    names = event.get("meta", {}).get("profile", [])
    return [sentence for name in names for sentence, holds in _rules(PROFILES[name]) if not holds(event)]


def _of_a_machine(name: str, plays: tuple[str, str]) -> Iterator[Rule]:
    yield f"one {name}", lambda event: len(_agents(event, {plays})) == 1
    yield f"{name} is named", lambda event: all(agent.get("who") for agent in _agents(event, {plays}))
    yield f"{name} has a network", lambda event: all(agent.get("network") for agent in _agents(event, {plays}))


def _rules(profile: Profile) -> Iterator[Rule]:
    yield "type is rest", lambda event: _pair(event["type"]) == (f"{TERMS}/audit-event-type", "rest")
    yield "exactly one subtype is its interaction", lambda event: len(_interactions(event) & profile.interactions) == 1
    yield "action", lambda event: event["action"] == profile.action
    yield "recorded once", lambda event: bool(event.get("recorded"))
    yield "outcome is success", lambda event: event.get("outcome") == "0"
    yield "at least two agents", lambda event: len(event["agent"]) >= 2
    yield from _of_a_machine("client", profile.client)
    yield from _of_a_machine("server", profile.server)
    yield "at most one user", lambda event: len(_agents(event, profile.users)) <= 1
    yield "the user is named", lambda event: all(a.get("who") for a in _agents(event, profile.users))
    yield "the user asked for it", lambda event: all(a["requestor"] for a in _agents(event, profile.users))
    yield "a user has no network", lambda event: all("network" not in a for a in _agents(event, profile.users))
    yield "no media", lambda event: all("media" not in agent for agent in event["agent"])
    yield "one thing", lambda event: len(_entities(event, "2")) == 1
    yield "the thing, by role", lambda event: all(e["role"]["code"] in OBJECT_ROLES for e in _entities(event, "2"))
    yield "the thing is named", lambda event: all(e.get("what") for e in _entities(event, "2"))
    yield "one patient, by role", lambda event: [e["role"]["code"] for e in _entities(event, "1")] == ["1"]
    yield "the patient is a Patient", lambda event: all(e["what"]["type"] == "Patient" for e in _entities(event, "1"))


def _pair(coding: dict[str, str]) -> tuple[str, str]:
    return coding["system"], coding["code"]


def _interactions(event: Event) -> set[str]:
    return {one["code"] for one in event["subtype"] if one["system"] == "http://hl7.org/fhir/restful-interaction"}


def _agents(event: Event, parts: set[tuple[str, str]]) -> list[Event]:
    return [agent for agent in event["agent"] if {_pair(one) for one in agent["type"]["coding"]} & parts]


def _entities(event: Event, kind: str) -> list[Event]:
    return [one for one in event["entity"] if _pair(one["type"]) == (f"{TERMS}/audit-entity-type", kind)]
