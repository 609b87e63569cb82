"""What the services say in words of the trade, said as one says it to a neighbour."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from policies.assurance import Assurance
from policies.catalogue import Catalogue, Effect, Family
from wallet.clock import VIETNAM
from wallet.consents.models import Consent
from wallet.consents.states import WAITING, State
from wallet.identity.preferences import Language
from wallet.pages.language import _, label, later, spoken
from wallet.records.wording import text_of
from wallet.settings import MEBIBYTE
from wallet.vietnamese import sort_key

SOON = timedelta(days=60)

_DAY = {Language.VIETNAMESE: "dd/MM/y", Language.ENGLISH: "d MMM y"}
"""The English month is a word: 4/12 is April to some readers and December to others."""

FAMILIES = {
    Family.IDENTITY: later("Giấy tờ tùy thân"),
    Family.CIVIL: later("Hộ tịch"),
    Family.RESIDENCE: later("Cư trú"),
    Family.ROAD: later("Xe và lái xe"),
    Family.HEALTH: later("Sức khỏe, bảo hiểm"),
    Family.SCHOOL: later("Học tập"),
    Family.LAND: later("Nhà đất"),
    Family.BUSINESS: later("Thuế, kinh doanh"),
}
"""In the order in which they stand on a page."""

EFFECTS = {
    f"dossier.{Effect.OUTDATES_PAPERS}": later(
        "Hồ sơ đã xong. Giấy cũ trong ví có thể ghi điều không còn đúng: xin xem lại"
    ),
    f"dossier.{Effect.ENDS_GUARDIANSHIP}": later(
        "Việc giám hộ đã chấm dứt: xin xem lại ai đang được xem giấy trong ví"
    ),
}
"""Kind of message to what the end of a dossier means for papers held already."""

EVERYDAY = (
    "giay_khai_sinh",
    "can_cuoc",
    "the_bhyt",
    "gplx",
    "dang_ky_xe_may",
    "giay_chung_nhan_ket_hon",
    "gcn_qsdd",
    "van_bang",
)
"""Papers that most people keep at home: offered first."""

CONSENTS = {
    State.REQUESTED: later("Đang chờ trả lời"),
    State.DEFERRED: later("Để trả lời sau"),
    State.REFUSED: later("Đã trả lời không"),
    State.LAPSED: later("Hết hạn trả lời"),
    State.ACTIVE: later("Đang cho xem"),
    State.PAUSED: later("Đang tạm ngừng"),
    State.REVOKED: later("Đã ngừng cho xem"),
    State.EXPIRED: later("Đã hết thời hạn"),
    State.EXHAUSTED: later("Đã xem đủ số lần"),
    State.TERMINATED: later("Hồ sơ đã đóng"),
    State.INVALIDATED: later("Không còn hiệu lực"),
}

STATUSES = {
    "active": "",
    "superseded": later("Đã có giấy mới thay"),
    "revoked": later("Nơi cấp đã thu hồi"),
}
"""Of a record; empty: nothing to say."""


def vietnam(moment: datetime) -> datetime:
    """The same moment on a clock in Vietnam."""
    return moment.astimezone(VIETNAM)


def day(moment: date) -> str:
    """23/11/2026, or 23 Nov 2026; of a moment, the day in Vietnam."""
    when = vietnam(moment).date() if isinstance(moment, datetime) else moment
    return format_date(when, _DAY[spoken()], locale=spoken())


def clock(moment: datetime) -> str:
    """14:05, in Vietnam."""
    return f"{vietnam(moment):%H:%M}"


def moment(at: datetime) -> str:
    return _("%(clock)s ngày %(day)s", clock=clock(at), day=day(at))


def day_heading(when: date, today: date) -> str:
    """Hôm nay, Hôm qua, or the day itself."""
    ago = (today - when).days
    return {0: _("Hôm nay"), 1: _("Hôm qua")}.get(ago) or _("Ngày %(day)s", day=day(when))


def day_inside(when: date, today: date) -> str:
    """The same inside a sentence: hôm nay, hôm qua, 23/11/2026."""
    ago = (today - when).days
    return {0: _("hôm nay"), 1: _("hôm qua")}.get(ago) or day(when)


def megabytes(size: int) -> str:
    """2,4 of 2,516,582 bytes, as numbers are written in the language that is spoken."""
    return format_decimal(round(size / MEBIBYTE, 1), locale=spoken().value)


def lately(at: datetime, today: date) -> str:
    """14:05 hôm nay, 14:05 hôm qua; of other days the day alone."""
    when = vietnam(at).date()
    if abs((today - when).days) > 1:
        return day(when)
    return _("%(clock)s %(day)s", clock=clock(at), day=day_inside(when, today))


def first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def address(form: str) -> str:
    """How the pages speak to somebody who wants to be called so; English has one word for all."""
    return form if spoken() is Language.VIETNAMESE else "you"


def dial(phone: str) -> str:
    """What a telephone dials: digits, and a leading plus."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def paper(catalogue: Catalogue, record_type: str) -> str:
    """The everyday name of a kind of paper, also of one that has left the catalogue."""
    known = catalogue.record_types.get(record_type)
    return label(known.label) if known else _("Giấy tờ khác")


def family(catalogue: Catalogue, record_type: str) -> Family:
    known = catalogue.record_types.get(record_type)
    return known.family if known else Family.IDENTITY


def attribute(catalogue: Catalogue, key: str) -> str:
    known = catalogue.attributes.get(key)
    return label(known.label) if known else _("Mục không có trong danh mục")


def procedure(catalogue: Catalogue, code: str) -> str:
    """Empty for a code that the catalogue does not know."""
    known = catalogue.procedures.get(code)
    return label(known.label) if known else ""


def errand(name: str) -> str:
    """A procedure's name inside a sentence: "để đăng ký thường trú"; abbreviations stay as they are."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def stamp(at: datetime) -> str:
    """To the second, in columns."""
    return f"{vietnam(at):%d/%m/%Y %H:%M:%S}"


def in_order(names: Iterable[str]) -> list[str]:
    """As a Vietnamese dictionary has them."""
    return sorted(names, key=sort_key)


def lines_of(value: Any) -> list[str]:
    """A value as a person reads it: one line, or one for each row of a list."""
    return [text_of(part) for part in value] if isinstance(value, list) else [text_of(value)]


def is_certain(assurance: str) -> bool:
    """Whether somebody other than the citizen vouches for it."""
    return Assurance(assurance) > Assurance.SELF_DECLARED


def consent_state(consent: Consent, now: datetime) -> State:
    """The state as it holds at this moment: time may have ended what the row still calls alive."""
    state = State(consent.state)
    if state in WAITING and consent.answer_until <= now:
        return State.LAPSED
    if state in {State.ACTIVE, State.PAUSED} and consent.valid_until <= now:
        return State.EXPIRED
    return state
