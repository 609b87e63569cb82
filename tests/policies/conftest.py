"""What the tests of `policies` share: the wallet's own rules and catalogue, read once."""

import pytest

from policies.catalogue import Catalogue
from policies.release import Engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine.load()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()
