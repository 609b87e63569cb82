"""The whole way over HTTP: a filled form comes back edited, the issuer answers, deposits anew and revokes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.papers import PDF
from tests.world import BIRTH_VALUES, MAI, NAME, Person, ServiceClient, World, answered, open_world

TYPED = "TRẦN THỊ MẪU"


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path, database_url) as opened:
        yield opened


class Errand:
    """A citizen, the issuer of their birth record, and the office whose form was filled from it."""

    def __init__(self, world: World) -> None:
        self.citizen: Person = world.citizen(MAI)
        self.issuer: ServiceClient = world.service("ubnd-mau", "UBND xã Mẫu")
        self.office: ServiceClient = world.service("mot-cua-mau", "Công an xã Mẫu")
        self.record = self.issuer.deposit(MAI)
        self.dossier, self.consent = world.agreed_dossier(self.office, self.citizen, MAI)
        path = f"/v1/dossiers/{self.dossier}/releases"
        self.released: dict[str, Any] = answered(self.office.post(path, json={"consent": self.consent}), 201).json()

    def verify(self, name: str = NAME) -> dict[str, Any]:
        """What the wallet answers for the name, submitted so."""
        field = next(one for one in self.released["fields"] if one["attribute"] == "person.full_name")
        sent = {
            "proof": self.released["proof"],
            "fields": [{"id": field["id"], "value": name, "salt": field["chosen"]["salt"]}],
        }
        answer = answered(self.office.post(f"/v1/dossiers/{self.dossier}/verify-submission", json=sent), 200)
        assert NAME not in answer.text
        found: dict[str, Any] = answer.json()["fields"][0]
        return found


@pytest.fixture
def errand(world: World) -> Errand:
    return Errand(world)


def test_an_edit_goes_to_the_issuer_and_its_answer_to_the_citizen(errand: Errand) -> None:
    assert errand.verify() | {"id": ""} == {"id": "", "answer": "unchanged", "reason": "", "correction": None}
    edited = errand.verify(TYPED)
    path = f"/v1/corrections/{edited['correction']}"
    (listed,) = answered(errand.issuer.get("/v1/corrections"), 200).json()
    opened = answered(errand.issuer.get(path), 200).json()
    assert edited["answer"] == "edited"
    assert (listed["attribute"], listed["state"], listed["overdue"]) == ("person.full_name", "open", False)
    assert opened["value"] == TYPED
    assert errand.dossier not in str(listed) + str(opened)

    values = BIRTH_VALUES | {"person.full_name": TYPED}
    renewed = errand.issuer.post(
        f"/v1/records/{errand.record}/versions", json={"values": values, "as_of": "2026-03-01"}
    )
    assert answered(renewed, 201).json()["version"] == 2
    given = {"accept": True, "reason": "corrected", "version": 2}
    answered(errand.issuer.post(f"{path}/answer", json=given), 200)
    (mine,) = answered(errand.citizen.get("/v1/me/corrections"), 200).json()
    assert (mine["state"], mine["corrected_version"], mine["asked_by"]) == ("accepted", 2, "Công an xã Mẫu")
    assert mine["reason_vi"] == "Nơi cấp đã sửa giấy."
    assert errand.verify()["answer"] == "superseded"


def test_the_citizen_reads_and_withdraws_it(errand: Errand) -> None:
    path = f"/v1/me/corrections/{errand.verify(TYPED)['correction']}"
    assert answered(errand.citizen.get(path), 200).json()["value"] == TYPED
    assert answered(errand.citizen.post(f"{path}/withdraw"), 200).json()["state"] == "withdrawn"


def test_a_revoked_record_is_seen_by_its_owner_refused_by_the_gate_and_told_to_the_office(errand: Errand) -> None:
    given = {"reason": "issued-in-error"}
    ended = answered(errand.issuer.post(f"/v1/records/{errand.record}/revoke", json=given), 200).json()
    assert (ended["status"], ended["revocation_reason"]) == ("revoked", "issued-in-error")
    (line,) = answered(errand.citizen.get("/v1/me/records"), 200).json()
    assert (line["status"], line["revoked_at"]) == ("revoked", ended["revoked_at"])
    again = errand.office.post(f"/v1/dossiers/{errand.dossier}/releases", json={"consent": errand.consent})
    assert [one["ground"] for one in answered(again, 403).json()["grounds"]] == ["consent-revoked"]
    events = answered(errand.office.get("/v1/events"), 200).json()
    assert [one["payload"]["dossier"] for one in events if one["kind"] == "record.revoked"] == [errand.dossier]
    assert errand.verify()["reason"] == "revoked"


def test_a_document_carries_the_link_that_can_stand_for_a_copy(errand: Errand) -> None:
    (paper,) = errand.released["documents"]
    assert paper["source"] == {
        "result_code": None,
        "record": errand.record,
        "version": 1,
        "issuer": "UBND xã Mẫu",
        "as_of": "2026-01-15",
        "assurance": "issuer-asserted",
    }


def test_a_result_is_linked_by_its_code(errand: Errand) -> None:
    registration = errand.issuer.open_dossier(MAI, "1.001193")
    described = {"type": "giay_khai_sinh", "values": {"person.full_name": NAME}, "as_of": "2026-03-01"}
    result = answered(errand.issuer.send_record(f"/v1/dossiers/{registration}/results", described, PDF), 201).json()
    again = errand.office.post(f"/v1/dossiers/{errand.dossier}/releases", json={"consent": errand.consent})
    codes = {one["source"]["record"]: one["source"]["result_code"] for one in answered(again, 201).json()["documents"]}
    assert codes == {errand.record: None, result["record"]: result["result_code"]}
    assert result["result_code"].endswith("-KQ1")


@pytest.mark.parametrize(
    ("path", "sent", "pointer"),
    [
        ("/v1/corrections/{}/answer", {"accept": True, "reason": "ông Mẫu nói vậy"}, "/reason"),
        ("/v1/corrections/{}/answer", {"accept": True, "reason": "record-is-right"}, "/reason"),
        ("/v1/records/{}/revoke", {"reason": "ông Mẫu nói vậy"}, "/reason"),
        ("/v1/dossiers/{}/verify-submission", {"proof": "x", "fields": []}, "/fields"),
        (
            "/v1/dossiers/{}/verify-submission",
            {"proof": "x", "fields": [{"id": "a", "value": 1, "salt": "00"}]},
            "/fields/0/salt",
        ),
    ],
)
def test_what_has_another_shape_is_refused_by_its_place_and_never_repeated(
    errand: Errand, path: str, sent: dict[str, Any], pointer: str
) -> None:
    answer = answered(errand.issuer.post(path.format(errand.dossier), json=sent), 422)
    assert [one["pointer"] for one in answer.json()["fields"]] == [pointer]
    assert "nói vậy" not in answer.text


def test_a_forged_proof_is_refused_by_its_name(errand: Errand) -> None:
    sent = {"proof": "not.a.proof", "fields": [{"id": "a", "value": 1, "salt": "00" * 32}]}
    answer = errand.office.post(f"/v1/dossiers/{errand.dossier}/verify-submission", json=sent)
    assert answered(answer, 422).json()["code"] == "release-proof-invalid"


@pytest.mark.parametrize("path", ["/v1/corrections/{}", "/v1/me/corrections/{}"])
def test_a_stranger_finds_nothing_and_its_attempt_stands_in_the_citizens_log(
    world: World, errand: Errand, path: str
) -> None:
    correction = errand.verify(TYPED)["correction"]
    known = len(world.history(MAI))
    stranger = world.citizen("000162000025") if "/me/" in path else errand.office
    answered(stranger.get(path.format(correction)), 404)
    (entry,) = world.history(MAI)[known:]
    assert (entry.outcome, entry.groups["context"]["detail"]) == ("denied", "correction-not-found")
