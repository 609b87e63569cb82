"""Zalo tells us, signed, that somebody took their permission back."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.world import answered, fresh_id
from tests.zalo import API_KEY, APP, Mini
from wallet.identity.zalo import events
from wallet.identity.zalo.errors import ZaloEventNotBelievedError

VECTORS: list[tuple[dict[str, Any], str]] = [
    (
        {"event": "user.revoke.consent", "appId": APP, "userId": "9876543210123456789", "timestamp": 1767225600000},
        "016e80ea74dea69e0ed78940269f4ddbeb267e024c6e1b213a6785d737937cd5",
    ),
    (
        {
            "event": "x",
            "appId": "1",
            "data": {"b": 1, "a": "é", "c": None},
            "n": None,
            "flag": True,
            "timestamp": 1,
        },
        "305774b9216d2719da5b8748919744de8e63e4f0e80e124b84cf11558dfec743",
    ),
]
"""Made with zmp-openapi-nodejs 2.1.6, which is Zalo's own."""


@pytest.mark.parametrize(("event", "signature"), VECTORS, ids=["revoked", "nested"])
def test_a_signature_is_what_zalos_own_library_makes_of_it(event: dict[str, Any], signature: str) -> None:
    assert events.signature_of(event, API_KEY) == signature


def test_an_event_says_whose_permission_is_gone_and_since_when() -> None:
    event, signature = VECTORS[0]

    found = events.read(json.dumps(event).encode(), signature, API_KEY)

    assert found is not None
    assert (found.app_id, found.user) == (APP, "9876543210123456789")
    assert found.at.isoformat() == "2026-01-01T00:00:00+00:00"


def test_an_event_of_another_kind_is_believed_and_left_alone() -> None:
    event, signature = VECTORS[1]

    assert events.read(json.dumps(event).encode(), signature, API_KEY) is None


def _changed(change: Callable[[dict[str, Any]], Any]) -> bytes:
    event = dict(VECTORS[0][0])
    change(event)
    return json.dumps(event).encode()


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (_changed(lambda event: event.update(userId="9876543210123456780")), API_KEY),
        (_changed(lambda event: event.update(timestamp=1767225600001)), API_KEY),
        (_changed(lambda event: event.pop("appId")), API_KEY),
        (_changed(lambda _event: None), "another-key"),
        (_changed(lambda _event: None), ""),
        (b"[]", API_KEY),
        (b"\xff", API_KEY),
        (b"[" * 100_000, API_KEY),
    ],
    ids=["user", "time", "member gone", "key", "no key", "no object", "no text", "nested"],
)
def test_an_event_that_was_altered_is_not_believed(body: bytes, key: str) -> None:
    with pytest.raises(ZaloEventNotBelievedError):
        events.read(body, VECTORS[0][1], key)


def test_a_permission_taken_back_at_zalo_unbinds_and_the_same_event_again_changes_nothing(
    mini: Mini, user: str
) -> None:
    id_number = fresh_id()
    mini.bind(user, id_number)
    from_zalo, _ = mini.enter(user)
    unspent = answered(mini.arrive(user), 201).json()["path"]
    at = mini.now()

    first, second = mini.revoke(user, at=at), mini.revoke(user, at=at)

    late = mini.browser()
    assert (first.status_code, second.status_code) == (200, 200)
    assert "Chào mừng" in from_zalo.open("/").source
    assert late.press(late.open(unspent), "Vào ví").status == 401
    assert sum(1 for one in mini.world.history(id_number) if one.operation == "zalo.end") == 1


def test_whoever_loses_the_binding_at_zalo_is_told_on_the_pages_that_the_papers_stay(mini: Mini, user: str) -> None:
    browser = mini.bind(user, fresh_id())

    mini.revoke(user, at=mini.now())

    home = browser.open("/").text
    assert "Zalo không còn vào được ví này" in home
    assert "Giấy vẫn còn trong ví" in home


def test_an_old_event_does_not_undo_what_was_bound_since(mini: Mini, user: str) -> None:
    before = mini.now() - 1
    mini.bind(user, fresh_id())

    mini.revoke(user, at=before)

    assert answered(mini.arrive(user), 201).json()["code"] == ""


@pytest.mark.parametrize(("app", "key", "status"), [("1", API_KEY, 200), (APP, "forged", 401)])
def test_an_event_of_another_app_or_another_hand_unbinds_nobody(
    mini: Mini, user: str, app: str, key: str, status: int
) -> None:
    mini.bind(user, fresh_id())

    answer = mini.revoke(user, at=mini.now(), app=app, key=key)

    assert answer.status_code == status
    assert answered(mini.arrive(user), 201).json()["code"] == ""
