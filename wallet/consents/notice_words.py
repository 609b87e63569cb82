"""The sentences of the question, in every language in which it can be shown."""

from dataclasses import dataclass

from wallet.identity.preferences import Language


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence for one thing, and for any other number of them; Vietnamese has the same for both."""

    one: str
    many: str

    def of(self, number: int, **places: str) -> str:
        return (self.one if number == 1 else self.many).format(number=number, **places)


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of the question in one language; braces are places."""

    title: Counted
    who: str
    purpose: str
    looks: str
    kept: str
    looks_until: Counted
    kept_days: Counted
    not_kept: str
    copy: str
    interval: tuple[str, Counted]
    from_papers: tuple[str, str]
    old: tuple[str, Counted]
    needed: str
    optional: str
    promise: str


WORDINGS = {
    Language.VIETNAMESE: Wording(
        title=Counted("{who} xin xem {number} thông tin", "{who} xin xem {number} thông tin"),
        who="Ai hỏi",
        purpose="Để làm gì",
        looks="Được xem",
        kept="Giữ trong",
        looks_until=Counted("{number} lần, đến hết {day}", "{number} lần, đến hết {day}"),
        kept_days=Counted("{number} ngày, rồi phải xóa và báo lại", "{number} ngày, rồi phải xóa và báo lại"),
        not_kept="Không được giữ lại sau khi làm xong hồ sơ",
        copy="Bản chụp: {paper}",
        interval=(
            "Cách nhau",
            Counted(
                "Ít nhất {number} giờ mới được xem lần tiếp theo", "Ít nhất {number} giờ mới được xem lần tiếp theo"
            ),
        ),
        from_papers=("Từ giấy nào", "Chỉ từ giấy đủ tin cậy, ít nhất là: {certainty}"),
        old=(
            "Thông tin cũ",
            Counted(
                "Quá {number} ngày thì phải đánh dấu “Vẫn đúng” mới được xem",
                "Quá {number} ngày thì phải đánh dấu “Vẫn đúng” mới được xem",
            ),
        ),
        needed="cần có",
        optional="tùy chọn",
        promise="Có thể ngừng cho xem bất cứ lúc nào, ở mục Đã cho phép. "
        "Không đồng ý thì hồ sơ vẫn nộp được: tự điền và tự nộp giấy.",
    ),
    Language.ENGLISH: Wording(
        title=Counted("{who} asks to see {number} fact", "{who} asks to see {number} facts"),
        who="Who asks",
        purpose="What for",
        looks="May look",
        kept="May keep it for",
        looks_until=Counted("{number} time, until the end of {day}", "{number} times, until the end of {day}"),
        kept_days=Counted(
            "{number} day, then has to delete it and report", "{number} days, then has to delete it and report"
        ),
        not_kept="Nothing is kept once the dossier is done",
        copy="Copy: {paper}",
        interval=(
            "Between looks",
            Counted("At least {number} hour before the next look", "At least {number} hours before the next look"),
        ),
        from_papers=("From which papers", "Only from papers that are sure enough, at least: {certainty}"),
        old=(
            "Old facts",
            Counted(
                "After {number} day they are seen only when ticked as “Still right”",
                "After {number} days they are seen only when ticked as “Still right”",
            ),
        ),
        needed="needed",
        optional="optional",
        promise="You can stop this at any time, under Permissions. "
        "If you do not agree, the dossier can still be filed: fill in the form and hand in papers yourself.",
    ),
}
