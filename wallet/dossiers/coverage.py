"""How far a citizen's papers go for a procedure: what is ready, what is out of date, what is missing. No values.

Answered inside the citizen's own session only; the service never learns what exists before the citizen has agreed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policies.catalogue import Catalogue, Component, Field, Procedure, Role
from wallet.dossiers.gaps import Gap
from wallet.dossiers.prefill import BOTH
from wallet.records import rows
from wallet.records.models import Record, SealedObjectRow

Holding = tuple[Record, SealedObjectRow]


class Readiness(StrEnum):
    READY = "ready"
    OUT_OF_DATE = "out-of-date"
    MISSING = "missing"
    BY_HAND = "by-hand"  # a field that no record can fill: a signature, a free text


@dataclass(frozen=True, slots=True)
class FieldCoverage:
    """`gap`: why the wallet does not simply fill it; None: it does."""

    field: Field
    readiness: Readiness
    record_types: tuple[str, ...]  # where it would come from
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class ComponentCoverage:
    component: Component
    readiness: Readiness
    held: tuple[str, ...]  # record types of the alternatives that the citizen holds


@dataclass(frozen=True, slots=True)
class Coverage:
    procedure: Procedure
    fields: tuple[FieldCoverage, ...]
    components: tuple[ComponentCoverage, ...]

    def count(self, readiness: Readiness) -> int:
        """Over the fields."""
        return sum(1 for field in self.fields if field.readiness is readiness)


def cover(
    catalogue: Catalogue,
    procedure: str,
    holdings: Sequence[Holding],
    today: date,
    *,
    stands_as: frozenset[Role] = BOTH,
) -> Coverage:
    """Pure: the same holdings give the same answer in any order."""
    known = catalogue.remembered(procedure)
    form = catalogue.forms.get(known.form or "")
    places = form.fields if form else ()
    fields = tuple(_field(catalogue, known, field, holdings, today, stands_as) for field in places)
    components = tuple(_component(component, holdings, today) for component in known.components)
    return Coverage(known, fields, components)


def _field(
    catalogue: Catalogue,
    procedure: Procedure,
    field: Field,
    holdings: Sequence[Holding],
    today: date,
    stands_as: frozenset[Role],
) -> FieldCoverage:
    if gap := Gap.by_hand(catalogue, procedure, field, stands_as):
        return FieldCoverage(field, Readiness.BY_HAND, (), gap)
    name = field.attribute or ""
    carriers = [record for record, data in holdings if name in rows.readable(record, data)]
    types = tuple(sorted({record.type for record in carriers}))
    if not carriers:
        return FieldCoverage(field, Readiness.MISSING, (), Gap.NOT_HELD)
    if all(catalogue.is_stale(name, record.as_of, today) for record in carriers):
        return FieldCoverage(field, Readiness.OUT_OF_DATE, types, Gap.STALE)
    return FieldCoverage(field, Readiness.READY, types, Gap.CONDITION if field.only_if else None)


def _component(component: Component, holdings: Sequence[Holding], today: date) -> ComponentCoverage:
    if not component.any_of:
        return ComponentCoverage(component, Readiness.BY_HAND, ())
    held = [record for record, _ in holdings if record.type in component.any_of]
    if not held:
        return ComponentCoverage(component, Readiness.MISSING, ())
    valid = any(record.expires_on is None or record.expires_on >= today for record in held)
    types = tuple(sorted({record.type for record in held}))
    return ComponentCoverage(component, Readiness.READY if valid else Readiness.OUT_OF_DATE, types)
