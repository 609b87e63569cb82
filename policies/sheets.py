"""The shape of the catalogue's files: attributes, data sets, record types. Strict: an unknown member is a mistake, and
so is a number for a word. What stands below a member explains it in the published JSON Schema (`policies.schemas`).
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from policies import spelling, terms
from policies.terms import Family, Kind, Label

Key = Annotated[str, Field(pattern=spelling.KEY, max_length=60)]
"""Key of an attribute, as in `household.head.full_name`."""

Name = Annotated[str, Field(pattern=spelling.NAME, max_length=60)]
"""Id of a record type, a field or a component."""

DatasetNumber = Annotated[str, Field(pattern=spelling.DATASET)]
"""List and number in the annex, as in `2.3`."""

Words = Annotated[str, Field(min_length=1, max_length=600, pattern=spelling.WORDS)]
Months = Annotated[int, Field(ge=0, le=600)]


class Sheet(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)


class LabelSheet(Sheet):
    """Tên gọi bằng hai thứ tiếng. / The same words in two languages."""

    vi: Words
    en: Words

    def term(self) -> Label:
        return Label(self.vi, self.en)


class AttributeSheet(Sheet):
    """Một điều có thể biết về một người. / One thing that can be known about a person."""

    key: Key
    """Đã đặt thì không bao giờ đổi. / Never changes once given."""
    vi: Words
    en: Words
    kind: Annotated[Kind, Field(strict=False)]
    source: Words
    sensitive: bool = False
    """Dữ liệu cá nhân nhạy cảm. / Sensitive personal data."""
    third_party: bool = False
    """Thông tin của người khác. / About somebody else."""
    reconfirm_months: Months | None = None
    """Sau mấy tháng thì phải xem lại; 0: lần nào cũng hỏi. / Confirmed again after so many months; 0: each time."""
    never_prefill: bool = False
    """Không bao giờ điền sẵn. / Never filled in by the wallet."""
    values: list[Words] = []
    other_values: bool = False
    columns: dict[Name, Key] = {}
    note: Words | None = None

    def term(self) -> terms.Attribute:
        return terms.Attribute(
            key=self.key,
            label=Label(self.vi, self.en),
            kind=self.kind,
            sensitive=self.sensitive,
            third_party=self.third_party,
            reconfirm_months=self.reconfirm_months,
            never_prefill=self.never_prefill,
            values=tuple(self.values),
            other_values=self.other_values,
            columns=tuple(self.columns.items()),
            source=self.source,
        )


class RoleSheet(Sheet):
    """Thông tin của người khác, giống một mục đã có. / Another person's attributes, each like one that is there."""

    role: Key
    vi: Words
    en: Words
    like: Annotated[dict[Name, Key], Field(min_length=1)]

    def term(self, name: str, model: AttributeSheet) -> terms.Attribute:
        """One attribute of the role. It never grows stale: the owner of the wallet is not the one to confirm it."""
        sheet = model.model_copy(
            update={
                "key": f"{self.role}.{name}",
                "vi": f"{model.vi} ({self.vi})",
                "en": f"{model.en} ({self.en})",
                "third_party": True,
                "reconfirm_months": None,
            }
        )
        return sheet.term()


class AttributesSheet(Sheet):
    attributes: Annotated[list[AttributeSheet], Field(min_length=1)]
    roles: list[RoleSheet] = []


class DatasetSheet(Sheet):
    """Một bộ dữ liệu mà cơ quan tự tra cứu. / A set of data that the authorities look up themselves."""

    id: DatasetNumber
    vi: Words
    en: Words
    authority: Words


class DatasetsSheet(Sheet):
    source: Words
    grade: Words
    note: Words | None = None
    datasets: list[DatasetSheet]

    def terms(self) -> dict[str, terms.Dataset]:
        source = self.source
        return {
            each.id: terms.Dataset(each.id, Label(each.vi, each.en), each.authority, source) for each in self.datasets
        }


class RecordTypeSheet(Sheet):
    """Một loại giấy tờ. / A kind of paper."""

    id: Name
    """Trùng với tên tệp. / The same as the file's name."""
    label: LabelSheet
    family: Annotated[Family, Field(strict=False)]
    issuer: Words
    grade: Words
    """A văn bản chính thức, B cổng quốc gia, C nguồn khác, M theo trí nhớ. / How well it is known."""
    source: Words
    validity: Words | None = None
    valid_months: Annotated[int, Field(ge=1, le=600)] | None = None
    """Dùng được mấy tháng kể từ ngày cấp. / Good for so many months from the day of issue."""
    sensitive_document: bool = False
    """Ảnh của giấy là dữ liệu nhạy cảm. / Its picture is sensitive personal data."""
    purpose_bound: bool = False
    """Chỉ dùng cho mục đích ghi trên giấy. / Good for the purpose stated on it only."""
    looked_up: list[DatasetNumber] = []
    """Cơ quan tự tra cứu được ở đâu. / Where an authority finds the same itself."""
    in_vneid: bool = False
    """Có trên VNeID. / In VNeID as well."""
    attributes: Annotated[list[Key], Field(min_length=1)]
    """Trên giấy có những gì. / What stands on it."""
    note: Words | None = None

    def term(self, datasets: dict[str, terms.Dataset]) -> terms.RecordType:
        return terms.RecordType(
            id=self.id,
            label=self.label.term(),
            family=self.family,
            attributes=tuple(self.attributes),
            sensitive_document=self.sensitive_document,
            purpose_bound=self.purpose_bound,
            valid_months=self.valid_months,
            issuer=self.issuer,
            validity=self.validity,
            grade=self.grade,
            source=self.source,
            note=self.note,
            looked_up=tuple(datasets[number] for number in self.looked_up),
            in_vneid=self.in_vneid,
        )
