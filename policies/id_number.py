"""The personal identification number: twelve digits, given once and never changed.

    1-3   the province (before the reform of 2025) where the birth was registered; other codes for births abroad
    4     century and sex: 0 a man of 19.., 1 a woman of 19.., 2 a man of 20.., and so on to 9
    5-6   the last two digits of the year of birth
    7-12  random; there is no check digit

Law on Identification 26/2023/QH15 Art. 12 says twelve digits and unique; what they mean is known from two libraries
that agree (vn-ident, vipii; both MIT). A corrected sex or year of birth does not change the number at once: a number
that does not fit is a reason to ask, never to refuse.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

_TWELVE_DIGITS = re.compile(r"[0-9]{12}")
_WRITTEN_BETWEEN_DIGITS = re.compile(r"[\s.\-]")
_FIRST_CENTURY = 1900
_SEXES = ("Nam", "Nữ")

_PROVINCES = """
001 Hà Nội; 002 Hà Giang; 004 Cao Bằng; 006 Bắc Kạn; 008 Tuyên Quang; 010 Lào Cai; 011 Điện Biên; 012 Lai Châu;
014 Sơn La; 015 Yên Bái; 017 Hòa Bình; 019 Thái Nguyên; 020 Lạng Sơn; 022 Quảng Ninh; 024 Bắc Giang; 025 Phú Thọ;
026 Vĩnh Phúc; 027 Bắc Ninh; 030 Hải Dương; 031 Hải Phòng; 033 Hưng Yên; 034 Thái Bình; 035 Hà Nam; 036 Nam Định;
037 Ninh Bình; 038 Thanh Hóa; 040 Nghệ An; 042 Hà Tĩnh; 044 Quảng Bình; 045 Quảng Trị; 046 Thừa Thiên Huế;
048 Đà Nẵng; 049 Quảng Nam; 051 Quảng Ngãi; 052 Bình Định; 054 Phú Yên; 056 Khánh Hòa; 058 Ninh Thuận;
060 Bình Thuận; 062 Kon Tum; 064 Gia Lai; 066 Đắk Lắk; 067 Đắk Nông; 068 Lâm Đồng; 070 Bình Phước; 072 Tây Ninh;
074 Bình Dương; 075 Đồng Nai; 077 Bà Rịa - Vũng Tàu; 079 Hồ Chí Minh; 080 Long An; 082 Tiền Giang; 083 Bến Tre;
084 Trà Vinh; 086 Vĩnh Long; 087 Đồng Tháp; 089 An Giang; 091 Kiên Giang; 092 Cần Thơ; 093 Hậu Giang;
094 Sóc Trăng; 095 Bạc Liêu; 096 Cà Mau
"""
PROVINCES: Mapping[str, str] = MappingProxyType(dict(each.strip().split(" ", 1) for each in _PROVINCES.split(";")))
"""First three digits to the province's name at the time; the reform of 2025 did not renumber anybody."""


class Doubt(StrEnum):
    """Why a number may have been mistyped; to ask about, never to refuse for."""

    NOT_TWELVE_DIGITS = "not-twelve-digits"
    OTHER_YEAR_OF_BIRTH = "other-year-of-birth"
    OTHER_SEX = "other-sex"

    @property
    def sentence_vi(self) -> str:
        return _SENTENCES[self][0]

    @property
    def sentence_en(self) -> str:
        return _SENTENCES[self][1]


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """What a number says. `province`: where the birth was registered; None: abroad, or a code that we do not know.

    Without a representation: it is derived from a citizen's number and has no place in a log.
    """

    province: str | None
    sex: str
    year_of_birth: int


def digits_of(number: str) -> str:
    """Without the spaces, dots and dashes that people write between the digits."""
    return _WRITTEN_BETWEEN_DIGITS.sub("", number)


def read(number: str) -> Reading | None:
    """None: not twelve digits."""
    digits = digits_of(number)
    if not _TWELVE_DIGITS.fullmatch(digits):
        return None
    century_and_sex = int(digits[3])
    year = _FIRST_CENTURY + century_and_sex // 2 * 100 + int(digits[4:6])
    return Reading(PROVINCES.get(digits[:3]), _SEXES[century_and_sex % 2], year)


def doubts(number: str, *, born: str | None = None, sex: str | None = None) -> tuple[Doubt, ...]:
    """What does not fit together. `born`: a date or what is known of it, from the year on; `sex`: "Nam" or "Nữ".

    What is not given, and a province code that we do not know, raises no doubt.
    """
    reading = read(number)
    if reading is None:
        return (Doubt.NOT_TWELVE_DIGITS,)
    found = []
    if born is not None and born[:4] != str(reading.year_of_birth):
        found.append(Doubt.OTHER_YEAR_OF_BIRTH)
    if sex in _SEXES and sex != reading.sex:
        found.append(Doubt.OTHER_SEX)
    return tuple(found)


_SENTENCES = {
    Doubt.NOT_TWELVE_DIGITS: (
        "Số định danh có 12 chữ số. Xin xem lại số vừa nhập.",
        "A personal identification number has twelve digits. Please check what was typed.",
    ),
    Doubt.OTHER_YEAR_OF_BIRTH: (
        "Năm sinh trong số định danh khác với năm sinh đã nhập. Xin xem lại; nếu đúng như giấy thì cứ tiếp tục.",
        "The year of birth in the number is not the one given. Please check; if the paper says so, go on.",
    ),
    Doubt.OTHER_SEX: (
        "Giới tính trong số định danh khác với giới tính đã nhập. Xin xem lại; nếu đúng như giấy thì cứ tiếp tục.",
        "The sex in the number is not the one given. Please check; if the paper says so, go on.",
    ),
}
