"""One wallet behind a server for each module and database; people are told apart by fresh ID numbers."""

from tests.faults.conftest import kept_database_url
from tests.pages.conftest import open_browser, service, world

__all__ = ["kept_database_url", "open_browser", "service", "world"]
