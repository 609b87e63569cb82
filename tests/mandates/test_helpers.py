"""A person hands things to a helper, by a code that is said; the helper does no more than that, no longer than that."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from sqlmodel import select

from tests.papers import PDF, agreement_hash
from tests.world import BIRTH, Person, ServiceClient, World, answered, entrust, form, fresh_id, invite, record, wish
from wallet.consents import artefact
from wallet.consents.models import Consent, ConsentVersion
from wallet.identity.acting.models import Mandate, MandateCode

LICENCE = "gplx"
DRIVER = {"person.full_name": "NGUYỄN THỊ MẪU", "person.dob": "1957-08-03"}
ONLY_LICENCE = {"papers": [LICENCE]}


@dataclass
class Helper:
    """Somebody at their own keyboard, acting for somebody else."""

    person: Person
    mandate: str

    @property
    def header(self) -> dict[str, str]:
        return {"X-Acting-For": self.mandate}

    def get(self, path: str) -> requests.Response:
        return self.person.get(path, headers=self.header)

    def post(self, path: str, **more: Any) -> requests.Response:
        return self.person.post(path, headers=self.header, **more)


@dataclass
class Pair:
    number: str
    owner: Person
    helper: Person

    def entrust(self, **changes: Any) -> Helper:
        return Helper(self.helper, entrust(self.owner, self.helper, **changes))


@pytest.fixture
def pair(world: World) -> Pair:
    number = fresh_id()
    return Pair(number, world.citizen(number), world.citizen(fresh_id()))


def licence(service: ServiceClient, number: str) -> str:
    return service.deposit(number, type=LICENCE, values=DRIVER)


def test_the_plain_case(world: World, service: ServiceClient, pair: Pair) -> None:
    card = licence(service, pair.number)
    helper = pair.entrust()
    assert [one["id"] for one in answered(helper.get("/v1/me/records"), 200).json()] == [card]
    assert answered(helper.get(f"/v1/me/records/{card}"), 200).json()["values"] == DRIVER
    read = world.history(pair.number)[-1]
    assert read.operation == "record.read"
    assert read.groups["actor"] == {
        "kind": "delegate",
        "id": str(acting_person(world, helper)),
        "role": "helper",
        "on_behalf_of": str(world.citizen_id(pair.number)),
        "mandate": helper.mandate,
    }


def acting_person(world: World, helper: Helper) -> UUID:
    with world.wallet.database.reading() as session:
        return session.get_one(Mandate, UUID(helper.mandate)).delegate_id


def test_a_code_is_good_once(world: World, pair: Pair) -> None:
    code = invite(pair.owner)
    assert answered(pair.helper.post("/v1/mandates/offer", json={"code": code}), 200).json()["owner"] == "bà Mẫu"
    answered(pair.helper.post("/v1/mandates", json={"code": code.replace(" ", "-")}), 201)
    again = answered(world.citizen(fresh_id()).post("/v1/mandates", json={"code": code}), 404)
    assert again.json()["code"] == "mandate-code-not-valid"


def test_whoever_guesses_has_to_wait_and_learns_nothing_from_a_right_one(pair: Pair) -> None:
    code = invite(pair.owner)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"
    guesses = [pair.helper.post("/v1/mandates/offer", json={"code": wrong}).status_code for _ in range(6)]
    assert guesses == [404] * 5 + [429]
    assert answered(pair.helper.post("/v1/mandates", json={"code": code}), 429).json()["code"] == "too-many-codes"


@pytest.mark.parametrize("code", ["", " ", "0", "00000000 OR 1=1", "٠١٢٣٤٥٦٧", "9" * 20, "\u0000" * 8])
def test_a_hostile_code_is_a_wrong_one(pair: Pair, code: str) -> None:
    assert pair.helper.post("/v1/mandates", json={"code": code}).status_code in {404, 422}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"last_day": "2026-01-01"}, "/last_day"),
        ({"last_day": "2036-01-01"}, "/last_day"),
        ({"papers": []}, "/papers"),
        ({"papers": ["khong_co"]}, "/papers"),
        ({"delegate": "a\u200bb"}, "/delegate"),
    ],
)
def test_terms_that_cannot_be_are_named(pair: Pair, changes: dict[str, Any], pointer: str) -> None:
    answer = answered(pair.owner.post("/v1/mandates/invitations", json=wish(**changes)), 422)
    assert [one["pointer"] for one in answer.json()["fields"]] == [pointer]


@pytest.mark.parametrize("doing", ["delete", "log", "correct"])
def test_what_cannot_be_undone_or_tells_of_everything_cannot_be_handed_over(pair: Pair, doing: str) -> None:
    answered(pair.owner.post("/v1/mandates/invitations", json=wish(doings=["look", doing])), 422)


def test_a_paper_outside_the_scope_is_as_absent_and_the_attempt_is_the_owners_to_read(
    world: World, service: ServiceClient, pair: Pair
) -> None:
    card, birth = licence(service, pair.number), service.deposit(pair.number)
    helper = pair.entrust(**ONLY_LICENCE)
    assert [one["id"] for one in helper.get("/v1/me/records").json()] == [card]
    outside, absent = helper.get(f"/v1/me/records/{birth}"), helper.get(f"/v1/me/records/{uuid4()}")
    assert same(outside, absent)
    attempt = world.history(pair.number)[-1]
    assert (attempt.outcome, attempt.groups["actor"]["kind"]) == ("denied", "delegate")
    assert attempt.groups["object"]["records"][0]["record"] == birth


def same(one: requests.Response, other: requests.Response) -> bool:
    def said(answer: requests.Response) -> tuple[int, bytes]:
        return answer.status_code, answer.content.replace(answer.headers["X-Request-Id"].encode(), b"")

    return said(one) == said(other)


def test_stopping_holds_for_the_very_next_call(world: World, service: ServiceClient, pair: Pair) -> None:
    card = licence(service, pair.number)
    helper = pair.entrust()
    answered(helper.get(f"/v1/me/records/{card}"), 200)
    answered(pair.owner.post(f"/v1/mandates/{helper.mandate}/end"), 200)
    assert answered(helper.get(f"/v1/me/records/{card}"), 404).json()["code"] == "not-delegated"
    assert world.history(pair.number)[-1].groups["actor"]["mandate"] == helper.mandate
    assert answered(pair.helper.get("/v1/mandates"), 200).json()["held"][0]["ended_by"] == "owner"


def test_the_helper_can_lay_it_down_too(pair: Pair) -> None:
    helper = pair.entrust()
    assert answered(pair.helper.post(f"/v1/mandates/{helper.mandate}/end"), 200).json()["ended_by"] == "delegate"
    answered(helper.get("/v1/me/records"), 404)


def test_another_persons_mandate_is_as_an_absent_one(world: World, pair: Pair) -> None:
    helper = pair.entrust()
    stranger = world.citizen(fresh_id())
    foreign = stranger.get("/v1/me/records", headers=helper.header)
    absent = stranger.get("/v1/me/records", headers={"X-Acting-For": str(uuid4())})
    nonsense = stranger.get("/v1/me/records", headers={"X-Acting-For": "khong-phai-ma"})
    assert same(foreign, absent)
    assert same(absent, nonsense)
    assert world.history(pair.number)[-1].operation == "auth.denied"


def test_a_delegate_has_no_delegates(pair: Pair) -> None:
    helper = pair.entrust()
    answered(helper.post("/v1/mandates/invitations", json=wish()), 404)
    answered(helper.get("/v1/mandates"), 404)
    answered(helper.post("/v1/mandates", json={"code": invite(pair.owner)}), 404)
    answered(helper.post(f"/v1/mandates/{helper.mandate}/end"), 404)


def test_nobody_is_their_own_helper(pair: Pair) -> None:
    answered(pair.owner.post("/v1/mandates", json={"code": invite(pair.owner)}), 422)


def test_what_is_sensitive_waits_for_the_owner(world: World, service: ServiceClient, pair: Pair) -> None:
    birth = service.deposit(pair.number)
    helper = pair.entrust()
    assert answered(helper.get(f"/v1/me/records/{birth}"), 409).json()["code"] == "owner-must-confirm"
    answered(helper.get(f"/v1/me/records/{birth}/document"), 409)
    (asked,) = answered(pair.owner.get("/v1/mandates"), 200).json()["asked"]
    assert (asked["about"], asked["subject"]) == ("record", birth)
    answered(pair.owner.post(f"/v1/mandates/confirmations/{asked['id']}", json={"allow": True}), 200)
    answered(helper.get(f"/v1/me/records/{birth}"), 200)
    assert answered(helper.get(f"/v1/me/records/{birth}/document"), 200).content == PDF
    other = service.deposit(pair.number)
    answered(helper.get(f"/v1/me/records/{other}"), 409)
    assert [one.operation for one in world.history(pair.number) if one.operation.startswith("mandate.a")] == [
        "mandate.ask",
        "mandate.ask",
        "mandate.allow",
        "mandate.ask",
    ]


def test_a_no_is_a_no_for_a_day(service: ServiceClient, pair: Pair) -> None:
    birth = service.deposit(pair.number)
    helper = pair.entrust()
    answered(helper.get(f"/v1/me/records/{birth}"), 409)
    (asked,) = pair.owner.get("/v1/mandates").json()["asked"]
    answered(pair.owner.post(f"/v1/mandates/confirmations/{asked['id']}", json={"allow": False}), 200)
    answered(helper.get(f"/v1/me/records/{birth}"), 409)
    assert pair.owner.get("/v1/mandates").json()["asked"] == []
    answered(pair.owner.post(f"/v1/mandates/confirmations/{asked['id']}", json={"allow": True}), 404)


def test_a_helper_does_not_give_the_owners_agreement_to_keep_a_sensitive_picture(pair: Pair) -> None:
    helper = pair.entrust()
    described = record(None, agreement=agreement_hash(BIRTH))
    answered(helper.post("/v1/me/records", files=form(described, PDF)), 409)
    answered(helper.post("/v1/me/records", json=record(None)), 201)


def test_a_helper_adds_only_the_kinds_that_were_named(pair: Pair) -> None:
    helper = pair.entrust(**ONLY_LICENCE)
    answered(helper.post("/v1/me/records", json=record(None)), 404)
    answered(helper.post("/v1/me/records", json=record(None, type=LICENCE, values=DRIVER)), 201)


def test_the_artefact_says_who_agreed_as_what_and_on_what_it_rests(
    world: World, service: ServiceClient, pair: Pair
) -> None:
    licence(service, pair.number)
    helper = pair.entrust()
    dossier = service.open_dossier(pair.number)
    consent = service.ask_consent(dossier, documents={})
    question = answered(helper.get(f"/v1/me/consents/{consent}"), 200).json()
    given = {"agree": True, "notice_hash": question["notice_hash"]}
    answered(helper.post(f"/v1/me/consents/{consent}/answer", json=given), 200)
    with world.wallet.database.reading() as session:
        row = session.get_one(Consent, UUID(consent))
        signed = session.get_one(ConsentVersion, (row.id, row.version)).jws
    party = body_of(world, signed)["acting_party"]
    assert (party["capacity"], party["evidence"]["mandate"]) == ("helper", helper.mandate)
    answered(service.post(f"/v1/dossiers/{dossier}/releases", json={"consent": consent}), 201)


def body_of(world: World, signed: str) -> dict[str, Any]:
    return artefact.verified(world.wallet.secrets, signed)


def test_a_question_about_papers_outside_the_scope_is_as_absent(service: ServiceClient, pair: Pair) -> None:
    service.deposit(pair.number)
    helper = pair.entrust(**ONLY_LICENCE)
    consent = service.ask_consent(service.open_dossier(pair.number), documents={})
    assert same(helper.get(f"/v1/me/consents/{consent}"), helper.get(f"/v1/me/consents/{uuid4()}"))
    assert answered(helper.get("/v1/me/consents"), 200).json() == []


def test_a_sensitive_question_waits_for_the_owner(service: ServiceClient, pair: Pair) -> None:
    service.deposit(pair.number)
    helper = pair.entrust()
    consent = service.ask_consent(service.open_dossier(pair.number))
    answered(helper.get(f"/v1/me/consents/{consent}"), 409)
    (asked,) = pair.owner.get("/v1/mandates").json()["asked"]
    assert (asked["about"], asked["subject"]) == ("question", consent)
    answered(pair.owner.post(f"/v1/mandates/confirmations/{asked['id']}", json={"allow": True}), 200)
    question = answered(helper.get(f"/v1/me/consents/{consent}"), 200).json()
    given = {"agree": True, "notice_hash": question["notice_hash"]}
    answered(helper.post(f"/v1/me/consents/{consent}/answer", json=given), 200)


def test_the_helper_sees_what_they_did_and_nothing_else(world: World, service: ServiceClient, pair: Pair) -> None:
    card = licence(service, pair.number)
    helper = pair.entrust(**ONLY_LICENCE)
    pair.owner.get("/v1/me/records")
    helper.get(f"/v1/me/records/{card}")
    acts = answered(pair.helper.get(f"/v1/mandates/{helper.mandate}/acts"), 200).json()["acts"]
    assert [(act["operation"], act["papers"]) for act in acts] == [
        ("mandate.begin", [LICENCE]),
        ("record.read", [LICENCE]),
        ("mandate.list", []),
    ]
    answered(pair.owner.get(f"/v1/mandates/{helper.mandate}/acts"), 404)


def test_no_name_of_anybody_stands_in_the_database_in_clear(world: World, pair: Pair) -> None:
    pair.entrust(owner="bà Tên Kín", delegate="cháu Tên Kín")
    database = world.wallet.database
    with database.reading() as session:
        rows = [*session.exec(select(Mandate)), *session.exec(select(MandateCode))]
    assert rows
    assert not [row for row in rows if "Tên Kín" in str(row.model_dump())]
