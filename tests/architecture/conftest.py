"""The wallet that the ownership tests call is the one of the fault tests."""

from tests.faults.conftest import world

__all__ = ["world"]
