"""Pictures decoded: by now their structure and size are known to be harmless, their pixels not yet.

A preview carries pixels only: no place where the photo was taken, no profile, no text.
"""

from collections.abc import Callable
from io import BytesIO

import pi_heif  # type: ignore[import-untyped]  # has no annotations
from PIL import Image, ImageOps

from wallet.intake.confined import foreign_heads, heic, jpeg_trailer, png, webp
from wallet.intake.confined.findings import Outline, RefusedError
from wallet.intake.limits import Limits
from wallet.intake.refusals import Refusal

OUTLINES: dict[str, tuple[str, Callable[[bytes], Outline]]] = {
    "image/jpeg": ("JPEG", jpeg_trailer.outline),
    "image/png": ("PNG", png.outline),
    "image/webp": ("WEBP", webp.outline),
    "image/heic": ("HEIF", heic.outline),
}
"""Media type to Pillow's name for its format, and who walks its structure."""
WEBP_QUALITY = 80
PAPER = "white"

pi_heif.register_heif_opener()
pi_heif.options.DECODE_THREADS = 1
Image.MAX_IMAGE_PIXELS = None  # the outline has been measured before Pillow sees the file


def outlined(content: bytes, media_type: str, limits: Limits) -> Outline:
    """The structure holds from the first byte to the last and nothing else hides in it. Raises RefusedError."""
    outline = OUTLINES[media_type][1](content)
    if outline.width * outline.height > limits.pixels:
        raise RefusedError(Refusal.TOO_MANY_PIXELS, f"{outline.width} × {outline.height}")
    foreign_heads.refuse_in_picture(content, outline.metadata)
    return outline


def decoded(content: bytes, media_type: str, outline: Outline, side: int) -> Image.Image:
    """The whole picture, upright, in RGB, its longer side at most `side` pixels. Raises RefusedError BROKEN."""
    name = OUTLINES[media_type][0]
    try:
        with Image.open(BytesIO(content), formats=[name]) as picture:
            if media_type != "image/heic" and picture.size != (outline.width, outline.height):
                raise RefusedError(Refusal.BROKEN, "the decoder sees another size than the structure tells")
            picture.draft("RGB", (side, side))  # JPEG only: decodes at a fraction of the size
            picture.load()
            turned = ImageOps.exif_transpose(fitted(_shrinkable(picture), side))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise RefusedError(Refusal.BROKEN, "the decoder cannot read it") from None
    return on_paper(turned)


def _shrinkable(picture: Image.Image) -> Image.Image:
    """In a mode that can be averaged; palettes, single bits and 16-bit greys cannot."""
    if picture.mode == "P":
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if picture.mode[0] == "I":  # `convert` alone would cut off what is above 255, not scale it
        picture = picture.point(lambda value: value * (1 / 256))
    return picture.convert("L") if picture.mode[0] in "1I" else picture


def fitted(picture: Image.Image, side: int) -> Image.Image:
    """A copy that is no larger; metadata that says which way is up is kept."""
    copy = picture.copy() if max(picture.size) <= side else picture
    copy.thumbnail((side, side), reducing_gap=2.0)
    return copy


def on_paper(picture: Image.Image) -> Image.Image:
    """Transparent parts white, as they would be in print."""
    if picture.mode == "RGB":
        return picture
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    sheet, layer = Image.new("RGB", picture.size, PAPER), picture.convert("RGBA")
    sheet.paste(layer, mask=layer)
    return sheet


def as_webp(picture: Image.Image, side: int) -> bytes:
    small = fitted(picture.copy(), side)
    small.info.clear()
    out = BytesIO()
    small.save(out, "WEBP", quality=WEBP_QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()
