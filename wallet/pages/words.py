"""What the services say in words of the trade, said in Vietnamese as one says it to a neighbour."""

from datetime import date, datetime, timedelta
from typing import Any

from policies.assurance import Assurance
from policies.catalogue import Catalogue, Family
from wallet.clock import VIETNAM
from wallet.consents.models import Consent
from wallet.consents.states import WAITING, State
from wallet.records.wording import day_text, text_of

SOON = timedelta(days=60)

FAMILIES = {
    Family.IDENTITY: "Giấy tờ tùy thân",
    Family.CIVIL: "Hộ tịch",
    Family.RESIDENCE: "Cư trú",
    Family.ROAD: "Xe và lái xe",
    Family.HEALTH: "Sức khỏe, bảo hiểm",
    Family.SCHOOL: "Học tập",
    Family.LAND: "Nhà đất",
    Family.BUSINESS: "Thuế, kinh doanh",
}
"""In the order in which they stand on a page."""

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
    State.REQUESTED: "Đang chờ trả lời",
    State.DEFERRED: "Để trả lời sau",
    State.REFUSED: "Đã trả lời không",
    State.LAPSED: "Hết hạn trả lời",
    State.ACTIVE: "Đang cho xem",
    State.PAUSED: "Đang tạm ngừng",
    State.REVOKED: "Đã ngừng cho xem",
    State.EXPIRED: "Đã hết thời hạn",
    State.EXHAUSTED: "Đã xem đủ số lần",
    State.TERMINATED: "Hồ sơ đã đóng",
    State.INVALIDATED: "Không còn hiệu lực",
}

STATUSES = {
    "active": "",
    "superseded": "Đã có giấy mới thay",
    "revoked": "Nơi cấp đã thu hồi",
}
"""Of a record; empty: nothing to say."""


def vietnam(moment: datetime) -> datetime:
    """The same moment on a clock in Vietnam."""
    return moment.astimezone(VIETNAM)


def day(moment: date) -> str:
    """23/11/2026; of a moment, the day in Vietnam."""
    return day_text(vietnam(moment).date() if isinstance(moment, datetime) else moment)


def clock(moment: datetime) -> str:
    """14:05, in Vietnam."""
    return f"{vietnam(moment):%H:%M}"


def moment(at: datetime) -> str:
    return f"{clock(at)} ngày {day(at)}"


def day_heading(when: date, today: date) -> str:
    """Hôm nay, Hôm qua, or the day itself."""
    ago = (today - when).days
    return {0: "Hôm nay", 1: "Hôm qua"}.get(ago, f"Ngày {day_text(when)}")


def first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def dial(phone: str) -> str:
    """What a telephone dials: digits, and a leading plus."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def paper(catalogue: Catalogue, record_type: str) -> str:
    """The everyday name of a kind of paper, also of one that has left the catalogue."""
    known = catalogue.record_types.get(record_type)
    return known.label.vi if known else "Giấy tờ khác"


def family(catalogue: Catalogue, record_type: str) -> Family:
    known = catalogue.record_types.get(record_type)
    return known.family if known else Family.IDENTITY


def attribute(catalogue: Catalogue, key: str) -> str:
    known = catalogue.attributes.get(key)
    return known.label.vi if known else "Mục không có trong danh mục"


def procedure(catalogue: Catalogue, code: str) -> str:
    """Empty for a code that the catalogue does not know."""
    known = catalogue.procedures.get(code)
    return known.label.vi if known else ""


def errand(label: str) -> str:
    """A procedure's name inside a sentence: "để đăng ký thường trú"; abbreviations stay as they are."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def stamp(at: datetime) -> str:
    """To the second, in columns."""
    return f"{vietnam(at):%d/%m/%Y %H:%M:%S}"


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
