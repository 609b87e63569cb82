"""One of my dossiers: what is ready, what is out of date, what is missing and how to get it."""

from collections.abc import Callable, Iterable
from uuid import UUID

from fastapi import APIRouter, Response

from policies.catalogue import Catalogue
from wallet.dossiers import service
from wallet.dossiers.coverage import FieldCoverage, Readiness
from wallet.dossiers.gaps import Gap
from wallet.pages import words
from wallet.pages.visits import CitizenVisit
from wallet.records.renaming import RENAMED
from wallet.records.vault import OpenVault

router = APIRouter()


@router.get("/ho-so/{dossier_id}")
def show_dossier(vault: OpenVault, visit: CitizenVisit, dossier_id: UUID) -> Response:
    """For the citizen's eyes only; the service never learns what is there before a yes."""
    coverage = service.coverage(vault, visit.reader, dossier_id, now=visit.now)
    return visit.page(
        "dossier.html",
        procedure=words.procedure(vault.catalogue, coverage.procedure.code),
        count=coverage.count,
        ready=_by_source(coverage.fields, Readiness.READY, lambda one: one.record_types),
        old=_by_source(coverage.fields, Readiness.OUT_OF_DATE, lambda one: one.record_types),
        missing=_by_source(coverage.fields, Readiness.MISSING, lambda one: _carriers(vault.catalogue, one)),
        by_hand=_by_gap(coverage.fields),
        in_person=coverage.procedure.in_person,
        looks_first=coverage.procedure.looks_first,
        papers=coverage.components,
        Readiness=Readiness,
        paper=lambda record_type: words.paper(vault.catalogue, record_type),
        issuer=lambda record_type: vault.catalogue.record_types[record_type].issuer,
    )


def _by_source(
    fields: Iterable[FieldCoverage], readiness: Readiness, sources: Callable[[FieldCoverage], tuple[str, ...]]
) -> list[tuple[tuple[str, ...], list[str]]]:
    """(record types, labels of the fields that come from them), so that each paper is named once."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for one in fields:
        if one.readiness is readiness:
            grouped.setdefault(sources(one), []).append(one.field.label)
    return list(grouped.items())


def _by_gap(fields: Iterable[FieldCoverage]) -> list[tuple[Gap, list[str]]]:
    """(why no paper fills them, labels of the fields)."""
    grouped: dict[Gap, list[str]] = {}
    for one in fields:
        if one.readiness is Readiness.BY_HAND and one.gap:
            grouped.setdefault(one.gap, []).append(one.field.label)
    return list(grouped.items())


def _carriers(catalogue: Catalogue, one: FieldCoverage) -> tuple[str, ...]:
    """The kinds of paper that would have it; the new name of an old address is none that anybody could bring."""
    attribute = one.field.attribute
    kinds = (known for known in catalogue.record_types.values() if known.id != RENAMED)
    return tuple(known.id for known in kinds if attribute in known.attributes)
