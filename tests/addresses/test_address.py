"""The value as papers carry it and as the catalogue checks it."""

from hypothesis import given
from hypothesis import strategies as st

from policies.catalogue import Catalogue
from tests.addresses.old import COMMUNES, address_in
from wallet.addresses.address import Address, Scheme
from wallet.addresses.proposals import Proposal, propose

PAPER, ATTRIBUTE = "giay_khai_sinh", "person.birth_place"

some_text = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1)
addresses = st.builds(
    Address,
    some_text,
    st.sampled_from(Scheme),
    st.none() | st.from_regex(r"[0-9]{2}", fullmatch=True),
    st.none() | st.from_regex(r"[0-9]{3}", fullmatch=True),
    st.none() | st.from_regex(r"[0-9]{5}", fullmatch=True),
    st.none() | st.text(),
)


@given(addresses)
def test_an_address_comes_back_from_its_value(address: Address) -> None:
    assert Address.from_value(address.as_value()) == address


def test_what_is_not_known_is_not_in_the_value() -> None:
    assert Address("Hà Nội", Scheme.PRE_2025).as_value() == {"text": "Hà Nội", "scheme": "pre2025"}


def test_old_addresses_and_their_proposals_are_in_order_for_the_catalogue() -> None:
    catalogue = Catalogue.load()
    for unit in COMMUNES[::100]:
        old = address_in(unit, "Thôn Mẫu")
        outcome = propose(old)
        for address in [old, outcome.address] if isinstance(outcome, Proposal) else [old]:
            assert catalogue.check_values(PAPER, {ATTRIBUTE: address.as_value()}) == ()
