"""Only the service's own signed word about exactly this consent settles a debt."""

from typing import Any

import jwt
import pytest

from tests.disposals.signing import NAMES, Errand, errand, new_key
from tests.house import House
from wallet.disposals.errors import DisposalNotFoundError, DisposalStateError, InvalidReceiptError
from wallet.ledger.entries import Operation
from wallet.notices import service as notices

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"iss": "noi-khac-mau"}, "iss"),
    ({"aud": "https://vi-khac.example"}, "aud"),
    ({"disposal": "00000000-0000-0000-0000-000000000000"}, "disposal"),
    ({"consent": "00000000-0000-0000-0000-000000000000"}, "consent"),
    ({"artefact": "0" * 64}, "artefact"),
    ({"deleted": ["person.full_name"]}, "leaves out person.dob"),
    ({"deleted": [*NAMES, "person.sex"]}, "never given"),
    ({"deleted": [*NAMES, "person.dob"]}, "twice"),
    ({"deleted": "person.full_name"}, "list"),
    ({"deleted": [1]}, "list"),
    ({"deleted_by": ""}, "deleted_by"),
    ({"deleted_by": "x" * 101}, "deleted_by"),
    ({"deleted_at": 4_000_000_000}, "future"),
    ({"iat": 4_000_000_000}, "future"),
    ({"iat": 1_000_000_000, "deleted_at": 999_999_999}, "before the wallet asked"),
    ({"deleted_at": True}, "deleted_at"),
    ({"extra": "1"}, "exactly"),
    ({"deleted_by": None}, "deleted_by"),
]


@pytest.fixture
def owing(house: House) -> Errand:
    return errand(house)


def test_a_receipt_is_kept_logged_and_told(owing: Errand) -> None:
    disposal = owing.revoke()
    assert disposal.owed == NAMES
    receipt = owing.signed(owing.claims(disposal))
    confirmed = owing.hand_in(disposal, receipt)
    assert (confirmed.state, confirmed.receipt) == ("confirmed", receipt)
    entry = owing.house.log_of(owing.owner)[-1]
    assert (entry.operation, entry.groups["actor"]["id"]) == (Operation.DISPOSAL_CONFIRM, "cong-an-mau")
    with owing.house.wallet.database.reading() as session:
        assert notices.for_citizen(session, owing.owner.citizen.id)[0].kind == "disposal.confirmed"


def test_the_same_receipt_again_changes_nothing_and_another_is_refused(owing: Errand) -> None:
    disposal = owing.revoke()
    receipt = owing.signed(owing.claims(disposal))
    first = owing.hand_in(disposal, receipt)
    assert owing.hand_in(disposal, receipt).confirmed_at == first.confirmed_at
    with pytest.raises(DisposalStateError):
        owing.hand_in(disposal, owing.signed(owing.claims(disposal)))


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_receipt_that_says_something_else_settles_nothing(owing: Errand, change: dict[str, Any], said: str) -> None:
    disposal = owing.revoke()
    with pytest.raises(InvalidReceiptError, match=said):
        owing.hand_in(disposal, owing.signed(owing.claims(disposal) | change))
    assert [line.disposal.state for line in owing.lines()] == ["owed"]


def test_a_receipt_by_another_key_of_another_kind_or_unsigned_settles_nothing(owing: Errand) -> None:
    disposal = owing.revoke()
    claims = owing.claims(disposal)
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"typ": "disposal+jwt"})
    shared = jwt.encode(claims, "k" * 32, algorithm="HS256", headers={"typ": "disposal+jwt"})
    foreign = jwt.encode(claims, new_key(), algorithm="ES256", headers={"typ": "disposal+jwt", "kid": "1"})
    for forged in (unsigned, shared, foreign, owing.signed(claims, typ="JWT"), owing.signed(claims)[:-4] + "AAAA"):
        with pytest.raises(InvalidReceiptError):
            owing.hand_in(disposal, forged)


def test_another_service_finds_no_such_disposal(owing: Errand) -> None:
    disposal = owing.revoke()
    stranger = owing.house.service("noi-khac-mau")
    with pytest.raises(DisposalNotFoundError):
        owing.hand_in(disposal, owing.signed(owing.claims(disposal)), stranger)
