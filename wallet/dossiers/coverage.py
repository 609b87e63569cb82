"""How far a citizen's papers go for a procedure: what is ready, what is out of date, what is missing. No values.

Answered inside the citizen's own session only; the service never learns what exists before the citizen has agreed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policies.catalogue import Catalogue, Component, Field
from wallet.records.models import Record, SealedObjectRow

Holding = tuple[Record, SealedObjectRow]


class Readiness(StrEnum):
    READY = "ready"
    OUT_OF_DATE = "out-of-date"
    MISSING = "missing"
    BY_HAND = "by-hand"  # a field that no record can fill: a signature, a free text


@dataclass(frozen=True, slots=True)
class FieldCoverage:
    field: Field
    readiness: Readiness
    record_types: tuple[str, ...]  # where it would come from


@dataclass(frozen=True, slots=True)
class ComponentCoverage:
    component: Component
    readiness: Readiness
    held: tuple[str, ...]  # record types of the alternatives that the citizen holds


@dataclass(frozen=True, slots=True)
class Coverage:
    procedure: str
    fields: tuple[FieldCoverage, ...]
    components: tuple[ComponentCoverage, ...]

    def count(self, readiness: Readiness) -> int:
        """Over the fields."""
        return sum(1 for field in self.fields if field.readiness is readiness)


def cover(catalogue: Catalogue, procedure: str, holdings: Sequence[Holding], today: date) -> Coverage:
    """Pure: the same holdings give the same answer in any order."""
    known = catalogue.procedures[procedure]
    form = catalogue.forms.get(known.form or "")
    fields = tuple(_field(catalogue, field, holdings, today) for field in (form.fields if form else ()))
    components = tuple(_component(component, holdings, today) for component in known.components)
    return Coverage(procedure, fields, components)


def _field(catalogue: Catalogue, field: Field, holdings: Sequence[Holding], today: date) -> FieldCoverage:
    name = field.attribute
    if name is None or catalogue.attributes[name].never_prefill:
        return FieldCoverage(field, Readiness.BY_HAND, ())
    carriers = [record for record, data in holdings if name in data.attribute_names]
    types = tuple(sorted({record.type for record in carriers}))
    if not carriers:
        return FieldCoverage(field, Readiness.MISSING, ())
    fresh = any(not catalogue.is_stale(name, record.as_of, today) for record in carriers)
    return FieldCoverage(field, Readiness.READY if fresh else Readiness.OUT_OF_DATE, types)


def _component(component: Component, holdings: Sequence[Holding], today: date) -> ComponentCoverage:
    if not component.any_of:
        return ComponentCoverage(component, Readiness.BY_HAND, ())
    held = [record for record, _ in holdings if record.type in component.any_of]
    if not held:
        return ComponentCoverage(component, Readiness.MISSING, ())
    valid = any(record.expires_on is None or record.expires_on >= today for record in held)
    types = tuple(sorted({record.type for record in held}))
    return ComponentCoverage(component, Readiness.READY if valid else Readiness.OUT_OF_DATE, types)
