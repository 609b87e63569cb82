"""What leaves with a release: the filled form, which documents may be fetched, what was withheld, the proof."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from policies.catalogue import Procedure
from wallet.consents.gate import Withheld
from wallet.dossiers.prefill import FilledField
from wallet.records.models import Record


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """What a form system stores instead of a copy (dẫn nguồn): enough to name the paper and to ask for it again."""

    result_code: str | None
    record: UUID
    version: int
    issuer: str
    as_of: date
    assurance: str


def source_of(record: Record) -> DocumentSource:
    return DocumentSource(
        result_code=record.result_code,
        record=record.id,
        version=record.version,
        issuer=record.issuer,
        as_of=record.as_of,
        assurance=record.assurance,
    )


@dataclass(frozen=True, slots=True)
class ReleasedDocument:
    record: UUID
    type: str
    media_type: str
    length: int
    source: DocumentSource


@dataclass(frozen=True, slots=True)
class Released:
    """What the service gets; `proof`: see `proof`."""

    id: UUID
    procedure: Procedure
    entry: UUID
    fields: tuple[FilledField, ...]
    documents: tuple[ReleasedDocument, ...]
    withheld: tuple[Withheld, ...]
    uses_left: int
    expires_at: datetime
    proof: str

    @property
    def records(self) -> frozenset[UUID]:
        """From which something leaves."""
        values = [value for field in self.fields for value in (field.chosen, *field.others)]
        return frozenset(UUID(value.provenance.record) for value in values) | {one.record for one in self.documents}
