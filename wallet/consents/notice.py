"""The question as text: exactly what the citizen is shown, without any of the citizen's values.

The same text goes on the page, into the hash that the artefact carries, and to the auditor who asks what was shown.
Values are previewed beside it, never stored with it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from policies.assurance import Assurance
from policies.catalogue import Catalogue
from wallet.clock import VIETNAM
from wallet.consents.models import Consent, Notice
from wallet.identity.models import Service

VERSION = 1


@dataclass(frozen=True, slots=True)
class NoticeText:
    """`lines`: (heading, sentence) in the order of the screen; `promise` stands below the buttons."""

    title: str
    lines: tuple[tuple[str, str], ...]
    items: tuple[tuple[str, bool], ...]  # label, required
    promise: str

    def as_text(self) -> str:
        parts = [self.title, *(f"{heading}: {sentence}" for heading, sentence in self.lines)]
        parts += [f"- {label} ({'cần có' if required else 'tùy chọn'})" for label, required in self.items]
        return "\n".join([*parts, self.promise])

    @property
    def hash(self) -> str:
        """SHA-256 of the text, hex."""
        return hashlib.sha256(self.as_text().encode()).hexdigest()


def write(catalogue: Catalogue, consent: Consent, service: Service) -> NoticeText:
    """The question in Vietnamese; a pure function of what was asked, so that its hash can be checked later."""
    until = consent.valid_until.astimezone(VIETNAM)
    kept = (
        f"{consent.data_life_days} ngày, rồi phải xóa và báo lại"
        if consent.data_life_days
        else "Không được giữ lại sau khi làm xong hồ sơ"
    )
    return NoticeText(
        title=f"{service.organisation} xin xem {len(consent.asked)} thông tin",
        lines=(
            ("Ai hỏi", f"{service.organisation} ({service.name})"),
            ("Để làm gì", catalogue.remembered(consent.procedure).label.vi),
            ("Được xem", f"{consent.max_uses} lần, đến hết {until:%d/%m/%Y}"),
            ("Giữ trong", kept),
            *_conditions(consent),
        ),
        items=tuple((label_of(catalogue, item), item["necessity"] == "required") for item in consent.asked),
        promise=(
            "Có thể ngừng cho xem bất cứ lúc nào, ở mục Đã cho phép. "
            "Không đồng ý thì hồ sơ vẫn nộp được: tự điền và tự nộp giấy."
        ),
    )


def _conditions(consent: Consent) -> Iterator[tuple[str, str]]:
    """What not every question says."""
    if consent.interval_hours:
        yield "Cách nhau", f"Ít nhất {consent.interval_hours} giờ mới được xem lần tiếp theo"
    if Assurance(consent.min_assurance) > Assurance.SELF_DECLARED:
        yield "Từ giấy nào", f"Chỉ từ giấy đủ tin cậy, ít nhất là: {Assurance(consent.min_assurance).label_vi}"
    if consent.max_age_days is not None:
        yield "Thông tin cũ", f"Quá {consent.max_age_days} ngày thì phải đánh dấu “Vẫn đúng” mới được xem"


def label_of(catalogue: Catalogue, item: dict[str, str]) -> str:
    """The everyday name of an asked item."""
    if "attribute" in item:
        return catalogue.attributes[item["attribute"]].label.vi
    return f"Bản chụp: {catalogue.paper_label(item['document']).vi}"


def keep(session: Session, text: NoticeText) -> str:
    """Store the text under its hash; the hash."""
    if session.get(Notice, text.hash) is None:
        session.add(Notice(hash=text.hash, language="vi", version=VERSION, text=text.as_text()))
        session.flush()
    return text.hash
