"""QR codes in a picture, read by ZXing. What they say is unsigned: a suggestion at most."""

import zxingcpp
from PIL import Image

SEARCHED_PIXELS = 2400
"""Longer side; an identity card that fills a third of a photo still has 3 pixels for each module of its code."""
TEXT_CHARACTERS = 1024
CODES = 4
QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def read(picture: Image.Image) -> tuple[str, ...]:
    """Texts of at most four codes, in the order found."""
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=QR_ONLY, text_mode=zxingcpp.TextMode.Plain)
    return tuple(code.text for code in found[:CODES] if len(code.text) <= TEXT_CHARACTERS)
