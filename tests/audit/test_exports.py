"""Exports: each line is what its schema says, nobody's id is in it, and no byte leaves without a reason in the log."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

import jsonschema_rs
import pytest
from fhir.resources.R4B.auditevent import AuditEvent

from tests.architecture.house import ROOT
from tests.audit.balp import PROFILES, broken
from tests.audit.desk import chain, desk_of, found, settle
from tests.audit.test_counting import endless, line
from tests.audit.test_desk import REASON
from tests.consents.test_ending import Agreed
from tests.house import House
from wallet.audit.cases import Desk
from wallet.audit.counting import count
from wallet.audit.errors import ReasonMissingError
from wallet.audit.exports.exporting import OF_ENTRIES, Format, encoded, export, file_name
from wallet.audit.exports.fhir import audit_event
from wallet.audit.exports.table import COLUMNS
from wallet.audit.sightings import Filters, Sighting
from wallet.ledger.chain import EntryState
from wallet.ledger.entries import ActorKind, Operation, Outcome
from wallet.ledger.errors import LogStoppedError

SCHEMAS = ROOT / "docs/schemas"
OCSF = jsonschema_rs.validator_for(json.loads((SCHEMAS / "ocsf-api-activity.json").read_text()))
ROW = jsonschema_rs.validator_for(json.loads((SCHEMAS / "audit-entries.json").read_text()))
ORIGIN = "wallet.example.vn/2026h2"
RANKED = jsonschema_rs.validator_for(json.loads((SCHEMAS / "service-ranking.json").read_text()))
LEAF, WHO = bytes(32), "abcdefghijkl"


def sightings() -> Iterator[Sighting]:
    """Every operation with every outcome, by every kind of actor, and one whose body is closed."""
    kinds = list(ActorKind)
    for turn, (operation, outcome) in enumerate((a, b) for a in Operation for b in Outcome):
        kind = kinds[turn % len(kinds)]
        grounds = ("consent-expired", "over-asking") if outcome == Outcome.DENIED else ()
        reader = {ActorKind.SERVICE: "cong-an-mau", ActorKind.SYSTEM: "wallet"}.get(kind, WHO)
        who = "" if kind is ActorKind.SYSTEM else WHO
        yield line(
            leaf=LEAF,
            operation=operation.value,
            outcome=outcome.value,
            kind=kind.value,
            reader=reader,
            organisation="Công an xã Mẫu",
            procedure="1.004222",
            grounds=grounds,
            who=who,
            attributes=3,
        )
    yield line(leaf=LEAF, who=WHO, kind="", reader="", in_dossier=False, state=EntryState.ERASED)


def written(form: Format, lines: Iterator[Sighting] | None = None) -> str:
    return b"".join(encoded(form, sightings() if lines is None else lines, ORIGIN)).decode()


def events(form: Format) -> list[dict[str, Any]]:
    return [json.loads(one) for one in written(form).splitlines()]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_every_event_is_one_of_ocsfs_class_api_activity() -> None:
    assert [str(error) for event in events(Format.OCSF) for error in OCSF.iter_errors(event)] == []


@pytest.mark.parametrize(
    "harm",
    [
        {"class_uid": 6004},
        {"activity_id": 7},
        {"type_uid": 600305},
        {"time": "2026-11-02"},
        {"actor": {}},
        {"src_endpoint": {}},
        {"api": {}},
        {"never": "heard of"},
        {"metadata": {"version": "1.0.0", "product": {"name": "x"}}},
    ],
    ids=lambda harm: next(iter(harm)),
)
def test_the_schema_refuses_what_is_no_such_event(harm: dict[str, Any]) -> None:
    event = events(Format.OCSF)[0]
    assert OCSF.is_valid(event)
    assert not OCSF.is_valid(event | harm)


def test_every_audit_event_is_fhirs() -> None:
    for event in events(Format.FHIR):
        AuditEvent.model_validate(event)


def test_every_audit_event_keeps_the_rules_of_the_profile_that_it_names() -> None:
    profiled = [event for event in events(Format.FHIR) if "meta" in event]
    assert [(event["id"], broken(event)) for event in profiled if broken(event)] == []
    assert {name for event in profiled for name in event["meta"]["profile"]} == PROFILES.keys()


@pytest.mark.parametrize(
    "harm",
    [
        lambda event: event.update(action="E"),
        lambda event: event.update(outcome="4"),
        lambda event: event["agent"].pop(0),
        lambda event: event["agent"][0].pop("network"),
        lambda event: event["entity"].pop(0),
        lambda event: event["entity"][0]["what"].update(type="Person"),
        lambda event: event["subtype"].pop(0),
    ],
)
def test_the_table_of_rules_notices_each_break(harm: Callable[[dict[str, Any]], object]) -> None:
    event = audit_event(line(leaf=LEAF, who=WHO, operation="record.read", kind="citizen"), ORIGIN)
    assert broken(event) == []
    harm(event)
    assert broken(event) != []


@pytest.mark.parametrize("outcome", ["denied", "failed"])
def test_refusals_and_failures_name_no_profile(outcome: str) -> None:
    assert "meta" not in audit_event(line(leaf=LEAF, who=WHO, outcome=outcome), ORIGIN)


def test_every_line_of_csv_is_what_its_schema_says() -> None:
    found = rows(written(Format.CSV))
    assert tuple(found[0]) == COLUMNS
    assert len(found) == len(list(sightings()))
    assert [str(error) for row in found for error in ROW.iter_errors(row)] == []
    assert found[0]["organisation"] == "Công an xã Mẫu"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(name: str) -> None:
    (row,) = rows(written(Format.CSV, iter([line(leaf=LEAF, organisation=name)])))
    assert row["organisation"] == f"'{name}"


def test_quotes_commas_and_new_lines_stay_within_their_cell() -> None:
    name = 'UBND "xã", Mẫu\nHai'
    (row,) = rows(written(Format.CSV, iter([line(leaf=LEAF, organisation=name)])))
    assert row["organisation"] == name


@pytest.mark.parametrize("form", OF_ENTRIES)
def test_it_writes_while_it_reads(form: Format) -> None:
    """A log without end gives its first lines."""
    source = (one for one in map(_with_leaf, endless()))
    assert len(b"".join(islice(encoded(form, source, ORIGIN), 10)).splitlines()) == 10


def _with_leaf(one: Sighting) -> Sighting:
    return line(one.at, leaf=LEAF)


def test_the_name_of_the_file_says_case_and_day(kept_house: House) -> None:
    assert file_name(Format.FHIR, "VU/1", kept_house.now()) == "access-log-VU-1-2026-11-23.fhir.ndjson"


@pytest.fixture(scope="module")
def agreed(kept_house: House) -> Agreed:
    agreed = Agreed(kept_house)
    for _ in range(4):
        agreed.fetch()
    settle(kept_house)
    return agreed


@pytest.fixture
def desk(agreed: Agreed) -> Desk:
    return desk_of(agreed.house)


def taken(desk: Desk, house: House, form: Format, filters: Filters | None = None) -> str:
    return b"".join(export(desk, form, filters or Filters(), REASON, now=house.now())).decode()


@pytest.mark.parametrize("form", Format)
def test_what_an_auditor_takes_home_names_nobody(agreed: Agreed, desk: Desk, form: Format) -> None:
    text = taken(desk, agreed.house, form)
    assert "cong-an-mau" in text
    for secret in (agreed.owner.citizen.id, agreed.record, agreed.dossier.id, agreed.consent.id, desk.auditor):
        assert str(secret) not in text
    assert "MẪU" not in text
    assert (desk.pseudonym(agreed.owner.citizen.id) in text) is (form in OF_ENTRIES)


def test_an_export_takes_what_a_search_finds(agreed: Agreed, desk: Desk) -> None:
    filters = Filters(operation="release", outcome="denied")
    lines = found(agreed.house, desk, filters).lines
    exported = rows(taken(desk, agreed.house, Format.CSV, filters))
    assert [row["index"] for row in exported] == [str(one.index) for one in lines]
    assert exported[0]["grounds"] == "consent-exhausted"


def test_real_entries_keep_the_schemas_too(agreed: Agreed, desk: Desk) -> None:
    for one in taken(desk, agreed.house, Format.OCSF).splitlines():
        OCSF.validate(json.loads(one))
    for one in taken(desk, agreed.house, Format.FHIR).splitlines():
        AuditEvent.model_validate_json(one)
        assert broken(json.loads(one)) == []
    for row in rows(taken(desk, agreed.house, Format.CSV)):
        ROW.validate(row)


def test_the_ranking_counts_what_the_filters_take_as_the_overview_does(agreed: Agreed, desk: Desk) -> None:
    house = agreed.house
    whole = rows(taken(desk, house, Format.SERVICES))
    denied = rows(taken(desk, house, Format.SERVICES, Filters(outcome="denied")))
    counted = count(desk, now=house.now()).services
    for row in whole:
        RANKED.validate(row)
    assert whole == [{name: str(value) for name, value in asdict(one).items()} for one in counted]
    assert [row["asked"] for row in denied] == [str(counted[0].refused)]
    assert counted[0].refused > 0
    assert rows(taken(desk, house, Format.SERVICES, Filters(service="khong-co"))) == []


def test_the_reason_stands_in_the_log_before_the_first_byte(agreed: Agreed, desk: Desk) -> None:
    house = agreed.house
    export(desk, Format.CSV, Filters(operation="release"), f" {REASON} ", now=house.now())
    last = chain(house)[-1]
    assert (last.operation, last.outcome, last.groups["purpose"]["reason"]) == ("audit.export", "released", REASON)
    assert '"format":"csv","operation":"release"' in last.groups["context"]["detail"]


def test_without_a_reason_nothing_is_taken(agreed: Agreed, desk: Desk) -> None:
    known = len(chain(agreed.house))
    with pytest.raises(ReasonMissingError):
        export(desk, Format.CSV, Filters(), "vì thích", now=agreed.house.now())
    assert len(chain(agreed.house)) == known


def test_an_export_is_counted_among_the_openings_of_keys(agreed: Agreed, desk: Desk) -> None:
    unwraps = agreed.house.wallet.vault.citizen_keys.unwraps
    before = unwraps.counts().get("audit.export", 0)
    taken(desk, agreed.house, Format.CSV)
    assert unwraps.counts()["audit.export"] == before + 1


def test_a_log_that_takes_no_entry_gives_nothing(agreed: Agreed, desk: Desk) -> None:
    agreed.house.wallet.log.stop("test")
    with pytest.raises(LogStoppedError):
        export(desk, Format.CSV, Filters(), REASON, now=agreed.house.now())
