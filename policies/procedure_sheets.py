"""The shape of a procedure's file."""

from typing import Annotated

from pydantic import Field

from policies import spelling, terms
from policies.form_sheets import FormId
from policies.sheets import DatasetNumber, Key, LabelSheet, Name, Sheet, Words
from policies.terms import Effect, Proof, Role

Code = Annotated[str, Field(pattern=spelling.CODE)]
"""Code of a procedure in the national catalogue, with a province's own ending where there is one."""


class ComponentSheet(Sheet):
    """Một thành phần hồ sơ. / A paper that goes with the form."""

    id: Name
    label: LabelSheet
    any_of: list[Name] = Field(default_factory=list)
    """Một trong các loại giấy này. / Any one of these record types."""
    also: list[Words] = Field(default_factory=list)
    """Giấy khác cũng được nhận mà danh mục chưa có loại. / Others that serve as well, without a record type."""
    looked_up: list[DatasetNumber] = Field(default_factory=list)
    """Cơ quan tự tra cứu được ở đâu, ngoài những gì loại giấy đã ghi. / Where the authority finds it itself."""
    proof: Annotated[Proof, Field(strict=False)] = Proof.SCAN
    """Bản chụp, bản chứng thực, bản chính, hay chỉ xuất trình. / What it takes to hand it in."""
    required: bool
    note: Words | None = None

    def term(self, record_types: dict[str, terms.RecordType], datasets: dict[str, terms.Dataset]) -> terms.Component:
        found = [dataset for name in self.any_of for dataset in record_types[name].looked_up]
        found += [datasets[number] for number in self.looked_up]
        return terms.Component(
            id=self.id,
            label=self.label.term(),
            any_of=tuple(self.any_of),
            required=self.required,
            note=self.note,
            also=tuple(self.also),
            proof=self.proof,
            looked_up=tuple(dict.fromkeys(found)),
        )


class ProcedureSheet(Sheet):
    """Một thủ tục hành chính. / An administrative procedure."""

    code: Code
    """Trùng với tên tệp. / The same as the file's name."""
    label: LabelSheet
    field: Words
    level: Words
    form: FormId | None = None
    """Không ghi khi mẫu chưa có trong danh mục. / None where the form is not in the catalogue."""
    more_forms: list[FormId] = Field(default_factory=list)
    """Mẫu dùng trong trường hợp riêng. / Others that it takes in special cases."""
    asks: list[Key] = Field(default_factory=list)
    """Thông tin cần thêm ngoài mẫu đơn. / What it needs beside the form."""
    components: list[ComponentSheet] = Field(default_factory=list)
    by_hand: list[Key] = Field(default_factory=list)
    """Nhóm thông tin người khai tự ghi: giấy đang có nói về việc khác, ví dụ land. / Papers held speak of others."""
    looks_first: list[Words] = Field(default_factory=list)
    """Cơ quan phải tự tra cứu ở đâu trước khi hỏi. / Where the authority has to look before it asks."""
    in_person: bool = False
    """Phải có mặt. / Somebody has to come."""
    effects: list[Annotated[Effect, Field(strict=False)]] = Field(default_factory=list)
    """Xong việc thì giấy tờ cũ trong ví ra sao. / What it means for papers held already."""
    result: Name | None = None
    result_about: Annotated[Role, Field(strict=False)] = Role.OWNER
    """Kết quả nói về ai, khi không phải chủ ví. / Whom its results are about, where not the owner of the wallet."""
    more_results: list[Name] = Field(default_factory=list)
    time: Words | None = None
    fee: Words | None = None
    note: Words | None = None
    grade: Words
    """Của mã, rồi của hồ sơ. / Of the code, then of the dossier."""
    source: Words

    def term(self, record_types: dict[str, terms.RecordType], datasets: dict[str, terms.Dataset]) -> terms.Procedure:
        return terms.Procedure(
            code=self.code,
            label=self.label.term(),
            field=self.field,
            level=self.level,
            form=self.form,
            components=tuple(component.term(record_types, datasets) for component in self.components),
            result=self.result,
            more_results=tuple(self.more_results),
            note=self.note,
            grade=self.grade,
            source=self.source,
            more_forms=tuple(self.more_forms),
            asks=tuple(self.asks),
            looks_first=tuple(self.looks_first),
            in_person=self.in_person,
            effects=tuple(self.effects),
            by_hand=tuple(self.by_hand),
            result_about=self.result_about,
            time=self.time,
            fee=self.fee,
        )
