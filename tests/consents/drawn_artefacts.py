"""Artefacts of every shape that the wallet can sign, as hypothesis draws them."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from policies.assurance import Assurance
from wallet.consents.artefact import text
from wallet.consents.states import Channel, State

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
NAMES = st.sampled_from(["person.full_name", "person.dob", "residence.permanent", "person.pid"])
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
IDS = st.uuids().map(str)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)).map(text)  # noqa: DTZ001  (bounds are naive)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def artefacts(draw: st.DrawFn) -> dict[str, Any]:
    """The members of `wallet.consents.artefact`, each with every kind of content that it can have."""
    uses = st.fixed_dictionaries(
        {"count": st.integers(0, 20), "last": st.none() | MOMENTS, "entry": st.none() | IDS},
    )
    acting = st.fixed_dictionaries(
        {
            "id": IDS,
            "capacity": st.sampled_from(["self", "parent", "guardian", "helper"]),
            "evidence": st.none() | st.dictionaries(WORDS, JSON, max_size=3),
        }
    )
    item = st.fixed_dictionaries(
        {
            "record_type": st.sampled_from(["giay_khai_sinh", "can_cuoc"]),
            "attributes": st.lists(NAMES, unique=True, max_size=4),
            "document": st.booleans(),
            "necessity": st.sampled_from(["required", "optional"]),
            "confirmed": st.lists(NAMES, unique=True, max_size=4),
        }
    )
    return {
        "id": draw(IDS),
        "schema_version": "2",
        "version": draw(st.integers(1, 100)),
        "subject": draw(IDS),
        "acting_party": draw(acting),
        "requester": {name: draw(WORDS) for name in ("organisation", "service", "client_id")},
        "purpose": {
            "code": draw(WORDS),
            "text": {"vi": draw(WORDS), "en": draw(WORDS)},
            "legal_basis": draw(WORDS),
            "procedure": draw(WORDS),
            "dossier": draw(IDS),
        },
        "items": draw(st.lists(item, max_size=3)),
        "min_assurance": draw(st.sampled_from(Assurance)).value,
        "max_age": draw(st.none() | st.integers(0, 9999).map("P{}D".format)),
        "mode": draw(st.sampled_from(["VIEW", "STORE"])),
        "fetch": draw(st.sampled_from(["ONETIME", "PERIODIC"])),
        "frequency": draw(st.none() | st.integers(1, 999).map("PT{}H".format)),
        "max_uses": draw(st.integers(1, 20)),
        "valid_from": draw(st.none() | MOMENTS),
        "valid_until": draw(MOMENTS),
        "data_life": draw(st.integers(0, 999).map("P{}D".format)),
        "storage_location": "VN",
        "recipients": draw(st.lists(WORDS, max_size=3)),
        "withdrawal_method": draw(WORDS),
        "authority": draw(WORDS),
        "notice": {
            "hash": draw(HASHES),
            "language": draw(st.sampled_from(["vi", "en"])),
            "version": draw(st.integers(1, 9)),
        },
        "decision": {
            "state": draw(st.sampled_from(State)).value,
            "time": draw(MOMENTS),
            "channel": draw(st.sampled_from(Channel)).value,
            "by": draw(WORDS),
        },
        "use": draw(uses),
        "rule": draw(st.none() | HASHES),
        "catalogue": draw(WORDS),
        "previous": draw(st.none() | HASHES),
    }
