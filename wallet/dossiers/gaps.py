"""Why a field of a form is not simply filled: a closed set of reasons, each in words that the citizen reads."""

from enum import StrEnum

from policies.catalogue import Catalogue, Field, Procedure, Role


class Gap(StrEnum):
    SIGNATURE = "signature"
    FREE_TEXT = "free-text"
    CHOICE = "choice"
    PHOTO = "photo"
    TABLE = "table"
    ANOTHER_PERSON = "another-person"
    NEVER_PREFILLED = "never-prefilled"
    OTHER_MATTER = "other-matter"
    NOT_HELD = "not-held"
    STALE = "stale"
    CONDITION = "condition"
    CONFLICT = "conflict"
    OLD_ADDRESS = "old-address"

    @property
    def label_vi(self) -> str:
        return _WORDS[self][0]

    @property
    def label_en(self) -> str:
        return _WORDS[self][1]

    @classmethod
    def by_hand(
        cls, catalogue: Catalogue, procedure: Procedure, field: Field, stands_as: frozenset[Role]
    ) -> "Gap | None":
        """The reason for which no paper can fill it, whatever is held; None when one could."""
        if field.attribute is None:
            return _OF_KIND.get(field.kind, cls.FREE_TEXT)
        if catalogue.attributes[field.attribute].never_prefill:
            return cls.NEVER_PREFILLED
        if procedure.leaves_to_citizen(field.attribute):
            return cls.OTHER_MATTER
        is_anothers = field.role in {Role.OWNER, Role.SUBMITTER} - stands_as
        return cls.ANOTHER_PERSON if is_anothers else None


_OF_KIND = {"confirmation": Gap.SIGNATURE, "choice": Gap.CHOICE, "photo": Gap.PHOTO, "table": Gap.TABLE}

_WORDS = {
    Gap.SIGNATURE: ("Phải tự ký hoặc tự xác nhận", "To be signed or confirmed by the person"),
    Gap.FREE_TEXT: ("Nội dung riêng của lần này, không giấy nào ghi", "This time's own words; no paper has them"),
    Gap.CHOICE: ("Phải tự chọn", "A choice to be made"),
    Gap.PHOTO: ("Cần ảnh mới", "A new photo is needed"),
    Gap.TABLE: ("Bảng phải tự kê", "A list to be drawn up by hand"),
    Gap.ANOTHER_PERSON: ("Là thông tin của người khác trong hồ sơ này", "About the other person of this dossier"),
    Gap.NEVER_PREFILLED: ("Ví không bao giờ điền sẵn mục này", "Never filled in by the wallet"),
    Gap.OTHER_MATTER: ("Giấy đang có nói về việc khác", "Papers held speak of another matter"),
    Gap.NOT_HELD: ("Chưa có giấy nào ghi mục này", "No paper held says it"),
    Gap.STALE: ("Đã lâu: cần xem lại rồi xác nhận", "Old: to be confirmed before it is used"),
    Gap.CONDITION: ("Chỉ đúng khi có điều kiện: cần xem lại", "Right under a condition only: to be looked at"),
    Gap.CONFLICT: ("Các giấy ghi khác nhau: cần chọn", "Papers disagree: to be chosen"),
    Gap.OLD_ADDRESS: ("Địa chỉ cũ: cần xác nhận địa chỉ mới", "An address of before 2025: the new one to be confirmed"),
}
