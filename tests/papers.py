"""Papers that tests bring: small, real files that pass the same inspection as anybody's; and one inspector for all."""

import atexit
from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Stream
from PIL import Image

from policies.catalogue import Catalogue
from wallet.catalogue.shelf import Shelf
from wallet.identity.preferences import Language
from wallet.intake.inspector import Inspector
from wallet.records.agreement import text_for
from wallet.settings import Settings

A4_POINTS = (595, 842)
DRAWING = b"0 0 1 rg 100 100 300 400 re f"


def pdf(filling: bytes = b"") -> bytes:
    """One page with a blue rectangle. `filling` lies in the file as it is, for papers of any length."""
    document = pikepdf.new()
    document.add_blank_page(page_size=A4_POINTS)
    document.pages[0].Contents = Stream(document, DRAWING)
    document.Root.Filling = document.make_indirect(Stream(document, filling))
    out = BytesIO()
    document.save(out, compress_streams=False, deterministic_id=True)
    return out.getvalue()


def picture(name: str) -> bytes:
    """`name`: as Pillow calls the format."""
    out = BytesIO()
    Image.linear_gradient("L").resize((64, 48)).convert("RGB").save(out, name)
    return out.getvalue()


PDF = pdf()
JPEG = picture("JPEG")
PNG = picture("PNG")


@cache
def own_catalogue() -> Catalogue:
    """The wallet's own, read once for all tests of a process: no catalogue ever changes, and reading takes its time."""
    return Catalogue.load()


def shelf_for(settings: Settings) -> Shelf | None:
    """With that catalogue; None, for the wallet to fill one itself, where a province's folder lies over it."""
    return None if settings.province_dir else Shelf(None, own_catalogue())


@cache
def agreement_hash(record_type: str) -> str:
    """Of the text that a citizen agrees to before a document of this kind is kept; empty where none is needed."""
    kind = own_catalogue().record_types.get(record_type)
    shown = text_for(kind, Language.VIETNAMESE) if kind else None
    return shown.hash if shown else ""


class _LastingInspector(Inspector):
    """Outlives the wallets that it serves: the parsers load once for all tests of a process."""

    def close(self) -> None:
        """Each wallet closes what it was given."""

    def end(self) -> None:
        super().close()


@cache
def shared_inspector() -> Inspector:
    inspector = _LastingInspector()
    atexit.register(inspector.end)
    return inspector
