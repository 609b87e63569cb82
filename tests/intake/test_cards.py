"""The code on an identity card becomes a suggestion, or nothing at all."""

import unicodedata
from datetime import date

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from tests.intake.conftest import Look
from tests.intake.pdfs import pdf
from tests.intake.pictures import picture, saved
from tests.intake.test_mrz import passport
from wallet.intake.cards import CardReading, read_card

CARD = "000099000001|000000001|Nguyễn Thị Mẫu|02031999|Nữ|Thôn Mẫu, Xã Mẫu, Tỉnh Mẫu|05062021"
READING = CardReading(
    "000099000001",
    "000000001",
    "Nguyễn Thị Mẫu",
    date(1999, 3, 2),
    "Nữ",
    "Thôn Mẫu, Xã Mẫu, Tỉnh Mẫu",
    date(2021, 6, 5),
)

NO_CARDS = {
    "nothing": "",
    "an address of the web": "https://example.invalid/?a|b",
    "five parts": "|".join(CARD.split("|")[:5]),
    "eight parts": CARD + "|x",
    "a short number": CARD[1:],
    "a number with letters": "A" + CARD[1:],
    "a day that does not exist": CARD.replace("02031999", "31021999"),
    "issued before birth": CARD.replace("05062021", "05061921"),
    "an unknown sex": CARD.replace("Nữ", "N"),
    "no name": CARD.replace("Nguyễn Thị Mẫu", " "),
    "a name with a line break": CARD.replace("Thị", "\n"),
    "a name that turns the direction": CARD.replace("Thị", "\u202e"),
    "a name without end": CARD.replace("Thị", "T" * 400),
}


def photographed(text: str, degrees: float = 7) -> bytes:
    code = Image.fromarray(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=6))
    table = picture(1600, 1200, "L")
    table.paste(code, (300, 200))
    return saved(table.rotate(degrees, fillcolor=200).convert("RGB"), "JPEG", quality=70)


def test_seven_parts_are_read() -> None:
    assert read_card(CARD) == READING


def test_six_parts_have_no_former_number() -> None:
    reading = read_card(CARD.replace("|000000001", ""))
    assert reading is not None
    assert (reading.former_number, reading.full_name) == ("", "Nguyễn Thị Mẫu")


def test_an_empty_former_number_is_read() -> None:
    reading = read_card(CARD.replace("|000000001|", "||"))
    assert reading is not None
    assert reading.former_number == ""


def test_names_are_composed() -> None:
    assert read_card(unicodedata.normalize("NFD", CARD)) == READING


@pytest.mark.parametrize("name", NO_CARDS)
def test_anything_else_suggests_nothing(name: str) -> None:
    assert read_card(NO_CARDS[name]) is None


@pytest.mark.parametrize("degrees", [0, 7, 90])
def test_a_photo_of_a_card_is_read(look: Look, degrees: float) -> None:
    (text,) = look(photographed(CARD, degrees), codes=True).codes
    assert read_card(text) == READING


def scanned(zone: str) -> bytes:
    """A page with the text that a scanner's own reading left in it."""

    def write(document: pikepdf.Pdf) -> None:
        shown = " ".join(f"({line}) Tj 0 -20 Td" for line in zone.splitlines())
        document.pages[0].Contents = pikepdf.Stream(document, f"BT /F1 10 Tf 50 100 Td {shown} ET".encode())
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
        document.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))

    return pdf(write)


def test_the_zone_in_the_text_of_a_scan_is_read(look: Look) -> None:
    zone = "\n".join(passport())
    assert look(scanned(zone), codes=True).codes == (zone,)


def test_a_zone_with_one_wrong_digit_does_not_leave_the_confined_process(look: Look) -> None:
    zone = "\n".join(passport())
    assert look(scanned(zone[:-1] + ("1" if zone[-1] == "0" else "0")), codes=True).codes == ()


def test_codes_are_read_only_when_asked_for(look: Look) -> None:
    assert look(photographed(CARD)).codes == ()


def test_a_reading_never_shows_in_a_log() -> None:
    assert "Mẫu" not in repr(READING)
