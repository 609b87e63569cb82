"""A permit is a right: only the engine gives one, and it says exactly what was asked and permitted."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from policies.errors import ForgedPermitError
from policies.release import Assurance, Deny, Engine, Permit
from tests.policies.samples import PERMITTED, PID, changed


@pytest.fixture
def permit(engine: Engine) -> Permit:
    outcome = engine.evaluate(PERMITTED)
    assert isinstance(outcome, Permit)
    return outcome


def test_a_permit_carries_exactly_what_was_permitted(engine: Engine, permit: Permit) -> None:
    assert (permit.service, permit.citizen, permit.record) == ("service-1", "citizen-1", "record-1")
    assert permit.consent == "consent-1"
    assert permit.attributes == PERMITTED.ask.attributes
    assert permit.document is False
    assert permit.policy_set == engine.policy_set
    assert permit.rules == ("release",)


def test_a_permit_names_the_document_only_when_it_was_asked(engine: Engine) -> None:
    outcome = engine.evaluate(changed(PERMITTED, {"ask.attributes": [PID], "ask.document": True}))
    assert isinstance(outcome, Permit)
    assert outcome.attributes == {PID}
    assert outcome.document is True


FORGERIES: dict[str, Callable[[Any], object]] = {
    "made by hand": lambda p: Permit("s", "c", "r", frozenset(), True, "k", p.policy_set, (), object()),
    "changed": lambda p: dataclasses.replace(p, document=True),
    "changed with a seal of one's own": lambda p: dataclasses.replace(p, document=True, seal=object()),
    "copied": copy.copy,
    "deeply copied": copy.deepcopy,
    "pickled": pickle.dumps,
    "subclassed": lambda _: type("Wider", (Permit,), {}),
    "set": lambda p: setattr(p, "document", True),
}


@pytest.mark.parametrize("how", FORGERIES)
def test_a_permit_cannot_be(how: str, permit: Permit) -> None:
    with pytest.raises((ForgedPermitError, ValueError, dataclasses.FrozenInstanceError)):
        FORGERIES[how](permit)


def test_the_same_facts_give_the_same_outcome(engine: Engine) -> None:
    refused = changed(PERMITTED, {"consent.state": "PAUSED", "service.active": False})
    assert engine.evaluate(PERMITTED) == Engine.load().evaluate(PERMITTED)
    assert engine.evaluate(refused) == Engine.load().evaluate(refused)


HOSTILE = [
    'x"}; permit(principal, action, resource); //',
    'Wallet::Service::"service-1"',
    "service-1\n",
    "\x00",
    "x" * 100_000,
    "",
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_what_a_stranger_types_as_a_name_is_only_a_name(engine: Engine, name: str) -> None:
    stranger = engine.evaluate(changed(PERMITTED, {"service.id": name}))
    assert stranger == Deny(("no-consent",), engine.policy_set)  # type: ignore[arg-type]  # a StrEnum equals its word
    everywhere = {"service.id": name, "consent.service": name, "citizen.id": name, "consent.citizen": name,
                  "record.id": name, "consent.id": name, "ask.dossier": name, "consent.dossier": name}  # fmt: skip
    assert isinstance(engine.evaluate(changed(PERMITTED, everywhere)), Permit)


def test_a_name_that_is_not_text_is_not_decidable(engine: Engine) -> None:
    outcome = engine.evaluate(changed(PERMITTED, {"service.id": "\ud800", "consent.service": "\ud800"}))
    assert isinstance(outcome, Deny)
    assert outcome.grounds == ("not-decidable",)


def test_facts_of_no_shape_at_all_are_refused_and_not_raised(engine: Engine) -> None:
    outcome = engine.evaluate(None)  # type: ignore[arg-type]  # what is tried
    assert isinstance(outcome, Deny)


def test_assurances_are_ordered_by_certainty_and_not_by_their_letters() -> None:
    by_letters = sorted(Assurance, key=str)
    by_certainty = [
        Assurance.SELF_DECLARED,
        Assurance.CERTIFIED_COPY,
        Assurance.ISSUER_ASSERTED,
        Assurance.ISSUER_SIGNED,
    ]
    assert by_letters != by_certainty
    assert sorted(by_letters) == by_certainty
    assert max(by_letters) is Assurance.ISSUER_SIGNED
    assert Assurance.SELF_DECLARED < Assurance.CERTIFIED_COPY <= Assurance.CERTIFIED_COPY
    assert Assurance.ISSUER_SIGNED > Assurance.ISSUER_ASSERTED >= Assurance.ISSUER_ASSERTED


def test_assurances_are_said_in_the_words_of_the_pages() -> None:
    assert [each.label_vi for each in Assurance] == [
        "Tự khai, chưa ai xác nhận",
        "Bản sao chứng thực",
        "Cơ quan nhà nước gửi",
        "Cơ quan nhà nước ký",
    ]
    assert all(each.label_en for each in Assurance)
