"""Where a process keeps the catalogue of the moment: no catalogue ever changes, the shelf gets another one."""

from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from policies.catalogue import Catalogue


class Shelf:
    """One for a process; safe between threads, since putting is one assignment."""

    def __init__(self, province: Path | None, catalogue: Catalogue) -> None:
        self.province = province
        self._catalogue = catalogue

    @classmethod
    def filled(cls, province: Path | None) -> "Shelf":
        """With the folder as it is now; raises policies' CatalogueError."""
        return cls(province, Catalogue.load(province=province))

    @property
    def catalogue(self) -> Catalogue:
        """Ask once for one piece of work: the next answer may be another."""
        return self._catalogue

    def read_anew(self) -> Catalogue:
        """What the folder says now, not yet in force; raises policies' CatalogueError."""
        return Catalogue.load(province=self.province)

    def put(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue


def shelf_of(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf


async def _in_force(request: Request) -> Catalogue:
    """FastAPI asks once for a request, so that everything in it sees the same."""
    return shelf_of(request).catalogue


async def _shelf(request: Request) -> Shelf:
    return shelf_of(request)


CatalogueInForce = Annotated[Catalogue, Depends(_in_force)]
OpenShelf = Annotated[Shelf, Depends(_shelf)]
