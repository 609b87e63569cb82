"""One wallet behind a server for each module and database; people are told apart by fresh ID numbers."""

from tests.pages.conftest import open_browser, service, world

__all__ = ["open_browser", "service", "world"]
