"""What a person typed into the form for a new paper: kept as it was typed, read as kindly as possible.

Days may be written 12/04/1961, 12.4.1961, 12-04-1961 or 12041961; where papers are vague, also 04/1961 or 1961.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from policies.catalogue import Attribute, Catalogue, Kind, Mistake
from wallet.addresses.address import Scheme, schemes_on
from wallet.addresses.reading import recognised
from wallet.identity.preferences import Language
from wallet.pages.language import _, later, spoken

VALUE_PREFIX = "gia-tri."
SCHEME_SUFFIX = ".ten-goi"
LIKE_A_DAY = re.compile(r"(\d{1,2})[ /.\-](\d{1,2})[ /.\-](\d{4})|(\d{2})(\d{2})(\d{4})", re.ASCII)
LIKE_A_MONTH = re.compile(r"(\d{1,2})[ /.\-](\d{4})", re.ASCII)
WITHOUT_SPACES = frozenset({Kind.PID, Kind.CMND9, Kind.SI, Kind.HI, Kind.TAX, Kind.PASSPORT})
IN_CAPITALS = frozenset({Kind.HI, Kind.PLATE, Kind.PASSPORT, Kind.LICENCE})
DAY_REASON = later("Xin viết ngày như trên giấy, ví dụ 12/04/1961; nếu giấy chỉ ghi năm thì viết 1961")


@dataclass(frozen=True, slots=True)
class Typed:
    """`texts`: every field as it was typed, to be shown again; `mistakes`: field name to what to change."""

    texts: Mapping[str, str]
    mistakes: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return unicodedata.normalize("NFC", self.texts.get(name, "")).strip()

    def day(self, name: str, *, latest: date | None = None) -> date | None:
        """The day in this field; None when it is empty or wrong, and then `mistakes` says how."""
        text = self.text(name)
        if not text:
            return None
        day = _exact_day(text)
        if day is None:
            self.mistakes[name] = _("Xin viết đủ ngày, tháng, năm, ví dụ 12/04/2020")
        elif latest is not None and day > latest:
            self.mistakes[name] = _("Ngày này chưa tới. Xin xem lại ngày ghi trên giấy")
            return None
        return day

    def values(self, catalogue: Catalogue, record_type: str, as_of: date) -> dict[str, Any]:
        """Attribute key to value, of the fields that were filled in; what the catalogue minds goes to `mistakes`."""
        found: dict[str, Any] = {}
        for attribute in offered(catalogue, record_type):
            if text := self.text(VALUE_PREFIX + attribute.key):
                is_address = attribute.kind is Kind.ADDRESS
                found[attribute.key] = self._address(attribute, text, as_of) if is_address else _value(attribute, text)
        for mistake in catalogue.check_values(record_type, found):
            key = mistake.pointer.split("/")[1]
            is_day = catalogue.attributes[key].kind in {Kind.DATE, Kind.PARTIAL_DATE}
            self.mistakes[VALUE_PREFIX + key] = str(DAY_REASON) if is_day else _reason(mistake)
        return found

    def _address(self, attribute: Attribute, text: str, as_of: date) -> dict[str, str]:
        """With the codes of the unit that it names. A paper of before the reform has the names of before.

        A later one may have either; what could be both is left to the citizen, and what is neither goes by the day.
        """
        name = VALUE_PREFIX + attribute.key
        said = self.text(name + SCHEME_SUFFIX)
        schemes = (Scheme(said),) if said in set(Scheme) else schemes_on(as_of)
        found = [address for scheme in schemes if (address := recognised(text, scheme))]
        if len(found) > 1:
            self.mistakes[name] = _("Tên này có từ trước và cả sau 1/7/2025. Xin chọn ở ô bên dưới")
        return found[0].as_value() if found else {"text": text, "scheme": schemes[0]}


def offered(catalogue: Catalogue, record_type: str) -> list[Attribute]:
    """What can be typed in one box each; tables cannot."""
    attributes = (catalogue.attributes[key] for key in catalogue.record_types[record_type].attributes)
    return [attribute for attribute in attributes if not attribute.columns]


def _value(attribute: Attribute, text: str) -> Any:
    """As the catalogue wants it; what cannot be read stays text, and the catalogue says what is wrong with it."""
    match attribute.kind:
        case Kind.DATE | Kind.PARTIAL_DATE:
            return _iso_day(text)
        case Kind.NUMBER:
            return _number(text)
        case Kind.LIST:
            return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
        case kind:
            text = "".join(text.split()) if kind in WITHOUT_SPACES else text
            return text.upper() if kind in IN_CAPITALS else text


def _reason(mistake: Mistake) -> str:
    """The catalogue says the rule in both languages, as the end of a sentence."""
    return _("Mục này %(rule)s", rule=mistake.reason_vi if spoken() is Language.VIETNAMESE else mistake.reason)


def _exact_day(text: str) -> date | None:
    if (found := LIKE_A_DAY.fullmatch(text)) is None:
        return None
    day, month, year = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso_day(text: str) -> str:
    if day := _exact_day(text):
        return day.isoformat()
    if found := LIKE_A_MONTH.fullmatch(text):
        return f"{found[2]}-{int(found[1]):02d}"
    return text


def _number(text: str) -> float | int | str:
    """1.234.567,5 as it is written in Vietnam."""
    if not re.fullmatch(r"\d{1,3}(\.\d{3})*(,\d+)?|\d+(,\d+)?|\d+\.\d{1,2}", text, re.ASCII):
        return text
    plain = text if re.fullmatch(r"\d+\.\d{1,2}", text) else text.replace(".", "").replace(",", ".")
    return float(plain) if "." in plain else int(plain)
