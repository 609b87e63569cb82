"""The first page of a PDF, by PDFium (built without a script engine): as a picture, and the text that lies in it."""

import encodings.utf_16_le  # noqa: F401  (PDFium's texts are decoded with it, and a confined child can load nothing)

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # has no annotations
from PIL import Image

from wallet.intake.confined.findings import RefusedError
from wallet.intake.refusals import Refusal

TEXT_CHARACTERS = 20_000
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


def text_of_first_page(content: bytes) -> str:
    """What a scanner's own reading left in the page; "" where it is a picture only, or more than a card has to say."""
    try:
        page = pdfium.PdfDocument(content)[0].get_textpage()
        text: str = page.get_text_bounded() if page.count_chars() <= TEXT_CHARACTERS else ""
    except (pdfium.PdfiumError, ValueError, IndexError):
        return ""
    return text
