"""No unwrap without a receipt: keys that open stored values are had in one way, which asks for a durable entry."""

import ast
import inspect
from collections.abc import Iterator

from tests.architecture.house import name_of, sources
from wallet.identity.keys import CitizenKeys
from wallet.ledger.log import Receipt

OPENS_VALUES = {"wallet/records/opening.py", "wallet/corrections/proposal.py", "wallet/drafts/keeping.py"}
"""Turn what is sealed for a citizen into values."""

OPENS_OTHER_THINGS = {
    "wallet/identity/keys.py": "a log key",
    "wallet/ledger/body.py": "the body of an entry",
    "wallet/identity/acting/terms.py": "what two people call each other, and when a mandate ends",
    "wallet/mandates/claims/words.py": "what a parent or guardian says to staff: who they are to whom",
    "wallet/identity/zalo/arriving.py": "who arrived from Zalo, under the ticket that they hold",
    "wallet/identity/zalo/binding.py": "the Zalo account to which a line without content is sent",
    "wallet/notices/citizens/contacts.py": "the address to which a line without content is sent",
}


def test_the_key_that_opens_is_given_for_a_receipt_only() -> None:
    given = inspect.get_annotations(CitizenKeys.to_open)
    assert given["receipt"] is Receipt
    assert "citizen_id" not in given


def test_what_is_sealed_is_opened_in_these_files_only() -> None:
    opening = {name for name, called in _calls() if called in {"open_small", "open_bytes", "open_range"}}
    opening |= {name for name, called in _calls() if called == "strongbox.open"}
    assert opening == OPENS_VALUES | set(OPENS_OTHER_THINGS)


def test_who_opens_values_asks_for_the_key_that_a_receipt_gives() -> None:
    for place in OPENS_VALUES:
        assert (place, "to_open") in set(_calls())
    assert {name for name, called in _calls() if called == "to_open"} == OPENS_VALUES


def _calls() -> Iterator[tuple[str, str]]:
    """(file, function called) in the wallet; `strongbox.open` with its owner, since files have an `open` too."""
    for path in sources("wallet"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield name_of(path), _name(node.func)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    if not isinstance(function, ast.Attribute):
        return ""
    owner = function.value.attr if isinstance(function.value, ast.Attribute) else ""
    return f"{owner}.open" if function.attr == "open" else function.attr
