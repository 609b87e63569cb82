"""The shape of the catalogue's files. Strict: an unknown member is a mistake, and so is a number for a word."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from policies import terms
from policies.terms import Family, Kind, Label

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=60)]
"""Key of an attribute, as in `household.head.full_name`."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""Id of a record type, a field or a component."""

Code = Annotated[str, Field(pattern=r"^\d\.\d{6}(\.000\.00\.00)?(\.H\d{2})?$")]
"""Code of a procedure in the national catalogue, with a province's own ending where there is one."""

Words = Annotated[str, Field(min_length=1, max_length=600, pattern=r"^\S(.*\S)?$")]
Months = Annotated[int, Field(ge=0, le=600)]


class Sheet(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class LabelSheet(Sheet):
    vi: Words
    en: Words

    def term(self) -> Label:
        return Label(self.vi, self.en)


class AttributeSheet(Sheet):
    key: Key
    vi: Words
    en: Words
    kind: Annotated[Kind, Field(strict=False)]
    source: Words
    sensitive: bool = False
    third_party: bool = False
    reconfirm_months: Months | None = None
    never_prefill: bool = False
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
    """Another person's attributes, each like one that is already defined: `child.full_name` like `person.full_name`."""

    role: Name
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


class RecordTypeSheet(Sheet):
    id: Name
    label: LabelSheet
    family: Annotated[Family, Field(strict=False)]
    issuer: Words
    grade: Words
    source: Words
    validity: Words | None = None
    valid_months: Annotated[int, Field(ge=1, le=600)] | None = None
    sensitive_document: bool = False
    purpose_bound: bool = False
    attributes: Annotated[list[Key], Field(min_length=1)]
    note: Words | None = None

    def term(self) -> terms.RecordType:
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
        )


class FieldSheet(Sheet):
    id: Name
    label: Words
    item: Words | None = None
    attribute: Key | None = None
    kind: Literal["text", "date", "number", "table", "choice", "photo", "confirmation"] | None = None
    note: Words | None = None

    def term(self, attribute: terms.Attribute | None) -> terms.Field:
        kind = str(attribute.kind) if attribute else self.kind or "text"
        return terms.Field(self.id, self.label, self.attribute, self.note, kind, self.item)


class FormSheet(Sheet):
    id: Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=20)]
    label: LabelSheet
    legal: Words
    grade: Words
    source: Words
    fields: Annotated[list[FieldSheet], Field(min_length=1)]


class ComponentSheet(Sheet):
    id: Name
    label: LabelSheet
    any_of: list[Name] = []
    required: bool
    note: Words | None = None

    def term(self) -> terms.Component:
        return terms.Component(self.id, self.label.term(), tuple(self.any_of), self.required, self.note)


class ProcedureSheet(Sheet):
    code: Code
    label: LabelSheet
    field: Words
    level: Words
    form: Words
    components: list[ComponentSheet] = []
    result: Name | None = None
    more_results: list[Name] = []
    note: Words | None = None
    grade: Words
    source: Words

    def term(self) -> terms.Procedure:
        return terms.Procedure(
            code=self.code,
            label=self.label.term(),
            field=self.field,
            level=self.level,
            form=self.form,
            components=tuple(component.term() for component in self.components),
            result=self.result,
            more_results=tuple(self.more_results),
            note=self.note,
            grade=self.grade,
            source=self.source,
        )
