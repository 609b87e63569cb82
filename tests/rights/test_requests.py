"""What a person asks by right holds at once, is due by the law's day, and is answered step by step in their log."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.world import BIRTH, Person, ServiceClient, World, answered, fresh_id, open_world
from wallet.consents import ending
from wallet.deadlines import law
from wallet.rights.kinds import Kind, RefusalGround
from wallet.rights.models import RightsRequest


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("data")) as opened:
        yield opened


@pytest.fixture(scope="module")
def service(world: World) -> ServiceClient:
    return world.service()


@pytest.fixture(scope="module")
def operator(world: World) -> Person:
    return world.staff("operator")


class Someone:
    """A person with a birth record, of which the service may see name and paper, five times."""

    def __init__(self, world: World, service: ServiceClient) -> None:
        self.world, self.service, self.number = world, service, fresh_id()
        self.person = world.citizen(self.number)
        self.record = service.deposit(self.number)
        self.dossier, self.consent = world.agreed_dossier(service, self.person, self.number)

    def fetch(self) -> tuple[int, list[str]]:
        """Status and grounds."""
        answer = self.service.post(f"/v1/dossiers/{self.dossier}/releases", json={"consent": self.consent})
        return answer.status_code, [one["ground"] for one in answer.json().get("grounds", [])]

    def ask(self, kind: str, **about: str) -> dict[str, Any]:
        made: dict[str, Any] = answered(self.person.post("/v1/me/requests", json={"kind": kind, **about}), 201).json()
        return made

    def withdraw(self, request: dict[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = answered(self.person.post(f"/v1/me/requests/{request['id']}/withdraw"), 200).json()
        return done

    def told(self, operation: str) -> list[Mapping[str, Any]]:
        return [one.groups for one in self.world.history(self.number) if one.operation == operation]


@pytest.fixture
def someone(world: World, service: ServiceClient) -> Someone:
    return Someone(world, service)


def step(operator: Person, request: dict[str, Any], what: str, status: int = 200, **said: str) -> dict[str, Any]:
    answer = operator.post(f"/v1/operator/requests/{request['id']}/{what}", json=said or None)
    found: dict[str, Any] = answered(answer, status).json()
    return found


def test_what_is_restricted_is_released_to_nobody_until_it_is_lifted(someone: Someone) -> None:
    assert someone.fetch()[0] == 201
    request = someone.ask("restriction", record=someone.record)
    assert someone.fetch() == (403, ["processing-restricted"])
    someone.withdraw(request)
    assert someone.fetch()[0] == 201


def test_one_restricted_paper_leaves_the_others_alone(someone: Someone) -> None:
    other = someone.service.deposit(someone.number)
    someone.ask("restriction", record=someone.record)
    answer = someone.service.post(f"/v1/dossiers/{someone.dossier}/releases", json={"consent": someone.consent})
    assert {one["record"] for one in answered(answer, 201).json()["documents"]} == {other}


def test_everything_can_be_restricted(someone: Someone) -> None:
    someone.ask("restriction")
    someone.service.deposit(someone.number)
    assert someone.fetch() == (403, ["processing-restricted"])


def test_a_document_that_had_begun_to_leave_breaks_off_when_it_is_restricted(someone: Someone) -> None:
    answer = someone.service.post(f"/v1/dossiers/{someone.dossier}/releases", json={"consent": someone.consent})
    release = answered(answer, 201).json()["release"]
    someone.ask("restriction", record=someone.record)
    answered(someone.service.get(f"/v1/releases/{release}/documents/{someone.record}"), 403)


def test_an_objection_ends_what_the_service_was_allowed_and_no_rule_answers_it_any_more(someone: Someone) -> None:
    someone.fetch()
    rule = {
        "kind": "allow",
        "client_id": someone.service.client_id,
        "procedure": "1.004222",
        "names": ["person.full_name"],
        "until": (someone.world.wallet.clock() + timedelta(days=60)).date().isoformat(),
    }
    tried = answered(someone.person.post("/v1/me/policies/try", json=rule), 200).json()
    answered(someone.person.post("/v1/me/policies", json=rule | {"notice_hash": tried["notice_hash"]}), 201)
    request = someone.ask("objection", client_id=someone.service.client_id)
    assert someone.fetch() == (403, ["consent-revoked"])
    asked = {"attributes": {"person.full_name": "required"}, "documents": {}}
    dossier = someone.service.open_dossier(someone.number)
    consent = someone.service.ask_consent(dossier, **asked)
    states = {one["id"]: one["state"] for one in someone.person.get("/v1/me/consents").json()}
    assert (states[someone.consent], states[consent]) == ("REVOKED", "REQUESTED")
    someone.withdraw(request)
    again = someone.service.ask_consent(someone.service.open_dossier(someone.number), **asked)
    assert {one["id"]: one["state"] for one in someone.person.get("/v1/me/consents").json()}[again] == "ACTIVE"


def test_nobody_objects_to_a_service_that_never_asked_them(someone: Someone, world: World) -> None:
    world.service("chua-tung-hoi")
    for about in ({"client_id": "chua-tung-hoi"}, {"client_id": "khong-co"}, {}):
        answer = someone.person.post("/v1/me/requests", json={"kind": "objection", **about})
        assert answered(answer, 409).json()["code"] == "rights-request-needs-service"


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_each_kind_is_due_by_the_day_of_the_law(world: World, service: ServiceClient, kind: str) -> None:
    """Nobody has seen anything, so no third party has to act."""
    number, duty = fresh_id(), law.DUTIES[kind]
    person = world.citizen(number)
    if kind == "objection":
        service.ask_consent(service.open_dossier(number))
    about = {"client_id": service.client_id} if kind == "objection" else {}
    made = answered(person.post("/v1/me/requests", json={"kind": kind, **about}), 201).json()
    at = datetime.fromisoformat(made["made_at"])
    assert datetime.fromisoformat(made["due_at"]) - at == duty.span
    assert datetime.fromisoformat(made["answer_by"]) == law.answer_by(at)
    assert made["basis"] == duty.source


def test_a_place_that_has_seen_something_gives_the_duty_its_longer_time(someone: Someone) -> None:
    someone.fetch()
    made = someone.ask("restriction")
    span = datetime.fromisoformat(made["due_at"]) - datetime.fromisoformat(made["made_at"])
    assert span == law.DUTIES["restriction"].span_with_others == timedelta(days=20)


def test_every_step_stands_in_the_citizens_log_and_is_seen_by_both_sides(someone: Someone, operator: Person) -> None:
    request = someone.ask("restriction", record=someone.record)
    assert step(operator, request, "acknowledge")["state"] == "acknowledged"
    longer = step(operator, request, "extend", reason="others-must-act")
    assert datetime.fromisoformat(longer["due_at"]) - datetime.fromisoformat(request["due_at"]) == timedelta(days=15)
    step(operator, request, "extend", 409, reason="others-must-act")
    assert step(operator, request, "complete")["state"] == "done"
    step(operator, request, "refuse", 409, ground="not-held")
    seen = answered(someone.person.get(f"/v1/me/requests/{request['id']}"), 200).json()
    assert (seen["state"], seen["extension_reason"], seen["record"]) == ("done", "others-must-act", someone.record)
    for operation in ("right.ask", "right.acknowledge", "right.extend", "right.complete"):
        (told,) = someone.told(operation)
        assert told["purpose"]["code"] == "right:restriction"
        assert told["actor"]["kind"] == ("citizen" if operation == "right.ask" else "staff")
    assert someone.fetch() == (403, ["processing-restricted"]), "done means that it stays restricted"


def test_a_refusal_names_its_legal_ground_and_lifts_the_restriction(someone: Someone, operator: Person) -> None:
    request = someone.ask("restriction", record=someone.record)
    step(operator, request, "refuse", ground="required-by-law")
    seen = answered(someone.person.get("/v1/me/requests"), 200).json()[0]
    assert (seen["state"], seen["basis"]) == ("refused", RefusalGround.REQUIRED_BY_LAW.basis)
    assert seen["refusal_vi"] == RefusalGround.REQUIRED_BY_LAW.label_vi
    assert someone.told("right.refuse")[0]["purpose"]["basis"] == RefusalGround.REQUIRED_BY_LAW.basis
    assert someone.fetch()[0] == 201


@pytest.mark.parametrize("kind", ["access", "correction", "erasure"])
def test_no_more_time_is_taken_than_the_law_gives(someone: Someone, operator: Person, kind: str) -> None:
    refused = step(operator, someone.ask(kind), "extend", 409, reason="much-data")
    assert refused["code"] == "rights-request-not-prolonged"


def test_the_same_again_is_the_request_that_is_there(someone: Someone) -> None:
    first = someone.ask("access")
    assert someone.ask("access")["id"] == first["id"]
    someone.withdraw(first)
    assert someone.ask("access")["id"] != first["id"]
    assert answered(someone.person.post(f"/v1/me/requests/{first['id']}/withdraw"), 409).json()["code"] == (
        "rights-request-state"
    )


def test_the_work_list_has_what_is_overdue_first_and_does_not_say_whose(someone: Someone, operator: Person) -> None:
    someone.fetch()
    late = someone.ask("access")
    answered(someone.person.post(f"/v1/me/consents/{someone.consent}/revoke"), 200)
    wish = {"record": someone.record, "attribute": "person.full_name", "value": "NGUYỄN VĂN KHÁC"}
    answered(someone.person.post("/v1/me/corrections", json=wish), 201)
    with someone.world.wallet.database.transaction() as session:
        row = session.get_one(RightsRequest, UUID(late["id"]))
        row.made_at, row.answer_by, row.due_at = (
            moment - timedelta(days=11) for moment in (row.made_at, row.answer_by, row.due_at)
        )
    fresh = someone.ask("erasure")
    listed = answered(operator.get("/v1/operator/work"), 200).json()
    assert [one["overdue"] for one in listed] == sorted((one["overdue"] for one in listed), reverse=True)
    by_id = {one["id"]: one for one in listed}
    assert by_id[late["id"]]["days_overdue"] >= 1
    assert not by_id[fresh["id"]]["overdue"]
    assert {"correction", "disposal", "request"} <= {one["what"] for one in listed}
    assert {one["who"] for one in listed if one["what"] != "request"} == {"UBND xã Mẫu"}
    assert someone.number not in str(listed)
    assert str(someone.world.citizen_id(someone.number)) not in str(listed)


def test_a_consent_given_before_lives_through_a_restriction(someone: Someone) -> None:
    """Nothing ends by it: what time would have ended, time ends."""
    someone.ask("restriction")
    wallet = someone.world.wallet
    ending.end_overdue(wallet.vault, now=wallet.clock())
    states = {one["id"]: one["state"] for one in someone.person.get("/v1/me/consents").json()}
    assert states[someone.consent] == "ACTIVE"


def test_erasing_oneself_settles_what_was_asked(someone: Someone, operator: Person) -> None:
    erasure, access = someone.ask("erasure"), someone.ask("access")
    someone.ask("restriction", record=someone.record)
    answered(someone.person.post("/v1/me/erasure", json={"word": "XÓA"}), 200)
    listed = {one["id"] for one in answered(operator.get("/v1/operator/work"), 200).json()}
    assert not {erasure["id"], access["id"]} & listed
    step(operator, erasure, "complete", 409)
    assert BIRTH not in str(listed)
