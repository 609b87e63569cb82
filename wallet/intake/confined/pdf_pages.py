"""The first page of a PDF as a picture, drawn by PDFium (built without a script engine)."""

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # has no annotations
from PIL import Image

from wallet.intake.confined.findings import RefusedError
from wallet.intake.refusals import Refusal

POINTS_AN_INCH = 72
DENSEST_DOTS_AN_INCH = 200
"""A page of the size of a stamp is not blown up beyond this."""


def first_page(content: bytes, side: int) -> Image.Image:
    """In RGB, its longer side at most `side` pixels, filled-in form fields included. Raises RefusedError BROKEN."""
    try:
        document = pdfium.PdfDocument(content)
        document.init_forms()
        page = document[0]
        scale = min(side / max(*page.get_size(), 1.0), DENSEST_DOTS_AN_INCH / POINTS_AN_INCH)
        drawn: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil()
    except (pdfium.PdfiumError, ValueError, IndexError):
        raise RefusedError(Refusal.BROKEN, "PDFium cannot draw its first page") from None
    return drawn.convert("RGB")
