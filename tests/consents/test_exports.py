"""What a consent says, said in other words, says the same."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from pyld import jsonld

from tests.consents.drawn_artefacts import artefacts
from tests.world import MAI, World, agree, answered, open_world
from wallet.consents.exports import details, dpv
from wallet.consents.models import Consent

NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
TERMS = {
    line
    for line in (Path(__file__).parent / "cases" / "dpv_terms.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
}


def as_read_elsewhere(document: dict[str, Any]) -> Any:
    """Through the graph that a JSON-LD processor of others reads, and back to our names."""
    expanded = jsonld.expand(document, {"documentLoader": _no_network})
    compacted = jsonld.compact(expanded, dpv.context(), {"documentLoader": _no_network})
    return json.loads(json.dumps(compacted))


def _no_network(address: str, *_: Any) -> Any:
    raise AssertionError(f"a document needs {address} to be understood")


@given(body=artefacts())
@settings(max_examples=200, deadline=None)
def test_a_record_read_back_is_the_artefact_in_every_member(body: dict[str, Any]) -> None:
    assert dpv.artefact_of(json.loads(json.dumps(dpv.record_of(body)))) == body


@given(body=artefacts())
@settings(max_examples=60, deadline=None)
def test_a_record_loses_nothing_in_a_json_ld_processor_of_others(body: dict[str, Any]) -> None:
    assert dpv.artefact_of(as_read_elsewhere(dpv.record_of(body))) == body


@given(body=artefacts())
@settings(max_examples=60, deadline=None)
def test_a_receipt_holds_the_record_whole(body: dict[str, Any]) -> None:
    receipt = dpv.receipt_of(body, "signed", "Ai hỏi: …", issuer="https://vi.example", now=NOW)
    assert dpv.artefact_of(as_read_elsewhere(receipt)) == body


@given(body=artefacts())
@settings(max_examples=200, deadline=None)
def test_authorization_details_read_back_are_the_artefact_in_every_member(body: dict[str, Any]) -> None:
    assert details.artefact_of(json.loads(json.dumps(details.full(body)))) == body


@given(body=artefacts())
@settings(max_examples=50, deadline=None)
def test_every_term_of_the_vocabulary_is_one_that_it_has(body: dict[str, Any]) -> None:
    said = json.dumps([dpv.record_of(body), dpv.receipt_of(body, "signed", "", issuer="i", now=NOW)])
    used = set(re.findall(r'"dpv:(\w+)"', said))
    assert {"ConsentRecord", "ConsentReceipt", "hasConsentStatus"} <= used
    assert used - TERMS == set()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("data")) as opened:
        yield opened


def test_a_citizen_takes_a_receipt_that_anybody_can_check(world: World) -> None:
    """The signature by the published key, the record by what was signed, the question as it was shown."""
    service, citizen = world.service(), world.citizen(MAI)
    service.deposit(MAI)
    _, consent = world.agreed_dossier(service, citizen, MAI)
    answer = answered(citizen.get(f"/v1/me/consents/{consent}/receipt"), 200)
    assert answer.headers["Content-Type"] == dpv.MEDIA_TYPE
    receipt = answer.json()
    (key,) = [
        one
        for one in answered(world.nobody().get("/oauth/jwks"), 200).json()["keys"]
        if one["kid"] == jwt.get_unverified_header(receipt["wallet:artefact"])["kid"]
    ]
    public = jwt.PyJWK(key).key
    assert isinstance(public, Ed25519PublicKey)
    body = jwt.decode(receipt["wallet:artefact"], public, ["EdDSA"], options={"verify_sub": False})
    assert dpv.artefact_of(receipt) == body
    assert receipt["wallet:shown"].startswith("UBND xã Mẫu xin xem 3 thông tin")
    assert (world.history(MAI)[-1].operation, world.history(MAI)[-1].outcome) == ("consent.view", "released")


def test_a_service_is_told_the_terms_and_nothing_about_the_person(world: World) -> None:
    service, citizen = world.service("cong-hai"), world.citizen(MAI)
    _, consent = world.agreed_dossier(service, citizen, MAI)
    (mine,) = answered(citizen.get(f"/v1/me/consents/{consent}/authorization-details"), 200).json()
    artefact = answered(citizen.get(f"/v1/me/consents/{consent}/artefact"), 200).text
    assert details.artefact_of([mine]) == jwt.decode(artefact, options={"verify_signature": False})
    with world.wallet.database.reading() as session:
        (told,) = details.granted(session.get_one(Consent, UUID(consent)))
    assert told == {name: part for name, part in mine.items() if name != "record"}


def test_there_is_no_receipt_before_a_decision(world: World) -> None:
    service, citizen = world.service("cong-ba"), world.citizen(MAI)
    service.deposit(MAI)
    consent = service.ask_consent(service.open_dossier(MAI))
    for form in ("receipt", "authorization-details"):
        assert answered(citizen.get(f"/v1/me/consents/{consent}/{form}"), 404).json()["code"] == "consent-not-found"
    agree(citizen, consent)
    answered(citizen.get(f"/v1/me/consents/{consent}/receipt"), 200)
