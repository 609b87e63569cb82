"""Previews are small WebP pictures, upright, and carry nothing but pixels."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from tests.intake.conftest import Look
from tests.intake.pdfs import PDF
from tests.intake.pictures import HEIC, picture, saved


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    return Image.open(BytesIO(content), formats=["WEBP"])


def turned_photo() -> bytes:
    """Lies on its side, says so (EXIF 0x112 = 6), and tells where it was taken."""
    exif = Image.Exif()
    exif[0x112] = 6
    exif[0x8825] = {1: "N", 2: (21.0, 1.0, 42.0)}
    exif[0x10E] = "NGUYỄN THỊ MẪU"
    return saved(picture(400, 100), "JPEG", exif=exif, comment=b"secret")


@pytest.mark.parametrize(
    ("made", "preview", "thumbnail"),
    [
        (lambda: saved(picture(4000, 3000), "JPEG"), (1200, 900), (320, 240)),
        (lambda: saved(picture(300, 3000), "PNG"), (120, 1200), (32, 320)),
        (lambda: saved(picture(200, 100), "WEBP"), (200, 100), (200, 100)),
        (lambda: saved(picture(2000, 2000, "P"), "PNG"), (1200, 1200), (320, 320)),
        (lambda: saved(picture(5000, 5000, "I;16"), "PNG"), (1200, 1200), (320, 320)),
        (lambda: saved(picture(3000, 3000, "1"), "PNG"), (1200, 1200), (320, 320)),
        (lambda: saved(picture(500, 500, "CMYK"), "JPEG"), (500, 500), (320, 320)),
        (lambda: HEIC, (64, 48), (64, 48)),
        (lambda: PDF, (848, 1200), (227, 320)),
    ],
)
def test_sizes(look: Look, made: Callable[[], bytes], preview: tuple[int, int], thumbnail: tuple[int, int]) -> None:
    verdict = look(made())
    width, height = opened(verdict.preview).size
    assert abs(width - preview[0]) + abs(height - preview[1]) <= 1
    width, height = opened(verdict.thumbnail).size
    assert abs(width - thumbnail[0]) + abs(height - thumbnail[1]) <= 1


def test_sixteen_bits_of_grey_keep_their_brightness(look: Look) -> None:
    grey = saved(Image.new("I;16", (100, 100), 0x8000), "PNG")
    brightness = opened(look(grey).preview).convert("L").getpixel((50, 50))
    assert isinstance(brightness, int)
    assert abs(brightness - 0x80) < 3


def test_a_preview_stands_upright_and_tells_no_place(look: Look) -> None:
    verdict = look(turned_photo())
    assert (verdict.width, verdict.height) == (400, 100)
    for small in (opened(verdict.preview), opened(verdict.thumbnail)):
        assert small.width < small.height
        assert {"exif", "xmp", "icc_profile", "comment"} & small.info.keys() == set()


def test_what_is_transparent_is_white(look: Look) -> None:
    clear = saved(Image.new("RGBA", (100, 100), (0, 0, 0, 0)), "PNG")
    assert opened(look(clear).preview).convert("RGB").getpixel((50, 50)) == (255, 255, 255)


def test_the_page_of_a_pdf_is_drawn(look: Look) -> None:
    page = opened(look(PDF).preview).convert("RGB")
    corner, middle = page.getpixel((5, 5)), page.getpixel((page.width // 2, page.height // 2))
    assert corner == (255, 255, 255)
    assert isinstance(middle, tuple)
    assert middle[0] < 50
    assert middle[2] > 200
