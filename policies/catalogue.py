"""The catalogue: which papers exist, what stands on them, and what each procedure asks for. Data, not code.

A province adds a procedure by adding a file to a folder of its own (`policies/reading.py` says where) that is laid over
the nation's; every file is checked when the wallet starts, and `version` says exactly which files it runs on.
"""

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from policies import references
from policies.codes import Procedures
from policies.errors import (
    CatalogueError,
    CatalogueMistake,
    UnknownAttributeError,
    UnknownProcedureError,
    UnknownRecordTypeError,
)
from policies.form_sheets import FormSheet
from policies.province import overlaid
from policies.reading import Folder, read
from policies.terms import (
    Attribute,
    Column,
    Component,
    Dataset,
    Effect,
    Family,
    Field,
    Form,
    Kind,
    Label,
    Mistake,
    Procedure,
    Proof,
    RecordType,
    Role,
    Shape,
    Template,
)
from policies.values import findings

__all__ = [
    "Attribute",
    "Catalogue",
    "CatalogueError",
    "CatalogueMistake",
    "Column",
    "Component",
    "Dataset",
    "Effect",
    "Family",
    "Field",
    "Form",
    "Kind",
    "Label",
    "Mistake",
    "Procedure",
    "Proof",
    "RecordType",
    "Role",
    "Shape",
    "Template",
    "UnknownAttributeError",
    "UnknownProcedureError",
    "UnknownRecordTypeError",
]

_OWN_FOLDER = Path(__file__).parent / "data"
_LOOKS_LIKE_A_KEY = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z0-9_]*)+")
_LONGEST_KEY = 60


class Catalogue:
    """Everything that the catalogue's files say, frozen; safe to share between threads."""

    def __init__(
        self,
        version: str,
        attributes: Iterable[Attribute],
        record_types: Iterable[RecordType],
        forms: Iterable[Form],
        procedures: Iterable[Procedure],
        datasets: Iterable[Dataset] = (),
    ) -> None:
        self.version = version
        self.attributes: Mapping[str, Attribute] = MappingProxyType({each.key: each for each in attributes})
        self.record_types: Mapping[str, RecordType] = MappingProxyType({each.id: each for each in record_types})
        self.forms: Mapping[str, Form] = MappingProxyType({each.id: each for each in forms})
        self.procedures: Mapping[str, Procedure] = Procedures(procedures)
        self.datasets: Mapping[str, Dataset] = MappingProxyType({each.id: each for each in datasets})
        self._templates = {code: self._template(procedure) for code, procedure in self.procedures.items()}

    @classmethod
    def load(cls, folder: Path | None = None, *, province: Path | None = None) -> "Catalogue":
        """Read a catalogue (default: the wallet's own) and a province's folder over it.

        CatalogueError with every mistake means: nothing was loaded; do not start, or go on with what there was.
        Shapes first, then the attributes, then what the other files say: a mistake is not told once more in its echoes.
        """
        found = read(folder or _OWN_FOLDER)
        if province is not None:
            found = overlaid(found, read(province, province=True))
        if found.mistakes or found.attributes is None:
            raise CatalogueError(tuple(found.mistakes))
        attributes, mistakes = references.attributes_of(found.attributes)
        mistakes = mistakes or list(references.check(found, attributes))
        if mistakes:
            raise CatalogueError(tuple(mistakes))
        return cls._built(found, attributes)

    @classmethod
    def _built(cls, folder: Folder, attributes: Mapping[str, Attribute]) -> "Catalogue":
        datasets = folder.datasets.sheet.terms() if folder.datasets else {}
        record_types = {filed.sheet.id: filed.sheet.term(datasets) for filed in folder.record_types}
        return cls(
            version=folder.version,
            attributes=attributes.values(),
            record_types=record_types.values(),
            forms=[_form(filed.sheet, attributes) for filed in folder.forms],
            procedures=[filed.sheet.term(record_types, datasets) for filed in folder.procedures],
            datasets=datasets.values(),
        )

    def code(self, code: str) -> str:
        """The code of the file that `code` means: a province's own, or the nation's; UnknownProcedureError."""
        try:
            return self.procedures[code].code
        except KeyError:
            raise UnknownProcedureError("the catalogue has no such procedure") from None

    def template(self, code: str) -> Template:
        """All that the procedure may ask for; UnknownProcedureError."""
        return self._templates[self.code(code)]

    def remembered(self, code: str) -> Procedure:
        """The procedure; one that has left the catalogue, while something refers to it, asks and gives nothing."""
        return self.procedures.get(code) or Procedure.left(code)

    def still_needs(self, code: str) -> Template:
        """What the procedure may ask for; nothing, once it has left the catalogue."""
        return self._templates[self.code(code)] if code in self.procedures else Template(frozenset(), frozenset())

    def paper_label(self, record_type: str) -> Label:
        """The everyday name of a kind of paper; its id, for one that has left the catalogue."""
        known = self.record_types.get(record_type)
        return known.label if known else Label(record_type, record_type)

    def check_values(self, record_type: str, values: Mapping[str, object]) -> tuple[Mistake, ...]:
        """What is wrong with `values` (attribute key to value) as the content of such a paper; () when nothing is.

        A paper may leave out any attribute, and may have none that is not its own. UnknownRecordTypeError.
        """
        if record_type not in self.record_types:
            raise UnknownRecordTypeError("the catalogue has no such record type")
        carried = self.record_types[record_type].attributes
        mistakes: list[Mistake] = []
        for key, value in values.items():
            if key not in carried:
                mistakes.append(_foreign(key))
                continue
            for pointer, en, vi in findings(self.attributes[key], value, self.attributes):
                mistakes.append(Mistake(f"/{key}{pointer}", en, vi))
        return tuple(mistakes)

    def is_sensitive(self, attribute: str) -> bool:
        """What the catalogue does not know counts as sensitive."""
        known = self.attributes.get(attribute)
        return known is None or known.sensitive

    def is_sensitive_paper(self, record_type: str) -> bool:
        """What the catalogue does not know counts as sensitive. A paper with one sensitive item is."""
        known = self.record_types.get(record_type)
        return known is None or known.sensitive_document

    def is_stale(self, attribute: str, as_of: date, today: date) -> bool:
        """Whether a value of that day has to be confirmed again today; UnknownAttributeError."""
        if attribute not in self.attributes:
            raise UnknownAttributeError("the catalogue has no such attribute")
        months = self.attributes[attribute].reconfirm_months
        if months is None:
            return False
        return months == 0 or today > months_later(as_of, months)

    def _template(self, procedure: Procedure) -> Template:
        form = self.forms.get(procedure.form or "")
        asked = {field.attribute for field in (form.fields if form else ())} | set(procedure.asks)
        papers = (name for component in procedure.components for name in component.any_of)
        return Template(
            attributes=frozenset(
                key
                for key in asked
                if key is not None and not self.attributes[key].never_prefill and not procedure.leaves_to_citizen(key)
            ),
            documents=frozenset(papers),
        )


def months_later(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _form(sheet: FormSheet, attributes: Mapping[str, Attribute]) -> Form:
    fields = (field.term(attributes.get(field.attribute or "")) for field in sheet.fields)
    return Form(sheet.id, sheet.label.term(), sheet.legal, sheet.grade, sheet.source, tuple(fields))


def _foreign(key: object) -> Mistake:
    """Only what looks like a key is repeated: a value that slipped into its place stays unsaid."""
    shown = isinstance(key, str) and len(key) <= _LONGEST_KEY and _LOOKS_LIKE_A_KEY.fullmatch(key)
    pointer = f"/{key}" if shown else ""
    return Mistake(pointer, "is no attribute of this record type", "loại giấy này không có mục đó")
