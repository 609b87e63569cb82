"""The catalogue: which papers exist, what stands on them, and what each procedure asks for. Data, not code.

A province adds a procedure by adding a file (`policies/reading.py` says where); every file is checked when the wallet
starts, and `version` says exactly which files it runs on.
"""

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from policies import references
from policies.errors import (
    CatalogueError,
    CatalogueMistake,
    UnknownAttributeError,
    UnknownProcedureError,
    UnknownRecordTypeError,
)
from policies.reading import Folder, read
from policies.sheets import FormSheet
from policies.terms import (
    Attribute,
    Component,
    Family,
    Field,
    Form,
    Kind,
    Label,
    Mistake,
    Procedure,
    RecordType,
    Template,
)
from policies.values import findings

__all__ = [
    "Attribute",
    "Catalogue",
    "CatalogueError",
    "CatalogueMistake",
    "Component",
    "Family",
    "Field",
    "Form",
    "Kind",
    "Label",
    "Mistake",
    "Procedure",
    "RecordType",
    "Template",
    "UnknownAttributeError",
    "UnknownProcedureError",
    "UnknownRecordTypeError",
]

_OWN_FOLDER = Path(__file__).parent / "data"
_LOOKS_LIKE_A_KEY = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z0-9_]*)+")


class Catalogue:
    """Everything that the catalogue's files say, frozen; safe to share between threads."""

    def __init__(
        self,
        version: str,
        attributes: Iterable[Attribute],
        record_types: Iterable[RecordType],
        forms: Iterable[Form],
        procedures: Iterable[Procedure],
    ) -> None:
        self.version = version
        self.attributes: Mapping[str, Attribute] = MappingProxyType({each.key: each for each in attributes})
        self.record_types: Mapping[str, RecordType] = MappingProxyType({each.id: each for each in record_types})
        self.forms: Mapping[str, Form] = MappingProxyType({each.id: each for each in forms})
        self.procedures: Mapping[str, Procedure] = MappingProxyType({each.code: each for each in procedures})
        self._templates = {code: self._template(procedure) for code, procedure in self.procedures.items()}

    @classmethod
    def load(cls, folder: Path | None = None) -> "Catalogue":
        """Read a catalogue (default: the wallet's own); CatalogueError with every mistake means: do not start.

        Shapes first, then the attributes, then what the other files say: a mistake is not told once more in its echoes.
        """
        found = read(folder or _OWN_FOLDER)
        if found.mistakes or found.attributes is None:
            raise CatalogueError(tuple(found.mistakes))
        attributes, mistakes = references.attributes_of(found.attributes)
        mistakes = mistakes or list(references.check(found, attributes))
        if mistakes:
            raise CatalogueError(tuple(mistakes))
        return cls._built(found, attributes)

    @classmethod
    def _built(cls, folder: Folder, attributes: Mapping[str, Attribute]) -> "Catalogue":
        return cls(
            version=folder.version,
            attributes=attributes.values(),
            record_types=[filed.sheet.term() for filed in folder.record_types],
            forms=[_form(filed.sheet, attributes) for filed in folder.forms],
            procedures=[filed.sheet.term() for filed in folder.procedures],
        )

    def template(self, code: str) -> Template:
        """All that the procedure may ask for; UnknownProcedureError."""
        try:
            return self._templates[code]
        except KeyError:
            raise UnknownProcedureError("the catalogue has no such procedure") from None

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

    def is_stale(self, attribute: str, as_of: date, today: date) -> bool:
        """Whether a value of that day has to be confirmed again today; UnknownAttributeError."""
        if attribute not in self.attributes:
            raise UnknownAttributeError("the catalogue has no such attribute")
        months = self.attributes[attribute].reconfirm_months
        if months is None:
            return False
        return months == 0 or today > months_later(as_of, months)

    def _template(self, procedure: Procedure) -> Template:
        asked = (field.attribute for field in self.forms[procedure.form].fields)
        papers = (name for component in procedure.components for name in component.any_of)
        return Template(
            attributes=frozenset(key for key in asked if key is not None and not self.attributes[key].never_prefill),
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
    shown = isinstance(key, str) and len(key) <= 60 and _LOOKS_LIKE_A_KEY.fullmatch(key)  # noqa: PLR2004
    pointer = f"/{key}" if shown else ""
    return Mistake(pointer, "is no attribute of this record type", "loại giấy này không có mục đó")
