"""What a paper says to machines: QR codes in a picture, read by ZXing, and the zone in the text of a PDF's page.

All of it is unsigned: a suggestion at most. A zone that is only a picture stays unread, for nothing here reads letters.
"""

import zxingcpp
from PIL import Image

from wallet.intake.mrz import digits_hold, zones_in

SEARCHED_PIXELS = 2400
"""Longer side; an identity card that fills a third of a photo still has 3 pixels for each module of its code."""
TEXT_CHARACTERS = 1024
CODES = 4
QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def read(picture: Image.Image) -> tuple[str, ...]:
    """Texts of at most four codes, in the order found."""
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=QR_ONLY, text_mode=zxingcpp.TextMode.Plain)
    return tuple(code.text for code in found[:CODES] if len(code.text) <= TEXT_CHARACTERS)


def zones(text: str) -> tuple[str, ...]:
    """The machine-readable zones in the text of a page whose check digits hold, each with its lines."""
    return tuple("\n".join(lines) for lines in zones_in(text) if digits_hold(lines))[:CODES]
