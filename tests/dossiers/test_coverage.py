"""A component is ready when what the wallet has of it does as the procedure wants it: not by expiry alone."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from policies.assurance import Assurance
from policies.catalogue import Component, Label, Proof
from wallet.dossiers.coverage import ComponentCoverage, Readiness, cover_component
from wallet.records.models import Record

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)
OFFICE = "UBND xã Mẫu"


def component(proof: Proof) -> Component:
    return Component(
        id="paper", label=Label("Giấy", "Paper"), any_of=("giay_khai_sinh",), required=True, note=None, proof=proof
    )


def paper(number: int, assurance: Assurance, *, issuer: str = OFFICE, ends: date | None = None) -> Record:
    return Record(
        id=UUID(int=number),
        citizen_id=UUID(int=0),
        type="giay_khai_sinh",
        assurance=assurance,
        issuer=issuer,
        as_of=date(2026, 1, number),
        created_at=NOW,
        changed_at=NOW,
        expires_on=ends,
        result_code=f"H00-KQ{number}" if issuer else None,
    )


def covered(proof: Proof, *papers: Record) -> ComponentCoverage:
    return cover_component(component(proof), papers, TODAY)


OWN = paper(1, Assurance.SELF_DECLARED, issuer="")
COPY = paper(2, Assurance.CERTIFIED_COPY)
ISSUED = paper(3, Assurance.ISSUER_ASSERTED)
SIGNED = paper(4, Assurance.ISSUER_SIGNED)
READY, NOT_ENOUGH = Readiness.READY, Readiness.NOT_ENOUGH

WANTED = [
    (Proof.SCAN, OWN, READY),
    (Proof.CERTIFIED, OWN, NOT_ENOUGH),
    (Proof.CERTIFIED, COPY, READY),
    (Proof.CERTIFIED, ISSUED, READY),
    (Proof.CERTIFIED, SIGNED, READY),
    (Proof.ORIGINAL, SIGNED, NOT_ENOUGH),
    (Proof.SHOWN, SIGNED, NOT_ENOUGH),
]


@pytest.mark.parametrize(("proof", "held", "expected"), WANTED)
def test_a_picture_does_only_where_a_picture_is_wanted(proof: Proof, held: Record, expected: Readiness) -> None:
    found = covered(proof, held)
    assert found.readiness is expected
    assert (found.why is not None) is (expected is NOT_ENOUGH)


def test_one_that_does_among_several_is_enough() -> None:
    assert covered(Proof.CERTIFIED, OWN, COPY).readiness is READY


def test_a_certified_copy_that_has_expired_does_not_lend_its_certainty_to_a_picture() -> None:
    expired = paper(5, Assurance.CERTIFIED_COPY, ends=date(2026, 11, 22))
    assert covered(Proof.CERTIFIED, OWN, expired).readiness is NOT_ENOUGH


def test_what_an_office_brought_can_be_named_instead_of_sent_the_surest_first() -> None:
    found = covered(Proof.SCAN, OWN, ISSUED, SIGNED, COPY)
    assert [source.result_code for source in found.sources] == ["H00-KQ4", "H00-KQ3", "H00-KQ2"]
    assert covered(Proof.SCAN, OWN).sources == ()
