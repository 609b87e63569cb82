"""What dossier services and citizens are answered, made from what the services of this room return."""

from fastapi import Response

from policies.catalogue import Component
from policies.release import Deny
from wallet.consents.gate import Withheld
from wallet.dossiers.coverage import ComponentCoverage, Coverage, Readiness
from wallet.dossiers.errors import ReleaseRefusedError
from wallet.dossiers.released import Released, ReleasedDocument
from wallet.dossiers.schemas import (
    ComponentCoverageRead,
    ComponentRead,
    CoverageRead,
    DocumentRead,
    FieldCoverageRead,
    FilledFieldRead,
    LookedUpRead,
    ReleaseRead,
    SourceRead,
    VerificationRead,
    VerifiedFieldRead,
    WithheldRead,
)
from wallet.dossiers.verifying import Verification
from wallet.web.problems import problem_response


def refusal_problem(deny: Deny, names: tuple[str, ...], request_id: str) -> Response:
    """A refusal as a problem document: `grounds` with their sentences, `names` of what was too much."""
    grounds = [{"ground": ground.value, "vi": ground.label_vi, "en": ground.label_en} for ground in deny.grounds]
    more = {"grounds": grounds, "names": list(names), "policy_set": deny.policy_set}
    return problem_response(ReleaseRefusedError(), request_id, more)


def release_read(released: Released) -> ReleaseRead:
    return ReleaseRead(
        release=released.id,
        entry=released.entry,
        fields=[FilledFieldRead.model_validate(field) for field in released.fields],
        documents=[_document(released, document) for document in released.documents],
        withheld=[_withheld(part) for part in released.withheld],
        components=[component_read(one) for one in released.procedure.components],
        looks_first=list(released.procedure.looks_first),
        uses_left=released.uses_left,
        expires_at=released.expires_at,
        proof=released.proof,
    )


def coverage_read(coverage: Coverage) -> CoverageRead:
    return CoverageRead(
        procedure=coverage.procedure.code,
        in_person=coverage.procedure.in_person,
        looks_first=list(coverage.procedure.looks_first),
        ready=coverage.count(Readiness.READY),
        out_of_date=coverage.count(Readiness.OUT_OF_DATE),
        missing=coverage.count(Readiness.MISSING),
        by_hand=coverage.count(Readiness.BY_HAND),
        fields=[
            FieldCoverageRead(
                id=one.field.id,
                label=one.field.label,
                role=one.field.role,
                readiness=one.readiness,
                record_types=list(one.record_types),
                gap=one.gap,
                why=one.gap.label_vi if one.gap else "",
            )
            for one in coverage.fields
        ],
        components=[_component_coverage(one) for one in coverage.components],
    )


def _component_coverage(one: ComponentCoverage) -> ComponentCoverageRead:
    return ComponentCoverageRead(
        readiness=one.readiness,
        held=list(one.held),
        why=one.why.vi if one.why else "",
        sources=[SourceRead.model_validate(source) for source in one.sources],
        **component_read(one.component).model_dump(),
    )


def component_read(component: Component) -> ComponentRead:
    return ComponentRead(
        id=component.id,
        label=component.label.vi,
        required=component.required,
        any_of=list(component.any_of),
        also=list(component.also),
        proof=component.proof,
        looked_up=[LookedUpRead(id=one.id, label=one.label.vi, authority=one.authority) for one in component.looked_up],
    )


def verification_read(verification: Verification) -> VerificationRead:
    fields = [VerifiedFieldRead.model_validate(one) for one in verification.findings]
    return VerificationRead(entry=verification.entry, fields=fields)


def _document(released: Released, document: ReleasedDocument) -> DocumentRead:
    return DocumentRead(
        record=document.record,
        type=document.type,
        media_type=document.media_type,
        length=document.length,
        href=f"/v1/releases/{released.id}/documents/{document.record}",
        source=SourceRead.model_validate(document.source),
    )


def _withheld(part: Withheld) -> WithheldRead:
    return WithheldRead(
        type=part.record_type, attributes=list(part.attributes), grounds=[str(ground) for ground in part.deny.grounds]
    )
