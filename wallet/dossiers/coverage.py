"""How far a citizen's papers go for a procedure: what is ready, what is out of date, what is missing. No values.

Answered inside the citizen's own session only; the service never learns what exists before the citizen has agreed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policies.assurance import Assurance
from policies.catalogue import Catalogue, Component, Field, Label, Procedure, Proof, Role
from wallet.dossiers.gaps import Gap
from wallet.dossiers.prefill import BOTH
from wallet.dossiers.released import DocumentSource, source_of
from wallet.records import rows
from wallet.records.models import Record, SealedObjectRow

Holding = tuple[Record, SealedObjectRow]


class Readiness(StrEnum):
    READY = "ready"
    OUT_OF_DATE = "out-of-date"
    MISSING = "missing"
    NOT_ENOUGH = "not-enough"  # a paper that is held, but what the wallet has of it does not do here
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
    """`held`: record types of the alternatives that the citizen holds. `sources`: those of them that an office brought
    and that are valid, the surest first: to name one is enough where a picture would be (dẫn nguồn).
    """

    component: Component
    readiness: Readiness
    held: tuple[str, ...] = ()
    sources: tuple[DocumentSource, ...] = ()

    @property
    def why(self) -> Label | None:
        """What else it takes, in a sentence; None when nothing."""
        return SHORTFALLS.get(self.component.proof) if self.readiness is Readiness.NOT_ENOUGH else None


SHORTFALLS = {
    Proof.CERTIFIED: Label(
        "Ảnh tự chụp chưa đủ: xin bản chứng thực điện tử, hoặc gửi bản chính.",
        "A picture of your own is not enough: get an electronically certified copy, or send the original.",
    ),
    Proof.ORIGINAL: Label(
        "Bản trong ví chưa đủ: phải nộp bản chính.", "What the wallet has is not enough: hand over the original."
    ),
    Proof.SHOWN: Label(
        "Bản trong ví chưa đủ: nhớ mang bản chính theo để xuất trình.",
        "What the wallet has is not enough: bring the original and show it.",
    ),
}


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
    records = [record for record, _ in holdings]
    components = tuple(cover_component(component, records, today) for component in known.components)
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


def cover_component(component: Component, records: Sequence[Record], today: date) -> ComponentCoverage:
    """Of one paper that goes with the form, by its validity and by what the procedure wants of it."""
    if not component.any_of:
        return ComponentCoverage(component, Readiness.BY_HAND)
    held = [record for record in records if record.type in component.any_of]
    if not held:
        return ComponentCoverage(component, Readiness.MISSING)
    types = tuple(sorted({record.type for record in held}))
    valid = [record for record in held if record.expires_on is None or record.expires_on >= today]
    if not valid:
        return ComponentCoverage(component, Readiness.OUT_OF_DATE, types)
    does = any(_does(record, component.proof) for record in valid)
    sources = tuple(source_of(record) for record in sorted(valid, key=_surest_first) if record.issuer)
    return ComponentCoverage(component, Readiness.READY if does else Readiness.NOT_ENOUGH, types, sources)


def _does(record: Record, proof: Proof) -> bool:
    """Whether what the wallet has of the paper can be handed in: nobody shows or hands over an original through it."""
    match proof:
        case Proof.SCAN:
            return True
        case Proof.CERTIFIED:
            return Assurance(record.assurance) > Assurance.SELF_DECLARED
        case Proof.ORIGINAL | Proof.SHOWN:
            return False


def _surest_first(record: Record) -> tuple[int, int, str]:
    return (-Assurance(record.assurance).rank, -record.as_of.toordinal(), str(record.id))
