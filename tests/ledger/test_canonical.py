"""Canonical JSON is byte-identical to RFC 8785 where it answers, and refuses the rest."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.ledger.canonical import LARGEST_INTEGER, canonical

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
SCALARS = (
    st.booleans()
    | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


@given(VALUES)
def test_it_equals_an_independent_rfc_8785_serialisation(value: Any) -> None:
    # On ASCII keys and 53-bit integers Python's own writer follows RFC 8785 to the byte.
    independent = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert canonical(value) == independent


@pytest.mark.parametrize("value", [1.0, None, 2**53, -(2**53), {"ề": 1}, {1: 1}, b"x", [[{"a": 0.5}]], "\ud800"])
def test_what_has_no_single_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"canonical JSON|53 bits|ASCII|Unicode"):
        canonical(value)
