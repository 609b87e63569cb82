"""The wallet that the ownership tests call is the one of the fault tests."""

from tests.faults.conftest import kept_database_url, world

__all__ = ["kept_database_url", "world"]
