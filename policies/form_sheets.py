"""The shape of a form's file."""

from typing import Annotated, Literal

from pydantic import Field

from policies import spelling, terms
from policies.sheets import Key, LabelSheet, Name, Sheet, Words
from policies.terms import Role, Shape

FormId = Annotated[str, Field(pattern=spelling.FORM_ID, max_length=20)]


class ColumnSheet(Sheet):
    """Một cột của bảng. / A column of a table."""

    label: Words
    column: Name | None = None
    """Cột nào của thuộc tính điền vào đây; không ghi: tự ghi. / Which of the attribute's columns fills it."""


class FieldSheet(Sheet):
    """Một ô của mẫu đơn. / One place on a form."""

    id: Name
    label: Words
    """Đúng chữ in trên mẫu. / As printed on the form."""
    item: Words | None = None
    """Cả mục, khi một mục được chia thành nhiều ô. / The whole item, where it was divided into several places."""
    attribute: Key | None = None
    """Ví điền bằng gì; không ghi: người khai tự ghi. / What the wallet fills it with; none: the citizen does."""
    role: Annotated[Role, Field(strict=False)] | None = None
    """Ô này nói về ai; không ghi: theo thuộc tính, hoặc là chủ hồ sơ. / Whom it is about, where that is not plain."""
    shape: Annotated[Shape, Field(strict=False)] = Shape.AS_STORED
    """Mẫu muốn viết thế nào. / How the form wants it written."""
    only_if: Words | None = None
    """Chỉ đúng khi nào: ví đưa ra, người khai quyết định. / Offered, not filled in: right under this condition only."""
    columns: list[ColumnSheet] = Field(default_factory=list)
    kind: Literal["text", "date", "number", "table", "choice", "photo", "confirmation"] | None = None
    """Chỉ ghi khi không có attribute. / Only without an attribute."""
    note: Words | None = None

    def term(self, attribute: terms.Attribute | None) -> terms.Field:
        return terms.Field(
            id=self.id,
            label=self.label,
            attribute=self.attribute,
            note=self.note,
            kind=str(attribute.kind) if attribute else self.kind or "text",
            item=self.item,
            role=self.role or role_of(self.attribute),
            shape=self.shape,
            columns=tuple(terms.Column(each.label, each.column) for each in self.columns),
            only_if=self.only_if,
        )


class FormSheet(Sheet):
    """Một mẫu đơn, đủ các mục theo thứ tự. / An official form, complete and in its order."""

    id: FormId
    label: LabelSheet
    legal: Words
    grade: Words
    """A văn bản chính thức, B cổng quốc gia, C nguồn khác, M theo trí nhớ. / How well it is known."""
    source: Words
    fields: Annotated[list[FieldSheet], Field(min_length=1)]


def role_of(attribute: str | None) -> Role:
    """Whom an attribute is about by its key: `father.dob` is about the father, and what names nobody else is owned."""
    person = (attribute or "").rpartition(".")[0]
    return Role(person) if person in set(Role) else Role.OWNER
